// What the widget shows of the person who serves the shopper: that one is wanted or there, and that they type.
import type { Status } from "../sdk/live";
import { el } from "./dom";
import { word } from "./words";

/** An agent who pauses for so long does not type any more; they are told to type every second or two. */
const TYPES_MS = 5_000;

export class Person {
  /** Above the conversation; screen readers are told when it changes. */
  readonly bar = el("p", { class: "person", role: "status" });
  status: Status = "bot";
  /** Whether the shopper was told that nobody is there. */
  private isAway = false;
  private readonly types = el("p", { class: "bubble agent types" });
  private timer: ReturnType<typeof setTimeout> | undefined;

  become(status: Status, agent: string | null): void {
    this.status = status;
    this.bar.textContent = status === "agent" ? word("withYou", { agent: agent || word("somebody") }) : status === "queued" ? word(this.isAway ? "away" : "waiting") : "";
    if (status !== "agent") this.stopsTyping();
  }

  /** Nobody is there, as the shopper was told just now; or somebody may come. */
  isGone(away: boolean): void {
    if (this.isAway === away) return;
    this.isAway = away;
    if (this.status === "queued") this.become(this.status, null);
  }

  /** Shows at the end of the log that they type, for a while. */
  typesIn(log: HTMLElement, agent: string | null): void {
    if (!this.types.isConnected) {
      this.types.textContent = word("agentTypes", { agent: agent || word("somebody") });
      log.append(this.types); // once, so that screen readers say it once
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stopsTyping(), TYPES_MS);
  }

  stopsTyping(): void {
    clearTimeout(this.timer);
    this.types.remove();
  }
}
