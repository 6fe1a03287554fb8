// <fw-import-report>: what an import did and did not, with what matters first; filtered, and handed out as a file.
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { SHARED } from "../../components/styles";
import { languageName, spelled } from "../../words";
import { WORK } from "./part";
import { pointWords, reportWord } from "./report-words";
import type { Figures, Findings, ImportReport, Outcome, Point } from "./types";

const OUTCOMES: readonly Outcome[] = ["bad", "unread", "missing", "dropped", "withheld", "assumed", "repaired"];

export class FwImportReport extends LitElement {
  static override properties = { report: { attribute: false }, shown: { state: true }, sought: { state: true } };
  static override styles = [SHARED, WORK, css`
    .points { display: grid; gap: 8px; }
    .point { padding: 8px 12px; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 7px; }
    .point.ask { border-left-color: var(--bad); }
    .point.warning { border-left-color: var(--warn); }
    .level { font-size: 12.5px; font-weight: 600; color: var(--quiet); }
    .find { max-width: 260px; }
  `];
  declare report: ImportReport;
  declare shown: Outcome | "all";
  declare sought: string;

  constructor() {
    super();
    this.report = {};
    this.shown = "all";
    this.sought = "";
  }

  override render(): TemplateResult {
    const { report } = this;
    const points = report.points ?? [];
    return html`
      ${report.problem ? html`<p class="warn break">${report.problem}</p>` : nothing}
      ${report.taken_as && Object.keys(report.taken_as).length > 0
        ? html`<p class="quiet small break">${reportWord("readAs")}: ${Object.values(report.taken_as).join(", ")}</p>`
        : nothing}
      ${points.length > 0 ? html`<h4>${reportWord("points")}</h4><ol class="points">${points.map(pointView)}</ol>` : nothing}
      ${report.figures ? figuresView(report.figures) : nothing}
      ${this.tools()}
      ${this.findings()}
    `;
  }

  private tools(): TemplateResult {
    return html`<div class="row">
      <label class="row">${reportWord("filter")}
        <select class="field" @change=${(event: Event) => (this.shown = (event.target as HTMLSelectElement).value as Outcome | "all")}>
          <option value="all">${reportWord("all")}</option>
          ${OUTCOMES.filter((one) => count(this.report[one])).map((one) => html`<option value=${one}>${reportWord(one)} (${spelled(count(this.report[one]))})</option>`)}
        </select>
      </label>
      <label class="row">${reportWord("find")}
        <input class="field find" type="search" @input=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value)} />
      </label>
      <button class="button" type="button" @click=${() => handOut(this.report)}>${reportWord("download")}</button>
    </div>`;
  }

  private findings(): TemplateResult {
    const kinds = OUTCOMES.filter((one) => this.shown === "all" || one === this.shown)
      .map((one) => [one, sought(this.report[one] ?? {}, this.sought)] as const)
      .filter(([, found]) => found.length > 0);
    if (kinds.length === 0) return html`<p class="quiet" role="status">${reportWord("nothing")}</p>`;
    return html`${kinds.map(([name, found]) => html`<h4>${reportWord(name)}</h4>
      <ul class="dots">${found.map(
        ([reason, one]) => html`<li class="break"><span class="numbers">${spelled(one.count)}</span> ${reason}${examplesView(one.examples)}</li>`,
      )}</ul>`)}`;
  }
}

function pointView(point: Point): TemplateResult {
  const [text, todo] = pointWords(point);
  return html`<li class="point break ${point.level}"><span class="level">${reportWord(`level_${point.level}`)}</span><br />${text}${todo
      ? html`<br />${todo}`
      : nothing}${examplesView(point.examples ?? [])}</li>`;
}

function examplesView(examples: readonly string[]): TemplateResult {
  return html`${examples.map((example) => html`<br /><span class="quiet small">${example}</span>`)}`;
}

function figuresView(figures: Figures): TemplateResult {
  const rows = (["products", "available", "types", "attributes", "variants"] as const).filter((name) => figures[name]);
  const prices = Object.entries(figures.currencies ?? {}).map(([code, many]) => `${code || "?"} ${spelled(many)}`);
  const texts = Object.entries(figures.languages ?? {}).map(([code, many]) => `${code ? languageName(code) : reportWord("unclear")} ${spelled(many)}`);
  return html`<h4>${reportWord("figures")}</h4>
    <table class="narrow"><tbody>
      ${rows.map((name) => html`<tr><th scope="row">${reportWord(name)}</th><td class="n">${spelled(figures[name])}</td></tr>`)}
      ${prices.length > 0 ? html`<tr><th scope="row">${reportWord("prices")}</th><td class="n">${prices.join(", ")}</td></tr>` : nothing}
      ${texts.length > 0 ? html`<tr><th scope="row">${reportWord("languages")}</th><td class="n">${texts.join(", ")}</td></tr>` : nothing}
    </tbody></table>`;
}

function count(findings: Findings | undefined): number {
  return Object.values(findings ?? {}).reduce((sum, one) => sum + one.count, 0);
}

/** The findings that hold the words, the most frequent first. */
function sought(findings: Findings, words: string): [string, Findings[string]][] {
  const wanted = words.trim().toLocaleLowerCase();
  return Object.entries(findings)
    .filter(([reason, { examples }]) => [reason, ...examples].some((text) => text.toLocaleLowerCase().includes(wanted)))
    .sort(([, a], [, b]) => b.count - a.count);
}

function handOut(report: ImportReport): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "import.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

customElements.define("fw-import-report", FwImportReport);
