// The middle: the open conversation, what can be done with it, and what was said as it is said.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import "../assist/draft";
import { mayChange, mayClaim, mayClose, mayReveal } from "../rows";
import type { Place } from "../store";
import { judgeBelow } from "../teach/judge";
import type { Note, Opened, Shown } from "../types";
import { languageName, word } from "../words";
import "./composer";
import { statusWords } from "./lists";
import { MESSAGE_STYLES, messageView, noteView } from "./messages";
import { Part } from "./part";
import { PRODUCT_STYLES } from "./products";
import { SHARED } from "./styles";

const NEAR_END_PX = 80;
type Line = { kind: "message"; at: string; shown: Shown; before: number } | { kind: "note"; at: string; note: Note };

export class FwConversation extends Part {
  static override properties = { hasNews: { state: true } };
  static override styles = [
    SHARED,
    PRODUCT_STYLES,
    MESSAGE_STYLES,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; position: relative; container-type: size; }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; padding: 8px 16px; border-bottom: 1px solid var(--line); background: var(--paper); min-height: 48px; }
      header h2 { flex: 1; min-width: 140px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; border-radius: 4px; }
      header h2 small { font-weight: 400; font-size: 12.5px; color: var(--quiet); margin-left: 6px; }
      .actions { display: flex; flex-wrap: wrap; gap: 6px; }
      .log { position: relative; flex: 1; min-height: 0; overflow-y: auto; padding: 16px; overscroll-behavior: contain; }
      .log:focus-visible { outline-offset: -2px; }
      .log ol { display: flex; flex-direction: column; gap: 13px; max-width: 980px; margin: 0 auto; }
      .typing { min-height: 22px; padding: 0 16px 4px; font-size: 12.5px; color: var(--quiet); }
      .news { position: absolute; left: 50%; translate: -50% 0; bottom: 100%; margin-bottom: 8px; box-shadow: 0 4px 14px rgb(0 0 0 / 0.18); }
      .foot { position: relative; }
      .none { margin: auto; text-align: center; padding: 24px; display: grid; gap: 4px; }
      .none h2 { border-radius: 4px; }
      .back { display: none; }
      @media (max-width: 720px) { .back { display: inline-flex; } .log { padding: 12px; } .message { max-width: 96%; } }
    `,
  ];
  declare hasNews: boolean;
  private isAtEnd = true;
  /** How far down the transcript was when it was looked at last (pixels). */
  private top = 0;
  private shownId: string | null = null;

  constructor() {
    super();
    this.hasNews = false;
  }

  override render(): TemplateResult {
    const { opened, current } = this.state;
    if (!current) return html`<div class="none"><h2 tabindex="-1">${word("noneOpen")}</h2><p class="quiet">${word("noneOpenHint")}</p></div>`;
    if (!opened) return html`<div class="none"><h2 tabindex="-1" class="quiet">${word("loading")} …</h2></div>`;
    const isTyping = (this.state.typing[current] ?? 0) > Date.now();
    return html`
      ${this.head(opened)}
      <div class="log" tabindex="0" role="region" aria-label=${word("transcript")} @scroll=${this.look}>
        <ol>
          ${repeat(linesOf(opened), keyOf, (line) => this.line(line, opened))}
        </ol>
      </div>
      <div class="foot">
        ${this.hasNews ? html`<button class="button news" type="button" @click=${this.toEnd}>${word("newest")} ↓</button>` : nothing}
        <p class="typing">${isTyping ? word("typing") : nothing}</p>
        <fw-draft .app=${this.app}></fw-draft>
        <fw-composer .app=${this.app}></fw-composer>
      </div>
    `;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { opened } = this.state;
    const log = this.found<HTMLElement>(".log");
    if (!log || !opened) return;
    if (opened.conversation.id !== this.shownId) {
      this.shownId = opened.conversation.id;
      this.isAtEnd = true;
      this.top = 0;
    }
    this.follow(log);
    this.watchSize(log);
  }

  protected override guided(place: Place): void {
    if (place === "title") void this.updateComplete.then(() => this.found<HTMLElement>("h2")?.focus());
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.look();
    const lines = (this.state.opened?.messages.length ?? 0) + (this.state.opened?.notes.length ?? 0);
    if (this.state.opened?.conversation.id === this.shownId && lines > this.count && !this.isAtEnd) this.hasNews = true;
    if (this.state.opened?.conversation.id !== this.shownId) this.hasNews = false;
    this.count = lines;
  }

  private count = 0;
  private watched: HTMLElement | null = null;

  /** Pictures, the field and the window change what is seen of the end. */
  private watchSize(log: HTMLElement): void {
    if (this.watched === log || typeof ResizeObserver === "undefined") return;
    this.watched = log;
    const seen = new ResizeObserver(() => {
      this.look();
      this.follow(log);
    });
    seen.observe(log);
    if (log.firstElementChild) seen.observe(log.firstElementChild);
  }

  private follow(log: HTMLElement): void {
    if (!this.isAtEnd) return;
    log.scrollTop = log.scrollHeight;
    this.top = log.scrollTop;
  }

  private head({ conversation }: Opened): TemplateResult {
    const { agent } = this.state;
    const { status } = conversation;
    const isMine = status === "agent" && conversation.agent_id === agent?.id;
    const change = (dialog: "transfer" | "close") => () => this.app.store.change({ dialog });
    return html`<header>
      <button class="button back" type="button" @click=${this.back}>←<span class="sr">${word("back")}</span></button>
      <h2 tabindex="-1">${word("conversation")} ${shortId(conversation.id)}<small>${statusWords(conversation, isMine)} · ${languageName(conversation.locale)}</small></h2>
      <div class="actions">
        ${mayClaim(this.state)
          ? html`<button class="button first" type="button" @click=${() => void this.app.desk.claim()}>${word(status === "queued" ? "claim" : "takeOver")} <kbd>c</kbd></button>`
          : nothing}
        ${mayChange(this.state)
          ? html`<button class="button" type="button" @click=${() => void this.app.desk.giveBack()}>${word("giveBack")} <kbd>b</kbd></button>
              <button class="button" type="button" @click=${change("transfer")}>${word("transfer")} <kbd>t</kbd></button>`
          : nothing}
        ${mayClose(this.state) ? html`<button class="button" type="button" @click=${change("close")}>${word("closeConversation")} <kbd>x</kbd></button>` : nothing}
      </div>
    </header>`;
  }

  private line(line: Line, { conversation, messages }: Opened): TemplateResult {
    const reveals = mayReveal(this.state);
    if (line.kind === "note") return noteView(line.note, reveals);
    const below = (shown: Shown): unknown => judgeBelow(this.app, conversation.id, shown);
    return messageView(line.shown, { me: this.state.agent?.display ?? "", before: messages.slice(0, line.before), reveals, below });
  }

  /** Only who scrolls up leaves the end: that the draft or the field grows, or a picture comes, moves nobody up. Also
      before the transcript changes, as browsers tell of scrolling only with the next frame. */
  private readonly look = (): void => {
    const log = this.found<HTMLElement>(".log");
    if (!log) return;
    const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    if (isNear || log.scrollTop < this.top) this.isAtEnd = isNear;
    this.top = log.scrollTop;
    if (this.isAtEnd) this.hasNews = false;
  };

  private readonly toEnd = (): void => {
    this.isAtEnd = true;
    this.hasNews = false;
    this.requestUpdate();
  };

  private readonly back = (): void => this.app.desk.leaveView();
}

/** Messages and notes in the order of time; a message keeps its place among messages. */
export function linesOf({ messages, notes }: Opened): Line[] {
  const waiting = [...notes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const lines: Line[] = [];
  const takeNotes = (until: number): void => {
    while (waiting[0] && Date.parse(waiting[0].at) < until) lines.push({ kind: "note", at: waiting[0].at, note: waiting.shift()! });
  };
  messages.forEach((shown, before) => {
    takeNotes(Date.parse(shown.at));
    lines.push({ kind: "message", at: shown.at, shown, before });
  });
  takeNotes(Infinity);
  return lines;
}

function keyOf(line: Line): string {
  return line.kind === "note" ? `note ${line.note.id}` : line.shown.id;
}

export function shortId(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, "").slice(0, 6);
}

customElements.define("fw-conversation", FwConversation);
