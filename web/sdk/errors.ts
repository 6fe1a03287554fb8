/** What a person can be told, and whether trying again may help. */
export class ChatError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly mayRetry: boolean,
    /** What of the request was refused, such as "events.3.message_id"; and why, of each. */
    readonly fields: readonly string[] = [],
    readonly reasons: readonly string[] = [],
    /** Seconds that the gateway asks to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "ChatError";
  }
}

export function asChatError(error: unknown): ChatError {
  return error instanceof ChatError ? error : new ChatError("Something went wrong.", "unknown", true);
}
