// Bars with a number each, drawn without a style attribute, which the page's policy forbids.
import { css, html, nothing, svg, type TemplateResult } from "lit";

export interface Bar {
  label: string;
  /** In [0, 1] of the width. */
  value: number | null;
  low?: number | null;
  high?: number | null;
  /** The time before, as a mark. */
  before?: number | null;
  number: string;
  /** What else is said, small. */
  aside?: string;
}

export const BAR_STYLES = css`
  .bars { display: grid; grid-template-columns: minmax(90px, 34%) minmax(60px, 1fr) minmax(54px, auto); gap: 7px 10px; }
  .bars li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; }
  .bars .label { overflow-wrap: anywhere; line-height: 1.3; }
  .bars .label small { display: block; color: var(--quiet); font-size: 12.5px; }
  .bars .number { text-align: right; font-variant-numeric: tabular-nums; font-weight: 600; }
  .bars .number small { display: block; font-weight: 400; color: var(--quiet); font-size: 12.5px; white-space: nowrap; }
  .bars svg { width: 100%; height: 16px; display: block; overflow: visible; }
  .bars .ground { fill: var(--sunk); }
  .bars .bar { fill: var(--accent); }
  .bars .span, .bars .zero { stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
  .bars .zero { stroke: var(--edge); stroke-dasharray: 2 2; }
  .bars .then { stroke: var(--warn); stroke-width: 2.5; vector-effect: non-scaling-stroke; }
  .bars .few { color: var(--quiet); font-weight: 400; font-size: 12.5px; }
  .bars .differs { fill: var(--good); }
  .bars .loses { fill: var(--bad); }
  .bars .unsure { fill: var(--edge); }
  .key { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12.5px; color: var(--quiet); }
  .key i { display: inline-block; width: 3px; height: 12px; margin-right: 6px; vertical-align: -2px; background: var(--warn); }
  .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 178px), 1fr)); gap: 10px; }
  .tiles li { display: grid; align-content: start; padding: 10px 12px; border-radius: 9px; background: var(--ground); font-size: 12.5px; }
  .tiles .name { font-size: 13px; color: var(--quiet); }
  .tiles b { font-size: 23px; font-weight: 650; line-height: 1.25; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
  .tiles .few { padding: 5px 0; color: var(--quiet); }
  .tiles .good { color: var(--good); font-weight: 500; }
  .tiles .bad { color: var(--bad); font-weight: 500; }
  .groups { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: 16px 24px; }
  .groups h4 { margin-bottom: 6px; }
  .groups h4 small { font-weight: 400; color: var(--quiet); }
`;

export function bars(all: readonly Bar[], before = ""): TemplateResult {
  return html`<ol class="bars">${all.map(row)}</ol>
    ${before && all.some((bar) => typeof bar.before === "number") ? html`<p class="key"><span><i></i>${before}</span></p>` : nothing}`;
}

function row(bar: Bar): TemplateResult {
  return html`<li>
    <span class="label">${bar.label}</span>
    <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">${drawn(bar)}</svg>
    <span class=${bar.value === null ? "number few" : "number"}>${bar.number}${bar.aside ? html`<small>${bar.aside}</small>` : nothing}</span>
  </li>`;
}

function drawn({ value, low, high, before }: Bar): TemplateResult {
  const at = (part: number): number => Math.max(0, Math.min(100, 100 * part));
  return svg`<rect class="ground" width="100" height="12" y="2"></rect>
    ${value === null ? nothing : svg`<rect class="bar" width=${at(value)} height="12" y="2"></rect>`}
    ${typeof low === "number" && typeof high === "number" ? svg`<line class="span" x1=${at(low)} x2=${at(high)} y1="8" y2="8"></line>` : nothing}
    ${typeof before === "number" ? svg`<line class="then" x1=${at(before)} x2=${at(before)} y1="0" y2="16"></line>` : nothing}`;
}

/** A difference to both sides of a line in the middle. */
export interface Difference {
  label: string;
  aside: string;
  value: number | null;
  low: number | null;
  high: number | null;
  number: string;
  span: string;
}

export function differences(all: readonly Difference[]): TemplateResult {
  const most = Math.max(0.05, ...all.flatMap(({ low, high }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]));
  const at = (value: number): number => 50 + (50 * value) / most;
  return html`<ol class="bars">
    ${all.map(({ label, aside, value, low, high, number, span }) => {
      const look = low !== null && low > 0 ? "differs" : high !== null && high < 0 ? "loses" : "unsure";
      return html`<li>
        <span class="label">${label}<small>${aside}</small></span>
        <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
          ${low === null || high === null || value === null
            ? svg`<rect class="ground" width="100" height="12" y="2"></rect>`
            : svg`<rect class="ground" width="100" height="12" y="2"></rect>
                <rect class=${look} x=${at(low)} width=${at(high) - at(low)} y="5" height="6"></rect>
                <line class="span" x1=${at(value)} x2=${at(value)} y1="2" y2="14"></line>`}
          <line class="zero" x1="50" x2="50" y1="0" y2="16"></line>
        </svg>
        <span class=${value === null ? "number few" : "number"}>${number}${span ? html`<small>${span}</small>` : nothing}</span>
      </li>`;
    })}
  </ol>`;
}
