// Signing in at the shop's identity provider: the way there, and why it did not work.
import { css, html, nothing, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { SafeCalls } from "./calls";
import { type SafeWord, safeWord } from "./words";

const REASONS: Record<string, SafeWord> = { expired: "refusedExpired", provider: "refusedProvider", unknown: "refusedUnknown", role: "refusedRole", disabled: "refusedDisabled" };

export class FwProvider extends Part {
  static override properties = { ...Part.properties, name: { state: true } };
  static override styles = [
    SHARED,
    css`
      :host { display: grid; gap: 10px; }
      :host(:empty) { display: contents; }
      a { min-height: 38px; justify-content: center; text-decoration: none; color: inherit; }
      p { color: var(--bad); background: var(--bad-soft); border-radius: 7px; padding: 8px 10px; }
    `,
  ];
  declare name: string | null;

  constructor() {
    super();
    this.name = null;
  }

  override async firstUpdated(): Promise<void> {
    this.name = await new SafeCalls(this.app.api).provider().catch(() => null); // without it, the password is left
  }

  override render(): TemplateResult {
    const refused = REASONS[new URLSearchParams(location.search).get("refused") ?? ""];
    return html`<div role="alert">${refused ? html`<p>${safeWord(refused)}</p>` : nothing}</div>
      ${this.name ? html`<a class="button" href="/v1/agent/oidc/start">${safeWord("withProvider", { name: this.name })}</a>` : nothing}`;
  }
}

customElements.define("fw-provider", FwProvider);
