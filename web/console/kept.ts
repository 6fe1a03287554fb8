// What outlives a reload of this tab: drafts and replies that were not sent. A browser may forbid storage: then it does
// not. It belongs to one agent, and goes when another signs in or this one signs out.
import type { Mode, Pending } from "./store";

const KEY = "floorwalker.console.kept";

interface Content {
  agent: string;
  drafts: Record<string, string>;
  outbox: Pending[];
}

export class Kept {
  private content: Content = { agent: "", drafts: {}, outbox: [] };

  /** Takes up what this agent left. */
  belongTo(agent: string): void {
    const stored = read();
    this.content = stored?.agent === agent ? stored : { agent, drafts: {}, outbox: [] };
    this.write();
  }

  clear(): void {
    this.content = { agent: "", drafts: {}, outbox: [] };
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // There was none.
    }
  }

  draft(conversation: string, mode: Mode): string {
    return this.content.drafts[`${mode} ${conversation}`] ?? "";
  }

  keepDraft(conversation: string, mode: Mode, text: string): void {
    const { [`${mode} ${conversation}`]: _, ...others } = this.content.drafts;
    this.content.drafts = text ? { ...others, [`${mode} ${conversation}`]: text } : others;
    this.write();
  }

  hasDraft(conversation: string): boolean {
    return this.draft(conversation, "reply").trim() !== "" || this.draft(conversation, "note").trim() !== "";
  }

  get outbox(): readonly Pending[] {
    return this.content.outbox;
  }

  keepOutbox(outbox: readonly Pending[]): void {
    this.content.outbox = [...outbox];
    this.write();
  }

  private write(): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.content));
    } catch {
      // Without storage it lasts as long as the page.
    }
  }
}

function read(): Content | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const isContent = typeof stored === "object" && stored !== null && "agent" in stored && "drafts" in stored && "outbox" in stored;
    return isContent ? (stored as Content) : null;
  } catch {
    return null;
  }
}
