// What a notice offers to do: to say the same again, or to ask for a person. Only the newest offers anything, while
// nothing is being sent and until it has its answer.
import { isAnswer } from "../sdk/outage";
import type { LoggedMessage, NoticeMessage } from "../sdk/types";
import { el } from "./dom";
import { word, type Word } from "./words";

type Offer = NonNullable<NoticeMessage["offers"]>[number];

const WORDS: Record<Offer, Word> = { again: "retry", human: "talkToPerson" };

export class Offers {
  private shown: HTMLElement | null = null;
  private isBusy = false;

  /** `take` does what was chosen; `left` takes the keyboard where the button that had it goes. */
  constructor(
    private readonly take: Record<Offer, () => void>,
    private readonly left: () => void,
  ) {}

  /** Puts what a message offers behind its element; an answer ends what was offered before. `isMine`: whether this page
   * can say the same again. */
  heard(message: LoggedMessage, element: Element, isMine: boolean): void {
    const offered = message.type === "notice" ? (message.offers ?? []).filter((offer) => offer in WORDS && (isMine || offer !== "again")) : [];
    if (offered.length === 0 && !isAnswer(message)) return;
    this.end();
    if (offered.length === 0) return;
    const buttons = offered.map((offer) => el("button", { class: "option", type: "button", onclick: () => this.take[offer]() }, word(WORDS[offer])));
    this.shown = el("div", { class: "options offers" }, ...buttons);
    this.hide();
    element.after(this.shown);
  }

  /** Something is being sent, or nothing any more. */
  busy(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.hide();
  }

  private end(): void {
    const hadFocus = this.shown?.matches(":focus-within");
    this.shown?.remove();
    this.shown = null;
    if (hadFocus) this.left();
  }

  private hide(): void {
    if (!this.shown) return;
    if (this.isBusy && this.shown.matches(":focus-within")) this.left();
    this.shown.hidden = this.isBusy;
  }
}
