// A series over time, drawn by uPlot. The table beside it says the same to those who do not see it.
import { css, html, LitElement, nothing, type PropertyDeclarations, svg, type TemplateResult } from "lit";
import type uPlot from "uplot";

type Token = "--accent" | "--warn" | "--edge";

export interface Line {
  label: string;
  values: readonly (number | null)[];
  /** The interval around it. */
  lows?: readonly (number | null)[];
  highs?: readonly (number | null)[];
  color: Token;
  look: "line" | "dashed" | "bars";
}

export interface Plotted {
  label: string;
  /** Seconds since 1970. */
  times: readonly number[];
  lines: readonly Line[];
  /** How the axis and the pointer write values and times. */
  write: (value: number) => string;
  when: (time: number) => string;
  /** The axis ends here at least. */
  atLeast: number;
}

const HEIGHT = 190;
const DASH = [5, 4];

export class FwPlot extends LitElement {
  static override properties: PropertyDeclarations = { plotted: { attribute: false }, theme: {}, pointed: { state: true } };
  static override styles = css`
    :host { display: block; min-width: 0; }
    .place { position: relative; width: 100%; min-height: 190px; }
    .key { display: flex; flex-wrap: wrap; gap: 2px 16px; min-height: 20px; font-size: 12.5px; color: var(--quiet); margin: 0; padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
    .key svg { width: 24px; height: 10px; margin-right: 6px; vertical-align: -1px; }
    .key b { font-weight: 600; color: var(--ink); }
    .ink { position: absolute; visibility: hidden; }
    .accent { color: var(--accent); } .warn { color: var(--warn); } .edge { color: var(--edge); } .quiet { color: var(--quiet); } .line { color: var(--line); }
    .key line, .key rect { stroke: currentcolor; fill: currentcolor; stroke-width: 3; }
    /* uPlot 1.6.32 (MIT, Leon Sorokin): what its stylesheet says of the parts that are used. */
    .uplot, .uplot *, .uplot *::before, .uplot *::after { box-sizing: border-box; }
    .uplot { line-height: 1.5; width: min-content; }
    .u-wrap { position: relative; user-select: none; }
    .u-over, .u-under { position: absolute; }
    .u-under { overflow: hidden; }
    .uplot canvas { display: block; position: relative; width: 100%; height: 100%; }
    .u-axis { position: absolute; }
    .u-select { position: absolute; pointer-events: none; }
    .u-cursor-x, .u-cursor-y { position: absolute; left: 0; top: 0; pointer-events: none; }
    .u-hz .u-cursor-x { height: 100%; border-right: 1px dashed var(--edge); }
    .u-cursor-pt { position: absolute; top: 0; left: 0; border-radius: 50%; border: 0 solid; pointer-events: none; background-clip: padding-box !important; }
    .u-off { display: none; }
  `;
  declare plotted: Plotted;
  /** The page's colours: the picture is drawn again when they change. */
  declare theme: string;
  declare pointed: number | null;
  private drawn: uPlot | undefined;
  private asked = 0;
  private readonly sizes = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(() => this.resize());
  private readonly dark = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;

  constructor() {
    super();
    this.pointed = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dark?.addEventListener("change", this.redraw);
    this.sizes?.observe(this);
    if (this.hasUpdated) this.redraw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.dark?.removeEventListener("change", this.redraw);
    this.sizes?.disconnect();
    this.asked++;
    this.drawn?.destroy();
    this.drawn = undefined;
  }

