// What is said, in a bubble; with the name of the agent if one says it.
import type { LoggedMessage } from "../sdk/types";
import { el } from "./dom";
import { word } from "./words";

interface Spoken {
  from: string;
  agent?: string | null;
  text?: string | null;
}

export function bubble(from: string, text: string): HTMLElement {
  return el("p", { class: `bubble ${from}` }, text);
}

/** The words of a message. */
export function bubbleOf(message: Spoken, text: string): HTMLElement {
  const spoken = bubble(message.from, text);
  if (message.from === "agent") spoken.prepend(who(message));
  return spoken;
}

/** What is said with what a message shows; nothing where the assistant says nothing. */
export function spokenWith(message: Spoken): HTMLElement | null {
  if (message.text) return bubbleOf(message, message.text);
  return message.from === "agent" ? el("p", { class: "bubble agent" }, who(message)) : null;
}

function who({ agent }: Pick<Spoken, "agent">): HTMLElement {
  return el("span", { class: "who" }, agent || word("somebody"));
}

/** A message that is plain words; null for others, which `parts.ts` shows. */
export function plainElement(message: LoggedMessage): HTMLElement | null {
  if (message.type === "text") return (message.sources ?? []).length === 0 ? bubbleOf(message, message.text) : null;
  if (message.type !== "notice") return null;
  return el("p", { class: `notice ${message.kind}`, role: message.kind === "error" ? "alert" : "status" }, message.text);
}
