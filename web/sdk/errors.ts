/** What a person can be told, and whether trying again may help. */
export class ChatError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly mayRetry: boolean,
    /** What of the request was refused, such as "events.3.message_id". */
    readonly fields: readonly string[] = [],
  ) {
    super(message);
    this.name = "ChatError";
  }
}
