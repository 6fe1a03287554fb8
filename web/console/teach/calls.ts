// The calls of teaching.
import type { Api } from "../api";
import type { Labelling, Verdict, VerdictRequest, Verdicts } from "./types";

export class TeachCalls {
  constructor(private readonly api: Api) {}

  labelling(): Promise<Labelling> {
    return this.api.call("GET", "labelling?limit=100");
  }

  async of(conversation: string): Promise<readonly Verdict[]> {
    return (await this.api.call<Verdicts>("GET", path(conversation))).verdicts;
  }

  judge(conversation: string, verdict: VerdictRequest): Promise<Verdict> {
    return this.api.call("POST", path(conversation), verdict);
  }

  withdraw(conversation: string, id: string): Promise<void> {
    return this.api.call("DELETE", `${path(conversation)}/${encodeURIComponent(id)}`);
  }

  newest(asked: { mine: boolean; flagged: boolean; before?: string }): Promise<Verdicts> {
    const { mine, flagged, before } = asked;
    return this.api.call("GET", `verdicts?${new URLSearchParams({ mine: String(mine), flagged: String(flagged), ...(before ? { before } : {}) })}`);
  }
}

function path(conversation: string): string {
  return `conversations/${encodeURIComponent(conversation)}/verdicts`;
}
