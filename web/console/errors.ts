import { word } from "./words";

/** A call that the server refused, or did not answer: in words for a person. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** Whether the same call may succeed later. */
  get mayRetry(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What to tell a person of whatever was thrown. */
export function told(error: unknown): string {
  return error instanceof ApiError && error.message ? error.message : word("failed");
}
