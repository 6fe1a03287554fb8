// Signing in: name, password, and the code of a second factor once it is asked for.
import { css, html, nothing, type TemplateResult } from "lit";
import { ApiError, told } from "../errors";
import "../safe/provider";
import { word } from "../words";
import { Part } from "./part";
import { SHARED } from "./styles";

export class FwSignIn extends Part {
  static override properties = { needsCode: { state: true }, problem: { state: true }, busy: { state: true } };
  static override styles = [
    SHARED,
    css`
      :host { display: grid; place-items: center; height: 100%; padding: 16px; overflow: auto; }
      form { width: min(360px, 100%); display: flex; flex-direction: column; gap: 14px; padding: 28px; background: var(--paper);
        border: 1px solid var(--line); border-radius: 14px; }
      h1 { font-size: 20px; letter-spacing: -0.01em; }
      label { display: flex; flex-direction: column; gap: 4px; font-weight: 500; }
      .button { min-height: 38px; justify-content: center; }
      .problem { color: var(--bad); background: var(--bad-soft); border-radius: 7px; padding: 8px 10px; }
      .over { background: var(--warn-soft); color: var(--warn); border-radius: 7px; padding: 8px 10px; }
    `,
  ];
  declare needsCode: boolean;
  declare problem: string | null;
  declare busy: boolean;

  constructor() {
    super();
    this.needsCode = false;
    this.problem = null;
    this.busy = false;
  }

  override firstUpdated(): void {
    this.found<HTMLInputElement>("input")?.focus();
  }

  override render(): TemplateResult {
    const failure = this.problem ?? this.state.problem;
    return html`<main>
      <form @submit=${this.submit} aria-labelledby="title">
        <div>
          <h1 id="title">${word("title")}</h1>
          <p class="quiet">${word("signInLead")}</p>
        </div>
        ${this.state.over ? html`<p class="over" role="status">${word("sessionOver")}</p>` : nothing}
        <label>${word("name")}<input class="field" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="100" /></label>
        <label>${word("password")}<input class="field" name="password" type="password" autocomplete="current-password" required maxlength="500" /></label>
        ${this.needsCode
          ? html`<label>${word("code")}<input class="field" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required aria-describedby="hint" />
              <span id="hint" class="quiet small">${word("codeHint")}</span></label>`
          : nothing}
        <div role="alert">${failure ? html`<p class="problem">${failure}</p>` : nothing}</div>
        <button class="button first" ?disabled=${this.busy}>${word("signIn")}</button>
        <fw-provider .app=${this.app}></fw-provider>
      </form>
    </main>`;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(given.get(name) ?? "");
    this.busy = true;
    this.problem = null;
    try {
      await this.app.signIn(text("name"), text("password"), text("code") || null);
    } catch (error) {
      const asksCode = error instanceof ApiError && error.code === "code_needed";
      if (!asksCode || this.needsCode) this.problem = told(error);
      if (asksCode) await this.askCode();
    } finally {
      this.busy = false;
    }
  };

  private async askCode(): Promise<void> {
    this.needsCode = true;
    await this.updateComplete;
    this.found<HTMLInputElement>("input[name=code]")?.focus();
  }
}

customElements.define("fw-sign-in", FwSignIn);
