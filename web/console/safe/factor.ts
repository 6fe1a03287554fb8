// Setting up one's second factor: the key for an authenticator app, then the first code that it shows. Where one is required
// and missing, this is all that there is of the page.
import { css, html, nothing, svg, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { told } from "../errors";
import { word } from "../words";
import { type Factor, SafeCalls } from "./calls";
import { FORMS } from "./styles";
import { safeWord } from "./words";

export class FwFactor extends Part {
  static override properties = { ...Part.properties, factor: { state: true }, problem: { state: true }, busy: { state: true } };
  static override styles = [
    SHARED,
    FORMS,
    css`
      :host { display: grid; place-items: center; max-width: none; height: 100%; padding: 16px; overflow: auto; }
      form { width: min(440px, 100%); margin: 0 auto; padding: 28px; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; }
      h1 { font-size: 20px; }
      .key { font: 16px/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; background: var(--sunk); border-radius: 8px; padding: 8px 12px; user-select: all; }
      .code { display: block; width: 200px; height: 200px; margin: 10px auto; background: #fff; border-radius: 8px; }
      .code path { fill: #000; }
      .row { justify-content: flex-end; }
      a { color: var(--accent-ink); }
    `,
  ];
  declare factor: Factor | null;
  declare problem: string | null;
  declare busy: boolean;

  constructor() {
    super();
    this.factor = null;
    this.problem = null;
    this.busy = false;
  }

  override firstUpdated(): void {
    if (!this.state.agent?.second_factor) void this.begin(null);
    this.found<HTMLInputElement>("input")?.focus();
  }

  override render(): TemplateResult {
    const { agent, mustSetFactor } = this.state;
    return html`<main>
      <form @submit=${this.submit} aria-labelledby="title">
        <div><h1 id="title">${safeWord("factor")}</h1><p class="quiet">${safeWord(mustSetFactor ? "factorMust" : "factorLead")}</p></div>
        ${this.factor ? this.key(this.factor) : nothing}
        ${this.factor || agent?.second_factor ? this.code(this.factor ? "factorFirst" : "factorOld") : nothing}
        <div role="alert">${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}</div>
        <div class="row">
          ${mustSetFactor
            ? html`<button class="button" type="button" @click=${() => void this.app.signOut()}>${word("signOut")}</button>`
            : html`<button class="button" type="button" @click=${this.leave}>${word("cancel")}</button>`}
          <button class="button first" ?disabled=${this.busy}>${safeWord(this.factor ? "factorConfirm" : "factorReplace")}</button>
        </div>
      </form>
    </main>`;
  }

  private key({ secret, address, qr_code: rows }: Factor): TemplateResult {
    return html`<div>
      <p>${safeWord("factorScan")}</p>
      <svg class="code" viewBox="0 0 ${rows.length} ${rows.length}" role="img" aria-label=${safeWord("factorPicture")} shape-rendering="crispEdges">${svg`<path d=${outline(rows)}></path>`}</svg>
      <p>${safeWord("factorKey")}</p>
      <p class="key">${(secret.match(/.{1,4}/g) ?? []).join(" ")}</p>
      <p class="small"><a href=${address}>${safeWord("factorOpen")}</a></p>
    </div>`;
  }

  private code(name: "factorFirst" | "factorOld"): TemplateResult {
    return html`<label>${safeWord(name)}<input class="field" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required /></label>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const code = String(new FormData(form).get("code") ?? "");
    if (!this.factor) {
      await this.begin(code);
      form.reset();
      return this.found<HTMLInputElement>("input")?.focus();
    }
    const { ticket } = this.factor;
    await this.attempt(async () => {
      await new SafeCalls(this.app.api).confirmFactor(ticket, code);
      this.app.store.announce(safeWord("factorDone"));
      await this.app.start();
    });
  };

  private async begin(code: string | null): Promise<void> {
    await this.attempt(async () => {
      this.factor = await new SafeCalls(this.app.api).beginFactor(code);
    });
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      this.problem = told(error);
    } finally {
      this.busy = false;
    }
  }

  private readonly leave = (): void => this.app.store.change({ phase: "in" });
}

/** The dark modules of a QR code as one path, a rectangle for each run of a row. */
function outline(rows: readonly string[]): string {
  return rows.map((row, y) => [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join("")).join("");
}

customElements.define("fw-factor", FwFactor);
