// What screen readers are told of an answer: its words and what it shows, once. The log itself is not live, or they would
// read every card of it.
import type { LoggedMessage } from "../sdk/types";
import { el } from "./dom";
import { word } from "./words";

export class Announcer {
  readonly element = el("div", { class: "hidden-text" });
  /** In a root of its own that is closed: it repeats what the log shows, and nothing but screen readers is to find it. */
  readonly region = el("p", { role: "status" });

  constructor() {
    this.element.attachShadow({ mode: "closed" }).append(this.region);
  }

  say(messages: readonly LoggedMessage[]): void {
    const words = messages.map(announced).filter(Boolean).join(" ");
    if (words) this.tell(words);
  }

  tell(words: string): void {
    this.region.replaceChildren(words);
  }
}

/** Nothing of errors, which speak for themselves (role alert), and of what the shopper said. */
export function announced(message: LoggedMessage): string {
  if (message.from === "shopper" || (message.type === "notice" && message.kind === "error")) return "";
  const text = "text" in message ? (message.text ?? "") : "";
  const said = message.from === "agent" && text ? `${message.agent || word("somebody")}${word("colon")}${text}` : text;
  if (message.type === "products") return `${said} ${word("products", { count: message.products.length })}`.trim();
  if (message.type === "question") return [said, message.options.map((option) => option.label).join(word("list"))].join(" ");
  return said;
}
