// Showing what stands behind dots: asked for with a reason, shown for a minute, kept nowhere but on the screen.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { told } from "../errors";
import { word } from "../words";
import { type Hidden, type Revealed, SafeCalls } from "./calls";
import { safeWord } from "./words";

const REVEAL = "fw-reveal";

/** Asks for what is hidden to be shown; dots and buttons call it. */
export function askToReveal(from: EventTarget, hidden: Omit<Hidden, "conversation">): void {
  from.dispatchEvent(new CustomEvent(REVEAL, { detail: hidden, bubbles: true, composed: true }));
}

export class FwReveal extends Part {
  static override properties = { ...Part.properties, wanted: { state: true }, shown: { state: true }, left: { state: true }, problem: { state: true }, busy: { state: true } };
  static override styles = [
    SHARED,
    css`
      dialog { margin: auto; width: min(440px, calc(100vw - 24px)); padding: 22px 24px; border: 1px solid var(--line); border-radius: 14px; background: var(--paper); color: var(--ink); box-shadow: 0 18px 60px rgb(0 0 0 / 0.3); }
      dialog::backdrop { background: rgb(8 14 13 / 0.5); }
      form { display: grid; gap: 12px; }
      h2 { font-size: 16px; }
      label { display: grid; gap: 4px; font-weight: 500; }
      .value { font-size: 16px; padding: 10px 12px; background: var(--sunk); border-radius: 8px; overflow-wrap: anywhere; user-select: all; }
      .row { display: flex; justify-content: flex-end; gap: 8px; }
      .problem { color: var(--bad); background: var(--bad-soft); border-radius: 7px; padding: 8px 10px; }
    `,
  ];
  declare wanted: Hidden | null;
  declare shown: Revealed | null;
  declare left: number;
  declare problem: string | null;
  declare busy: boolean;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.forget();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener(REVEAL, this.asked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener(REVEAL, this.asked);
    this.forget();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.wanted) return nothing;
    return html`<dialog aria-labelledby="title" @close=${this.forget}>
      <form @submit=${this.submit}>
        <h2 id="title">${safeWord("revealTitle")}</h2>
        ${this.shown ? this.value(this.shown) : this.question()}
      </form>
    </dialog>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.found<HTMLDialogElement>("dialog");
    if (dialog && !dialog.open) dialog.showModal();
    if (changed.has("shown") && this.shown) this.found<HTMLElement>(".hide")?.focus();
  }

  private question(): TemplateResult {
    return html`<p class="quiet">${safeWord("revealAsk")}</p>
      <label>${safeWord("revealReason")}<input class="field" name="reason" required minlength="5" maxlength="300" autocomplete="off" /></label>
      <div role="alert">${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}</div>
      <div class="row">
        <button class="button" type="button" @click=${this.close}>${word("cancel")}</button>
        <button class="button first" ?disabled=${this.busy}>${safeWord("reveal")}</button>
      </div>`;
  }

  private value({ value, note }: Revealed): TemplateResult {
    return html`<div>
        <p class="quiet small">${safeWord("revealed")}</p>
        <p class="value" role="status" dir="auto">${value}</p>
        ${note ? html`<p class="quiet small">${safeWord("revealedNote")}</p><p class="value" dir="auto">${note}</p>` : nothing}
      </div>
      <p class="quiet small">${safeWord("revealEnds", { seconds: this.left })}</p>
      <div class="row"><button class="button hide" type="button" @click=${this.close}>${safeWord("hide")}</button></div>`;
  }

  private readonly asked = (event: Event): void => {
    const { current } = this.state;
    if (current) this.wanted = { conversation: current, ...(event as CustomEvent<Omit<Hidden, "conversation">>).detail };
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const hidden = this.wanted;
    if (!hidden || this.shown || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      const reason = String(new FormData(event.target as HTMLFormElement).get("reason") ?? "");
      const found = await new SafeCalls(this.app.api).reveal(hidden, reason);
      if (this.wanted === hidden) this.show(found);
    } catch (error) {
      this.problem = told(error);
    } finally {
      this.busy = false;
    }
  };

  private show(found: Revealed): void {
    this.shown = found;
    const until = Date.now() + 1000 * found.seconds;
    this.left = found.seconds;
    this.timer = setInterval(() => {
      this.left = Math.ceil((until - Date.now()) / 1000);
      if (this.left <= 0) this.close();
    }, 1000);
  }

  private readonly close = (): void => {
    this.found<HTMLDialogElement>("dialog")?.close();
    this.forget();
  };

  private readonly forget = (): void => {
    clearInterval(this.timer);
    this.wanted = null;
    this.shown = null;
    this.left = 0;
    this.problem = null;
    this.busy = false;
  };
}

customElements.define("fw-reveal", FwReveal);
