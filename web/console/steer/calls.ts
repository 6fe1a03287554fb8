// The calls of rules and knowledge, and their contract as types.
import type { Api } from "../api";
import type { Schemas } from "../types";

export type Kind = "rules" | "knowledge";
export type Steered = Schemas["Steered"];
export type Revision = Schemas["Revision"];
export type RevisionText = Schemas["RevisionText"];
export type Problem = Schemas["Problem"];
export type Preview = Schemas["Preview"];
export type Previewed = Schemas["Previewed"];
export type Moved = Schemas["Moved"];
export type AttributeName = Schemas["Attribute"];
type Made = Schemas["RevisionMade"];

/** What is checked by many requests takes a while. */
const PREVIEW_MS = 40_000;

export class SteeringCalls {
  constructor(
    private readonly api: Api,
    private readonly kind: Kind,
  ) {}

  read(): Promise<Steered> {
    return this.api.call("GET", this.path());
  }

  async check(content: string): Promise<readonly Problem[]> {
    return (await this.api.call<{ problems: Problem[] }>("POST", this.path("check"), { content }, PREVIEW_MS)).problems;
  }

  preview(content: string, requests: readonly string[]): Promise<Preview> {
    return this.api.call("POST", this.path("preview"), { content, requests }, PREVIEW_MS);
  }

  propose(content: string, base: string | null, note: string): Promise<Made> {
    return this.api.call("POST", this.path("propose"), { content, base, note }, PREVIEW_MS);
  }

  async history(): Promise<readonly Revision[]> {
    return (await this.api.call<{ revisions: Revision[] }>("GET", this.path("history"))).revisions;
  }

  revision(id: string): Promise<RevisionText> {
    return this.api.call("GET", this.path(`revisions/${encodeURIComponent(id)}`));
  }

  decide(id: string, decision: "approve" | "refuse"): Promise<Made> {
    return this.api.call("POST", this.path(`revisions/${encodeURIComponent(id)}/${decision}`), undefined, PREVIEW_MS);
  }

  undo(id: string, base: string | null, note: string): Promise<Made> {
    return this.api.call("POST", this.path(`revisions/${encodeURIComponent(id)}/undo`), { base, note }, PREVIEW_MS);
  }

  async attributes(): Promise<readonly AttributeName[]> {
    return (await this.api.call<{ attributes: AttributeName[] }>("GET", "steering/attributes")).attributes;
  }

  private path(rest = ""): string {
    return `steering/${this.kind}${rest && `/${rest}`}`;
  }
}
