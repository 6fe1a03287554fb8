// One dashboard: a title, a sentence that says what it means, the picture, and the same as a table and as a file.
import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { SHARED } from "../components/styles";
import { BAR_STYLES } from "./bars";
import { type Cell, download } from "./csv";
import { said } from "./words";

export interface Column {
  name: string;
  /** How its numbers are written for people; a file has them as they are. */
  write?: (value: number) => string;
}

export interface Card {
  key: string;
  title: string;
  means: string;
  /** What it is of, where not of what was chosen. */
  scope?: string;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  picture: TemplateResult | null;
  /** Said in place of the picture where there is none. */
  empty: string;
  /** How many of the page's columns it takes. */
  wide?: boolean;
}

export class FwCard extends LitElement {
  static override properties: PropertyDeclarations = { card: { attribute: false }, asTable: { state: true } };
  static override styles = [
    SHARED,
    BAR_STYLES,
    css`
      :host { display: flex; min-width: 0; }
      section { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 8px; padding: 14px 16px 16px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
      header { display: flex; align-items: start; gap: 8px; }
      h3 { flex: 1; font-size: 15px; padding-top: 3px; }
      h3 small { font-weight: 400; font-size: 12.5px; color: var(--quiet); margin-left: 6px; }
      header .button { min-height: 26px; padding: 2px 9px; font-size: 12.5px; font-weight: 400; }
      header .button[aria-pressed="true"] { background: var(--accent-soft); border-color: var(--accent); }
      .means { color: var(--quiet); max-width: 76ch; }
      .empty { display: grid; place-items: center; min-height: 96px; padding: 12px; border: 1px dashed var(--line); border-radius: 8px; color: var(--quiet); text-align: center; }
      .scroll { overflow: auto; max-height: 420px; }
      table { width: 100%; border-collapse: collapse; font-size: 13px; }
      th, td { padding: 5px 10px 5px 0; text-align: left; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; vertical-align: top; }
      th { font-weight: 600; color: var(--quiet); }
      th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    `,
  ];
  declare card: Card;
  declare asTable: boolean;

  constructor() {
    super();
    this.asTable = false;
  }

  override render(): TemplateResult {
    const { title, means, scope, rows } = this.card;
    return html`<section aria-labelledby="title">
      <header>
        <h3 id="title">${title}${scope ? html` <small>${scope}</small>` : nothing}</h3>
        ${rows.length > 0
          ? html`<button class="button" type="button" aria-pressed=${this.asTable ? "true" : "false"} aria-label=${said("tableOf", { title })} @click=${this.turn}>${said("table")}</button>
              <button class="button" type="button" aria-label=${said("csvOf", { title })} @click=${this.save}>${said("csv")}</button>`
          : nothing}
      </header>
      <p class="means">${means}</p>
      ${this.content()}
    </section>`;
  }

  private content(): TemplateResult {
    const { picture, empty, rows } = this.card;
    if (this.asTable && rows.length > 0) return this.table();
    return picture ?? html`<p class="empty">${empty}</p>`;
  }

  private table(): TemplateResult {
    const { title, columns, rows } = this.card;
    const number = (at: number): string => (columns[at]?.write ? "number" : "");
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${title}><table>
      <thead><tr>${columns.map((column, at) => html`<th scope="col" class=${number(at)}>${column.name}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td class=${number(at)}>${written(cell, columns[at])}</td>`)}</tr>`)}</tbody>
    </table></div>`;
  }

  private readonly turn = (): void => {
    this.asTable = !this.asTable;
  };

  private readonly save = (): void => {
    const { title, columns, rows } = this.card;
    download(title, { head: columns.map(({ name }) => name), rows });
  };
}

function written(cell: Cell, column: Column | undefined): string {
  if (cell === null) return "–";
  return typeof cell === "number" && column?.write ? column.write(cell) : String(cell);
}

customElements.define("fw-card", FwCard);
