// The conversation as the page shows it: its messages as elements, each once, and where the shopper stands in it.
import { asChatError } from "../sdk/errors";
import type { LoggedMessage } from "../sdk/types";
import { el } from "./dom";
import type { Late } from "./late";
import type { Actions } from "./messages";
import { plainElement } from "./spoken";
import { settleWishes } from "./wishes";
import { word } from "./words";

export interface LogListener {
  /** What can be done with what is shown. */
  actions(): Actions;
  /** A message is shown. */
  placed(message: LoggedMessage, element: HTMLElement): void;
}

export class Log {
  readonly element = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
  private readonly shown = new Map<string, HTMLElement>();
  /** Where the shopper was brought last, and how far down that was: who is there still has not moved since. */
  private place = (): number => 0;
  private placedAt = 0;

  constructor(
    private readonly late: Late,
    private readonly listener: LogListener,
  ) {}

  /** Puts messages into the log, at its end or before what is not sent yet; the first of them as it stands there. */
  put(messages: readonly LoggedMessage[], before: Element | null = null): Element | null {
    let first: Element | null = null;
    for (const message of messages) {
      this.late.choices?.learn(message);
      if (message.type === "products") this.settleWishes(); // the newest list has those in force
      if (message.from === "shopper") this.settleQuestions();
      const element = plainElement(message) ?? this.late.parts?.messageElement(message, this.listener.actions());
      if (!element) continue; // never: who puts has it loaded
      if (message.type === "notice") this.shown.get(message.id)?.remove(); // said once more
      this.element.insertBefore(element, before);
      this.shown.set(message.id, element);
      first ??= element;
      if (message.type === "question") {
        this.settleQuestions(element);
        element.classList.add("open");
      }
      this.listener.placed(message, element);
    }
    return first;
  }

  append(...elements: Element[]): void {
    this.element.append(...elements);
  }

  /** Says something of the conversation itself. */
  tell(text: string): void {
    this.append(info(text));
  }

  /** Shows that something failed; with "Try again" where that may help. */
  fail(error: unknown, retry: () => void): void {
    const known = asChatError(error);
    const notice = el("p", { class: "notice error", role: "alert" }, word("failed") || known.message); // English has the exact reason
    if (known.mayRetry) notice.append(el("button", { type: "button", onclick: () => (notice.remove(), retry()) }, word("retry")));
    this.append(notice);
    this.toEnd();
  }

  /** Shows nothing but these. */
  clear(...elements: Element[]): void {
    this.element.replaceChildren(...elements);
    this.shown.clear();
  }

  remove(selector: string): void {
    this.element.querySelectorAll(selector).forEach((one) => one.remove());
  }

  /** A question that was answered stays readable, but cannot be answered twice. */
  settleQuestions(open: Element | null = null): void {
    for (const question of this.element.querySelectorAll(".question")) {
      if (question === open) continue;
      question.classList.remove("open");
      question.querySelectorAll<HTMLButtonElement | HTMLInputElement>("button, input").forEach((control) => (control.disabled = true));
    }
  }

  settleWishes(): void {
    settleWishes(this.element);
  }

  /** The message that asked last for an attribute. */
  questionOf(attribute: string): string | undefined {
    const asked = [...this.element.querySelectorAll<HTMLElement>(".question")].filter((one) => one.dataset["attribute"] === attribute);
    return asked.at(-1)?.dataset["message"];
  }

  /** Takes the keyboard without moving what is in sight. */
  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  /** Moves the keyboard to an answer, so that what it offers is the next stop. */
  goOnFrom(message: LoggedMessage | undefined): void {
    const shown = message ? this.shown.get(message.id) : undefined;
    shown?.setAttribute("tabindex", "-1");
    shown?.focus({ preventScroll: true });
  }

  /** Changes something without pulling the shopper away from what they read: who was at the end is there again. */
  change(work: () => void, show: () => void = () => this.toEnd()): void {
    const wasAtEnd = this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 80;
    work();
    if (wasAtEnd) show();
  }

  /** Lets something that is shown get longer: who has not moved since they were brought somewhere stays there. */
  grow(work: () => void): void {
    const hasMoved = this.element.scrollTop !== this.placedAt;
    work();
    if (!hasMoved) this.bringTo(this.place);
  }

  toEnd(): void {
    this.bringTo(() => this.element.scrollHeight);
  }

  /** The beginning of a long answer stays in sight: its end would hide the first products. */
  toAnswer(first: Element | null): void {
    const seen = first?.previousElementSibling ?? first; // what was said before it
    if (seen instanceof HTMLElement) this.bringTo(() => seen.offsetTop - this.element.offsetTop - 12);
  }

  /** A conversation that goes on is shown where it was left: at what the shopper said last. */
  toLast(): void {
    const said = [...this.element.querySelectorAll(".bubble.shopper")].at(-1);
    this.toAnswer(said?.nextElementSibling ?? said ?? this.element.firstElementChild);
  }

  private bringTo(place: () => number): void {
    this.place = place;
    this.element.scrollTop = place();
    this.placedAt = this.element.scrollTop; // no further than it goes
  }
}

export function info(text: string): HTMLElement {
  return el("p", { class: "notice info", role: "status" }, text);
}
