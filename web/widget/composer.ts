// Where the shopper writes.
import { el } from "./dom";
import { word } from "./words";

const MOST_CHARACTERS = 20_000;

export interface ComposerListener {
  say(text: string): void;
  typing(): void;
}

export class Composer {
  readonly input = el("textarea", { rows: "1", maxlength: String(MOST_CHARACTERS) });
  readonly form: HTMLFormElement;
  private readonly send = el("button", { class: "send", type: "submit" });

  constructor(private readonly listener: ComposerListener) {
    this.form = el("form", {}, this.input, this.send);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
    this.input.addEventListener("input", () => {
      this.grow();
      this.listener.typing();
    });
  }

  label(): void {
    this.input.setAttribute("aria-label", word("message"));
    this.input.placeholder = word("ask");
    this.send.textContent = word("send");
  }

  focus(): void {
    this.input.focus();
  }

  private submit(): void {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.input.style.height = "auto";
    this.listener.say(text);
  }

  private grow(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }
}
