// How long something has lasted, counting up. All of the page tick together, and only those that are seen.
import { css, html, LitElement, type TemplateResult } from "lit";
import { lasting } from "../words";

const all = new Set<FwSince>();
let timer: ReturnType<typeof setInterval> | undefined;
const LONG_MS = 2 * 60_000;
const TOO_LONG_MS = 5 * 60_000;

export class FwSince extends LitElement {
  static override properties = { at: {} };
  static override styles = css`
    span { font-variant-numeric: tabular-nums; }
    .long { color: var(--warn); }
    .toolong { color: var(--bad); font-weight: 500; }
  `;
  declare at: string;

  override connectedCallback(): void {
    super.connectedCallback();
    all.add(this);
    timer ??= setInterval(() => all.forEach((one) => one.requestUpdate()), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    all.delete(this);
    if (all.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  override render(): TemplateResult {
    const passed = Date.now() - new Date(this.at).getTime();
    return html`<span class=${passed > TOO_LONG_MS ? "toolong" : passed > LONG_MS ? "long" : ""}>${lasting(passed)}</span>`;
  }
}

customElements.define("fw-since", FwSince);
