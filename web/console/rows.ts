// The lists as one column of rows: those of the agent first, then who waits, and so on.
import type { Section, State } from "./store";
import type { Listed, Queue } from "./types";

export type Row =
  | { kind: "heading"; section: Section; count: number; folded: boolean }
  | { kind: "item"; section: Section | "found"; listed: Listed; index: number; total: number };

export const SECTIONS: readonly Section[] = ["mine", "waiting", "others", "live"];

export function rowsOf({ queue, search, folded }: Pick<State, "queue" | "search" | "folded">): Row[] {
  if (search) return items("found", search.found);
  if (!queue) return [];
  return SECTIONS.flatMap((section): Row[] => {
    const isFolded = folded.has(section);
    const heading: Row = { kind: "heading", section, count: queue[section].length, folded: isFolded };
    return isFolded ? [heading] : [heading, ...items(section, queue[section])];
  });
}

function items(section: Section | "found", all: readonly Listed[]): Row[] {
  return all.map((listed, index) => ({ kind: "item", section, listed, index, total: all.length }));
}

/** Whether the agent may pass it on, give it back or close it: one's own, and leads anybody's. */
export function mayChange({ opened, agent }: Pick<State, "opened" | "agent">): boolean {
  if (opened?.conversation.status !== "agent" || !agent) return false;
  return opened.conversation.agent_id === agent.id || agent.role !== "agent";
}

/** Whether the agent may close it: what they may change, and what nobody serves. */
export function mayClose(state: Pick<State, "opened" | "agent">): boolean {
  const status = state.opened?.conversation.status;
  return mayChange(state) || status === "queued" || status === "bot";
}

/** Whether the agent may claim it: what waits, what the assistant has, and what a colleague left who is not there. */
export function mayClaim({ opened, agent, queue }: Pick<State, "opened" | "agent" | "queue">): boolean {
  const { status, agent_id } = opened?.conversation ?? {};
  if (status !== "agent") return status === "queued" || status === "bot";
  const server = queue?.agents.find((one) => one.id === agent_id);
  return agent_id !== agent?.id && (!server || server.presence === "offline");
}

/** Whether the agent may see what is hidden, for a reason: of one's own, and leads of anybody's. */
export function mayReveal({ opened, agent }: Pick<State, "opened" | "agent">): boolean {
  if (!opened || !agent) return false;
  return agent.role !== "agent" || (opened.conversation.status === "agent" && opened.conversation.agent_id === agent.id);
}

/** What comes `steps` after the cursor; from nowhere, who waits longest, else the first of all. */
export function stepped(rows: readonly Row[], cursor: string | null, steps: 1 | -1): Extract<Row, { kind: "item" }> | null {
  const found = rows.filter((row) => row.kind === "item");
  const here = found.findIndex((row) => row.listed.id === cursor);
  if (here < 0) return found.find((row) => row.section === "waiting") ?? found[0] ?? null;
  return found[here + steps] ?? null;
}

/** The lists with one conversation as it is now said to be, until they are read again. */
export function withListed(queue: Queue, id: string, change: (listed: Listed) => Listed): Queue {
  const changed = (all: Listed[]): Listed[] => all.map((listed) => (listed.id === id ? change(listed) : listed));
  return { ...queue, mine: changed(queue.mine), waiting: changed(queue.waiting), others: changed(queue.others), live: changed(queue.live) };
}
