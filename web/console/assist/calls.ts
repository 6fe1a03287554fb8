// The calls about drafts.
import type { Api } from "../api";
import type { Decided, DecideRequest } from "./types";

export class AssistCalls {
  constructor(private readonly api: Api) {}

  /** Sends a draft or parts of it, or rejects it; a repeat with the same `client_id` is harmless. */
  decide(conversation: string, suggestion: string, body: DecideRequest): Promise<Decided> {
    const path = `conversations/${encodeURIComponent(conversation)}/suggestions/${encodeURIComponent(suggestion)}/decide`;
    return this.api.call("POST", path, body);
  }
}
