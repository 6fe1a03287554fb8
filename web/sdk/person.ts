// Whether a person is wanted or there, as a page can tell from what was said: until the gateway says so itself.
import type { Status } from "./live";
import type { LoggedMessage } from "./types";

/** The name of the agent who spoke, or came, last. */
export function agentOf(messages: readonly LoggedMessage[]): string | null {
  return [...messages].reverse().find((message) => message.agent)?.agent ?? null;
}

export function isHandoff(message: LoggedMessage): boolean {
  return message.type === "notice" && message.kind === "handoff";
}

/** Whether somebody else than the assistant may speak soon. */
export function isPersonWanted(status: Status): boolean {
  return status === "queued" || status === "agent";
}
