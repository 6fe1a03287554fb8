/** What a person can be told, and whether trying again may help. */
export class ChatError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly mayRetry: boolean,
  ) {
    super(message);
    this.name = "ChatError";
  }
}
