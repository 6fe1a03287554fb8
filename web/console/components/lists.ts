// The left column: who is served and who waits, or what a search found. Only the rows that are seen are made, so that
// hundreds in the queue stay smooth.
import { virtualize, virtualizerRef } from "@lit-labs/virtualizer/virtualize.js";
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type Row, rowsOf } from "../rows";
import { safeWord } from "../safe/words";
import type { Place, State } from "../store";
import type { Listed, QueueReason } from "../types";
import { clockTime, languageName, word, type Word } from "../words";
import { Part } from "./part";
import "./since";
import { SHARED } from "./styles";
import { spokenText } from "./text";

type Item = Extract<Row, { kind: "item" }>;
interface Virtualized extends HTMLElement {
  [virtualizerRef]?: { element(index: number): { scrollIntoView(options: ScrollIntoViewOptions): void } | undefined };
}

const REASONS: Record<QueueReason, Word> = { asked: "reasonAsked", anger: "reasonAnger", misses: "reasonMisses", outage: "reasonOutage" };
const SEARCH_PAUSE_MS = 300;

export class FwLists extends Part {
  static override styles = [
    SHARED,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; background: var(--paper); border-right: 1px solid var(--line); }
      .search { padding: 10px 12px 8px; }
      .alarm { margin: 0 12px 8px; padding: 9px 11px; border-radius: 8px; background: var(--bad-soft); color: var(--bad); display: flex; flex-direction: column; gap: 6px; align-items: flex-start; }
      .alarm .button { color: var(--ink); }
      .rows { flex: 1; overflow-y: auto; min-height: 0; contain: strict; }
      .li { width: 100%; }
      .heading { display: flex; width: 100%; align-items: center; gap: 7px; padding: 12px 14px 6px; background: var(--paper); border: 0; cursor: pointer; text-align: left;
        font-weight: 600; min-height: 24px; font-size: 12.5px; color: var(--quiet); }
      .heading .count { background: var(--sunk); border-radius: 9px; padding: 0 7px; font-weight: 600; color: var(--ink); }
      .heading svg { width: 9px; height: 9px; fill: none; stroke: currentcolor; stroke-width: 2; transition: rotate 0.15s; }
      .heading[aria-expanded="true"] svg { rotate: 90deg; }
      .empty { padding: 0 14px 8px 30px; color: var(--quiet); font-size: 12.5px; }
      .row { display: grid; gap: 3px; width: 100%; padding: 8px 14px 8px 11px; border: 0; border-left: 3px solid transparent; background: var(--paper); text-align: left; cursor: pointer; border-bottom: 1px solid var(--line); }
      .row:hover { background: var(--ground); }
      .row[aria-current="true"] { background: var(--accent-soft); border-left-color: var(--accent); }
      .row:focus-visible, .heading:focus-visible { outline-offset: -2px; }
      .words { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 500; }
      .facts { display: flex; align-items: center; gap: 6px; font-size: 12.5px; color: var(--quiet); min-width: 0; }
      .facts .with { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .facts .gap { flex: 1; }
      .unread { background: var(--accent); color: var(--on-accent); }
      .ends { padding: 4px 14px 8px; display: flex; justify-content: space-between; align-items: center; }
      .more { padding: 8px 14px; }
    `,
  ];
  private pause: ReturnType<typeof setTimeout> | undefined;
  private shownAt: string | null = null;
  private last: { state: Partial<State>; rows: Row[] } = { state: {}, rows: [] };

  override render(): TemplateResult {
    const { queue, search, current } = this.state;
    const rows = this.rows();
    return html`
      <search class="search">
        <input class="field" type="search" aria-label=${word("search")} placeholder="${word("search")}  /" .value=${search?.query ?? ""}
          maxlength="200" @input=${this.typed} @keydown=${this.searchKey} />
      </search>
      ${search ? this.searchHead() : this.outage()}
      <div class="rows" role="list" aria-label=${search ? word("found") : word("lists")} tabindex="-1">
        ${queue || search
          ? virtualize({ scroller: true, items: rows, keyFunction: keyOf, renderItem: (row: Row) => this.row(row, current) })
          : nothing}
      </div>
      ${search?.more ? html`<div class="more"><button class="button" type="button" @click=${() => void this.app.desk.searchOn()}>${word("more")}</button></div>` : nothing}
    `;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { current } = this.state;
    if (current === this.shownAt) return;
    this.shownAt = current;
    const index = this.rows().findIndex((row) => row.kind === "item" && row.listed.id === current);
    if (index >= 0) this.found<Virtualized>(".rows")?.[virtualizerRef]?.element(index)?.scrollIntoView({ block: "nearest" });
  }

  protected override guided(place: Place): void {
    if (place === "search") this.found<HTMLInputElement>("input")?.focus();
  }

  /** The same rows as before while nothing in them changed, so that the virtualizer has nothing to do. */
  private rows(): Row[] {
    const { queue, search, folded } = this.state;
    const { state } = this.last;
    if (state.queue !== queue || state.search !== search || state.folded !== folded) this.last = { state: { queue, search, folded }, rows: rowsOf(this.state) };
    return this.last.rows;
  }

  private row(row: Row, current: string | null): TemplateResult {
    if (row.kind === "heading") return html`<div class="li" role="listitem">${this.heading(row)}</div>`;
    return html`<div class="li" role="listitem" aria-setsize=${row.total} aria-posinset=${row.index + 1}>${this.item(row, current)}</div>`;
  }

  private heading({ section, count, folded }: Extract<Row, { kind: "heading" }>): TemplateResult {
    const empty = section === "mine" ? word("noneMine") : section === "waiting" ? word("nobodyWaits") : "";
    return html`<h2>
        <button class="heading" type="button" aria-expanded=${!folded} @click=${() => this.app.desk.fold(section)}>
          <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M3 1l4 4-4 4" /></svg>${word(section)}<span class="count numbers">${count}</span>
        </button>
      </h2>
      ${count === 0 && !folded && empty ? html`<p class="empty">${empty}</p>` : nothing}`;
  }

  private item({ section, listed }: Item, current: string | null): TemplateResult {
    const isUnread = this.state.unread.has(listed.id);
    return html`<button class="row" type="button" aria-current=${listed.id === current} @click=${() => void this.app.desk.open(listed.id)}>
      <span class="words" dir="auto">${spokenText(listed.last_words || listed.summary.split("\n")[0] || "…")}</span>
      <span class="facts">
        ${isUnread ? html`<span class="badge unread">${word("unread")}</span>` : nothing}
        ${section === "waiting" && listed.reason ? html`<span class="badge ${listed.reason}">${word(REASONS[listed.reason])}</span>` : nothing}
        ${listed.contact ? html`<span class="badge misses">${safeWord("wantsWriting")}</span>` : nothing}
        ${section === "found" ? html`<span>${statusWords(listed)}</span>` : nothing}
        ${section === "others" && listed.agent ? html`<span class="with">${word("withAgent", { name: listed.agent })}</span>` : nothing}
        <span>${languageName(listed.locale)}</span>
        <span class="gap"></span>
        ${section === "waiting" && listed.queued_at
          ? html`<span class="sr">${word("waitsLong", { time: "" })}</span><fw-since .at=${listed.queued_at}></fw-since>`
          : html`<time class="numbers" datetime=${listed.last_at}>${clockTime(listed.last_at)}</time>`}
      </span>
    </button>`;
  }

  private searchHead(): TemplateResult {
    const { search } = this.state;
    const count = search?.found.length ?? 0;
    const said = search?.busy ? "…" : count > 0 ? word("foundCount", { count }) : word("foundNone");
    return html`<div class="ends">
      <span class="quiet small">${said}</span>
      <button class="link" type="button" @click=${() => this.app.desk.endSearch()}>${word("endSearch")}</button>
    </div>`;
  }

  private outage(): TemplateResult | typeof nothing {
    const { agent, queue } = this.state;
    const count = (queue?.waiting ?? []).filter((listed) => listed.reason === "outage").length;
    if (count === 0 || agent?.role === "agent") return nothing;
    return html`<div class="alarm">
      <span>${word("outageTitle", { count })}</span>
      <button class="button" type="button" @click=${() => this.app.store.change({ dialog: "outage" })}>${word("outageClose")}</button>
    </div>`;
  }

  private readonly typed = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => void this.app.desk.search(value), SEARCH_PAUSE_MS);
  };

  private readonly searchKey = (event: KeyboardEvent): void => {
    const input = event.target as HTMLInputElement;
    if (event.key === "Escape") {
      clearTimeout(this.pause);
      this.app.desk.endSearch();
      input.value = "";
      input.blur();
      event.preventDefault();
    } else if (event.key === "Enter" && !event.isComposing) {
      clearTimeout(this.pause);
      void this.app.desk.search(input.value).then(() => input.blur()); // so that j goes through what was found
    }
  };
}

function keyOf(row: Row): string {
  return row.kind === "heading" ? `# ${row.section}` : `${row.section} ${row.listed.id}`;
}

export function statusWords({ status, agent }: Listed, isMine = false): string {
  if (status === "agent") return isMine ? word("statusMine") : word("statusAgent", { name: agent ?? "…" });
  return word(({ bot: "statusBot", queued: "statusQueued", closed: "statusClosed" } as const)[status]);
}

customElements.define("fw-lists", FwLists);
