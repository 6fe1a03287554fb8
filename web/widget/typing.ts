// That the assistant makes its answer: dots, and in their place words where it takes longer than usual.
import { el } from "./dom";
import { word } from "./words";

export class Typing {
  private readonly dots = el("p", { class: "bubble bot typing", role: "img" }, el("i"), el("i"), el("i"));
  private readonly words = el("p", { class: "bubble bot waits" });

  /** Calls the sign by its name in the language that is spoken. */
  label(): void {
    this.dots.setAttribute("aria-label", word("typing"));
  }

  /** Shows it at the end of the log. */
  show(log: HTMLElement): void {
    if (!this.words.isConnected) log.append(this.dots);
    else log.append(this.words);
  }

  /** Says why it takes so long; whether that is new, where anything is awaited at all. */
  waits(text: string): boolean {
    if (!this.dots.isConnected) return false;
    this.words.textContent = text;
    this.dots.replaceWith(this.words);
    return true;
  }

  stop(): void {
    this.dots.remove();
    this.words.remove();
  }
}
