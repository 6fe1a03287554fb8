// The calls about drafts.
import type { Api } from "../api";
import type { Decided, DecideRequest, Drafted } from "./types";

export class AssistCalls {
  constructor(private readonly api: Api) {}

  /** Asks for a draft where there is none. */
  draft(conversation: string): Promise<Drafted> {
    return this.api.call("POST", `conversations/${encodeURIComponent(conversation)}/suggestions`);
  }

  /** Sends a draft or parts of it, or rejects it; a repeat with the same `client_id` is harmless. */
  decide(conversation: string, suggestion: string, body: DecideRequest): Promise<Decided> {
    const path = `conversations/${encodeURIComponent(conversation)}/suggestions/${encodeURIComponent(suggestion)}/decide`;
    return this.api.call("POST", path, body);
  }
}
