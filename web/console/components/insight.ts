// The right column: what the assistant knows of the open conversation. Wishes, attributes in order, products, notes.
import { css, html, nothing, svg, type TemplateResult } from "lit";
import "../compose/panel";
import { composeWord } from "../compose/words";
import type { ProductsMessage } from "../../sdk/types";
import type { SummaryLine } from "../assist/types";
import type { Opened, Rating, Shown, Weighed } from "../types";
import { clockTime, percent, word } from "../words";
import "../safe/about";
import { Part } from "./part";
import { PRODUCT_STYLES, productCards } from "./products";
import { SHARED } from "./styles";
import { spokenText } from "./text";

const MOST_ATTRIBUTES = 12;

export class FwInsight extends Part {
  static override styles = [
    SHARED,
    PRODUCT_STYLES,
    css`
      :host { display: block; padding: 4px 16px 20px; }
      section { padding: 12px 0; border-bottom: 1px solid var(--line); }
      section:last-child { border-bottom: 0; }
      h2 { font-size: 12.5px; color: var(--quiet); margin-bottom: 6px; }
      p { white-space: pre-wrap; overflow-wrap: anywhere; }
      .wishes { display: flex; flex-wrap: wrap; gap: 5px; }
      .wishes li { padding: 1px 9px; border-radius: 999px; background: var(--accent-soft); color: var(--accent-ink); overflow-wrap: anywhere; }
      .query { margin-top: 7px; }
      .summary dt { color: var(--quiet); font-size: 12.5px; }
      .summary dd { margin: 0 0 5px; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
      .weights { display: grid; gap: 5px; }
      .weights li { display: grid; grid-template-columns: minmax(0, 1fr) 84px 38px; gap: 8px; align-items: center; }
      .weights svg { width: 84px; height: 8px; border-radius: 4px; background: var(--sunk); display: block; }
      .weights rect { fill: var(--accent); }
      .weights .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .weights .numbers { text-align: right; }
      .cards { grid-template-columns: 1fr; }
      .notes { display: grid; gap: 8px; }
      .notes li { padding: 7px 10px; border-radius: 8px; background: var(--note); color: var(--note-ink); border: 1px dashed var(--note-line); }
      .notes .by { font-size: 12.5px; display: flex; gap: 8px; justify-content: space-between; }
    `,
  ];

  private forget: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.forget = this.app.compose.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget?.();
  }

  override render(): TemplateResult | typeof nothing {
    const { opened } = this.state;
    if (!opened) return nothing;
    const list = lastList(opened);
    return html`
      <fw-about .app=${this.app}></fw-about>
      ${this.section("summary", opened.summary_lines?.length ? summary(opened.summary_lines) : opened.conversation.summary ? html`<p dir="auto">${spokenText(opened.conversation.summary)}</p>` : this.none("noSummary"))}
      ${this.app.compose.trial ? html`<fw-compose .app=${this.app}></fw-compose>` : this.asItIs(opened, list)}
      ${opened.rating ? this.section("rating", rating(opened.rating)) : nothing}
      ${this.section("notes", this.notes(opened))}
    `;
  }

  private asItIs(opened: Opened, list: Shown | null): TemplateResult {
    return html`
      ${this.section("wishes", wishes(opened))}
      <button class="button" type="button" @click=${() => this.app.compose.open()}>${composeWord("open")} <kbd>w</kbd></button>
      ${this.section("ranked", list ? weights(list.weights ?? []) : this.none("noRanked"))}
      ${list ? this.section("lastShown", productCards((list.message as unknown as ProductsMessage).products, list.deeds)) : nothing}
    `;
  }

  private section(name: "summary" | "wishes" | "ranked" | "lastShown" | "rating" | "notes", content: unknown): TemplateResult {
    return html`<section aria-labelledby=${name}><h2 id=${name}>${word(name)}</h2>${content}</section>`;
  }

  private none(name: "noSummary" | "noRanked" | "noNotes"): TemplateResult {
    return html`<p class="quiet">${word(name)}</p>`;
  }

  private notes({ notes }: Opened): TemplateResult {
    if (notes.length === 0) return this.none("noNotes");
    return html`<ul class="notes">
      ${notes.map(
        (note) => html`<li>
          <span class="by"><b>${note.agent}</b><time class="numbers" datetime=${note.at}>${clockTime(note.at)}</time></span>
          <p dir="auto">${spokenText(note.text)}</p>
        </li>`,
      )}
    </ul>`;
  }
}

/** The products that were shown last. */
export function lastList({ messages }: Opened): Shown | null {
  return [...messages].reverse().find((shown) => shown.message["type"] === "products") ?? null;
}

function summary(lines: readonly SummaryLine[]): TemplateResult {
  return html`<dl class="summary">${lines.map(({ label, text }) => html`<dt>${label}</dt><dd dir="auto" title=${text}>${spokenText(text)}</dd>`)}</dl>`;
}

function rating({ at, score, comment }: Rating): TemplateResult {
  const said = typeof score === "number" ? html`<b>${word("ratingOf", { score: String(score) })}</b>` : nothing;
  return html`<p class="rating">${said} <time class="numbers quiet" datetime=${at}>${clockTime(at)}</time></p>
    ${comment ? html`<p dir="auto">${spokenText(comment)}</p>` : nothing}`;
}

function wishes({ wishes, query }: Opened): TemplateResult {
  return html`${wishes.length > 0
      ? html`<ul class="wishes">${wishes.map((wish) => html`<li>${wish.text}</li>`)}</ul>`
      : html`<p class="quiet">${word("noWishes")}</p>`}
    ${query ? html`<p class="query small"><span class="quiet">${word("searchedBy")}${word("colon")}</span>${spokenText(query)}</p>` : nothing}`;
}

/** Bars as long as the weights, each with its number. A style attribute would break the page's policy; a drawing does not. */
function weights(all: readonly Weighed[]): TemplateResult {
  const top = [...all].sort((a, b) => b.weight - a.weight).slice(0, MOST_ATTRIBUTES);
  const most = Math.max(0.0001, ...top.map(({ weight }) => weight));
  return html`<ol class="weights">
    ${top.map(
      ({ label, weight }) => html`<li>
        <span class="label" title=${word("weightOf", { label, percent: percent(weight) })}>${label}</span>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width=${(100 * weight) / most} height="10"></rect>`}</svg>
        <span class="numbers">${percent(weight)}</span>
      </li>`,
    )}
  </ol>`;
}

customElements.define("fw-insight", FwInsight);