  override render(): TemplateResult {
    const { label, lines, times, when, write } = this.plotted;
    const at = this.pointed;
    return html`
      <div class="place" role="img" aria-label=${label}></div>
      ${["accent", "warn", "edge", "quiet", "line"].map((name) => html`<span class="ink ${name}" aria-hidden="true"></span>`)}
      <ul class="key" aria-hidden="true">
        ${lines.map((line) => html`<li>${sample(line)}${line.label}${at === null ? nothing : html` <b>${valued(line.values[at] ?? null, write)}</b>`}</li>`)}
        ${at === null ? nothing : html`<li>${when(times[at] ?? 0)}</li>`}
      </ul>`;
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has("plotted") || changed.has("theme")) this.redraw();
  }

  private readonly redraw = (): void => void this.draw();

  private async draw(): Promise<void> {
    const asked = ++this.asked;
    if (!this.dark) return; // no browser that draws
    const { default: Plot } = await import("uplot");
    const place = this.renderRoot.querySelector<HTMLElement>(".place");
    if (asked !== this.asked || !place || place.clientWidth === 0) return;
    this.drawn?.destroy();
    const { times, lines } = this.plotted;
    const columns = lines.flatMap((line) => [line.values, ...(line.lows && line.highs ? [line.lows, line.highs] : [])]);
    this.drawn = new Plot(this.options(Plot, place.clientWidth), [times, ...columns] as uPlot.AlignedData, place);
  }

  private options(Plot: typeof uPlot, width: number): uPlot.Options {
    const { lines, write, when, times, atLeast } = this.plotted;
    const series: uPlot.Series[] = [{}];
    const bands: uPlot.Band[] = [];
    for (const line of lines) {
      const color = this.ink(line.color);
      const isBars = line.look === "bars";
      series.push({
        stroke: color,
        width: isBars ? 0 : 2,
        spanGaps: false,
        points: { show: !isBars && times.length <= 60, size: 6, fill: color },
        ...(line.look === "dashed" ? { dash: DASH } : {}),
        ...(isBars && Plot.paths.bars ? { fill: color, paths: Plot.paths.bars({ size: [0.7, 40] }) } : {}),
      });
      if (!line.lows || !line.highs) continue;
      const hidden: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
      bands.push({ series: [series.length + 1, series.length], fill: faint(color) });
      series.push(hidden, { ...hidden });
    }
    const axis = { stroke: this.ink("--quiet"), grid: { stroke: this.ink("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const step = times.length > 1 ? times[1]! - times[0]! : 86_400;
    const first = times[0] ?? 0;
    const last = times.at(-1) ?? 0;
    return {
      width,
      height: HEIGHT,
      series,
      bands,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { time: false, range: () => (last > first ? [first - step / 2, last + step / 2] : [first - step, first + step]) },
        y: { range: (_, __, most) => [0, Math.max(atLeast, (most ?? 0) * 1.08)] },
      },
      axes: [
        { ...axis, size: 26, grid: { show: false }, splits: () => ticks(times, width), values: (_, all) => all.map(when) },
        { ...axis, size: 58, space: 44, values: (_, all) => all.map(write) },
      ],
      hooks: { setCursor: [(plot) => (this.pointed = plot.cursor.idx ?? null)] },
    };
  }

  /** A colour of the page as it is just now: canvases know no custom properties. */
  private ink(token: Token | "--quiet" | "--line"): string {
    const probe = this.renderRoot.querySelector(`.ink.${token.slice(2)}`);
    return probe ? getComputedStyle(probe).color : "#777";
  }

  private resize(): void {
    const width = this.renderRoot.querySelector(".place")?.clientWidth ?? 0;
    if (this.drawn && width > 0 && width !== this.drawn.width) this.redraw();
    else if (!this.drawn && width > 0) this.redraw();
  }
}

/** Every so many of the times, so that what is written below does not meet. */
function ticks(times: readonly number[], width: number): number[] {
  const most = Math.max(2, Math.floor((width - 70) / 78));
  const each = Math.max(1, Math.ceil(times.length / most));
  return times.filter((_, at) => at % each === 0);
}

function faint(color: string): string {
  return color.replace(/^rgb\((.*)\)$/, "rgba($1, 0.16)");
}

function valued(value: number | null, write: (value: number) => string): string {
  return value === null ? "–" : write(value);
}

function sample({ color, look }: Line): TemplateResult {
  return html`<svg class=${color.slice(2)} viewBox="0 0 24 10" aria-hidden="true">
    ${look === "bars" ? svg`<rect x="6" width="12" height="10"></rect>` : svg`<line x1="0" x2="24" y1="5" y2="5" stroke-dasharray=${look === "dashed" ? "5 4" : "none"}></line>`}
  </svg>`;
}

customElements.define("fw-plot", FwPlot);
