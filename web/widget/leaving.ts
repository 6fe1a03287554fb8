// Ending the conversation, and having it deleted: what is asked before, in the log, and what is done then.
import type { Chat } from "../sdk/chat";
import type { Late } from "./late";
import { info, type Log } from "./log";
import { word } from "./words";

export interface LeavingListener {
  /** The shopper goes on writing. */
  back(): void;
  /** The conversation is over: the next message begins another. */
  over(): void;
  /** What stands in an empty log. */
  note(): Element;
}

export class Leaving {
  constructor(
    private readonly chat: Chat,
    private readonly late: Late,
    private readonly log: Log,
    private readonly listener: LeavingListener,
  ) {}

  /** Asks how it was, and ends the conversation. */
  async end(comment = ""): Promise<void> {
    const parts = await this.late.all();
    const form = parts.ratingForm({ back: () => this.close(form), end: (score, words) => void this.over(score, words, form) }, comment);
    this.ask(form);
  }

  /** Asks once more, and has the conversation deleted. */
  async erase(): Promise<void> {
    const parts = await this.late.all();
    const form = parts.eraseForm(() => void this.erased(form), () => this.close(form));
    this.ask(form);
  }

  private ask(form: HTMLElement): void {
    this.log.remove(".ending");
    this.log.append(form);
    form.querySelector("button")?.focus();
    this.log.toEnd();
  }

  private close(form: HTMLElement): void {
    form.remove();
    this.listener.back();
  }

  private async over(score: number | null, comment: string, form: HTMLElement): Promise<void> {
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    try {
      await this.chat.rate(score, comment);
      await this.chat.end();
      this.log.settleQuestions();
      this.log.settleWishes();
      this.listener.over();
      form.replaceWith(info(`${score === null && !comment.trim() ? "" : `${word("thanks")}. `}${word("ended")}`));
    } catch (error) {
      form.remove();
      this.log.fail(error, () => void this.end(comment));
    }
  }

  private async erased(form: HTMLElement): Promise<void> {
    try {
      await this.chat.erase();
      this.listener.over();
      this.log.clear(this.listener.note(), info(word("erased")));
      this.listener.back();
    } catch (error) {
      form.remove();
      this.log.fail(error, () => void this.erase());
    }
  }
}
