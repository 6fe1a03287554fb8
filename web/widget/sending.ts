// What becomes of what the shopper says, shown with it: that it waits, and for what, or that it could not be sent.
import type { Outgoing } from "../sdk/outbox";
import { isOffline } from "../sdk/waiting";
import { el } from "./dom";
import { bubble } from "./spoken";
import { languageOf, spokenLocale, word } from "./words";

export class Sending {
  /** Above the conversation, while there is no connection; screen readers are told. */
  readonly bar = el("p", { class: "network", role: "status" });
  private readonly bubbles = new Map<string, HTMLElement>();

  constructor(private readonly retry: () => void) {}

  /** What was said, as it stands in the log until the log is read again. */
  said(item: Outgoing): HTMLElement {
    const said = bubble("shopper", item.words);
    this.bubbles.set(item.id, said);
    return said;
  }

  /** The first that is not sent yet: what was said before belongs above it. */
  first(waiting: readonly Outgoing[]): HTMLElement | null {
    return waiting.map(({ id }) => this.bubbles.get(id)).find((one) => one?.isConnected) ?? null;
  }

  changed(item: Outgoing): void {
    const said = this.bubbles.get(item.id);
    const before = said?.nextElementSibling;
    if (before?.classList.contains("state")) before.remove();
    const state = this.stateOf(item);
    if (state) said?.after(state);
    said?.classList.toggle("unsent", state !== null);
    if (item.state === "sent" || item.state === "unanswered" || item.state === "refused") this.bubbles.delete(item.id);
    this.tell(item.state === "waiting" && item.error?.code === "no_answer");
  }

  /** Says that there is no connection, or nothing. */
  tell(isLost = false): void {
    const words = isOffline() ? word("offline") : isLost ? word("unreachable") : "";
    if (this.bar.textContent !== words) this.bar.textContent = words; // once, so that screen readers say it once
  }

  private stateOf({ state, error }: Outgoing): HTMLElement | null {
    if (state === "failed") {
      const again = el("button", { type: "button", onclick: () => this.retry() }, word("retry"));
      return el("p", { class: "state failed", role: "alert" }, `${word("notSent")} `, again);
    }
    if (state === "refused") {
      const reason = languageOf(spokenLocale()) === "en" ? (error?.message ?? "") : word("failed"); // the gateway's reasons are English
      return el("p", { class: "state failed", role: "alert" }, `${word("notSent")} ${reason}`);
    }
    if (state !== "waiting" || (error === null && !isOffline())) return null;
    const isLost = isOffline() || error?.code === "no_answer";
    return el("p", { class: "state" }, word(isLost ? "waitsForNetwork" : "waitsForShop"));
  }
}
