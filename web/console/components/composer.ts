// Where the agent writes: to the shopper, or a note for colleagues. What is not sent yet survives a reload.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { assistWord } from "../assist/words";
import { inserted, offered } from "../canned";
import { sends } from "../keys";
import type { Mode, Pending, Place } from "../store";
import type { CannedReply } from "../types";
import { word } from "../words";
import { Part } from "./part";
import { SHARED } from "./styles";

const MOST_CHARACTERS = 5000;

export class FwComposer extends Part {
  static override properties = { text: { state: true }, caret: { state: true }, picked: { state: true }, isOffering: { state: true } };
  static override styles = [
    SHARED,
    css`
      :host { display: block; padding: 0 16px 14px; }
      .box { border: 1px solid var(--edge); border-radius: 11px; background: var(--paper); position: relative; max-width: 980px; margin: 0 auto; }
      .box:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
      .box.note { background: var(--note); border-color: var(--note-line); border-style: dashed; }
      .modes .gap { flex: 1; }
      .modes { display: flex; gap: 2px; padding: 5px 8px 0; }
      .mode { border: 0; background: none; padding: 3px 9px; border-radius: 6px; cursor: pointer; font-weight: 500; color: var(--quiet); min-height: 26px; }
      .mode[aria-pressed="true"] { background: var(--sunk); color: var(--ink); }
      .note .mode[aria-pressed="true"] { background: var(--note-line); color: var(--ink); }
      textarea { display: block; width: 100%; border: 0; outline: 0; resize: none; background: none; padding: 7px 13px; line-height: 1.45; min-height: 62px; field-sizing: content; max-height: 240px; }
      textarea:focus-visible { outline: 0; }
      .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 3px 8px 8px 13px; font-size: 12.5px; }
      .row .gap { flex: 1; }
      .note .quiet, .note textarea { color: var(--note-ink); }
      .over { color: var(--bad); font-weight: 600; }
      .state { padding: 10px 13px; display: flex; align-items: center; gap: 10px; color: var(--quiet); }
      .menu { position: absolute; left: 6px; right: 6px; bottom: calc(100% + 5px); border: 1px solid var(--line); border-radius: 9px; background: var(--paper); box-shadow: 0 8px 26px rgb(0 0 0 / 0.2); overflow: hidden; z-index: 2; }
      .menu li { display: flex; gap: 9px; padding: 6px 12px; cursor: pointer; min-height: 30px; }
      .menu li[aria-selected="true"] { background: var(--accent-soft); }
      .menu b { white-space: nowrap; font-weight: 600; }
      .menu span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--quiet); }
      .pending { max-width: 980px; margin: 0 auto 8px; display: grid; gap: 6px; }
      .pending li { padding: 7px 12px; border-radius: 9px; background: var(--sunk); }
      .pending li.failed { background: var(--bad-soft); }
      .pending p { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 90px; overflow: auto; }
      .pending .why { color: var(--bad); display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; font-size: 12.5px; }
    `,
  ];
  declare text: string;
  declare caret: number;
  declare picked: number;
  declare isOffering: boolean;
  private shown = "";

  constructor() {
    super();
    this.text = "";
    this.caret = 0;
    this.picked = 0;
    this.isOffering = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { current } = this.state;
    const place = `${this.mode} ${current}`;
    if (place === this.shown || !current) return;
    this.shown = place;
    this.text = this.app.desk.kept.draft(current, this.mode);
    this.caret = this.text.length;
    this.isOffering = false;
  }

  override render(): TemplateResult {
    return html`${this.pending()}
      <div class="box ${this.mode}">
        ${this.menu()}
        <div class="modes" role="group" aria-label=${word("write")}>${this.modeButton("reply", word("reply"), "r")}${this.modeButton("note", word("note"), "n")}${this.asking()}</div>
        ${this.edited()}
        ${this.mode === "reply" && !this.isMine ? this.why() : this.field()}
      </div>`;
  }

  protected override guided(place: Place): void {
    if (place !== "reply") return;
    const { current } = this.state;
    if (current) this.text = this.app.desk.kept.draft(current, this.mode); // which a draft may have changed
    void this.updateComplete.then(() => this.found<HTMLElement>("textarea, .state")?.focus());
  }

  private get mode(): Mode {
    return this.state.mode;
  }

  private get isMine(): boolean {
    const { opened, agent } = this.state;
    return opened?.conversation.status === "agent" && opened.conversation.agent_id === agent?.id;
  }

  private get offers(): CannedReply[] {
    if (!this.isOffering || this.mode !== "reply") return [];
    return offered(this.state.replies, this.text, this.caret, this.state.opened?.conversation.locale ?? "en");
  }

  private modeButton(mode: Mode, name: string, key: string): TemplateResult {
    const choose = (): void => {
      this.app.store.change({ mode });
      this.app.store.guide("reply");
    };
    return html`<button class="mode" type="button" aria-pressed=${this.mode === mode} @click=${choose}>${name} <kbd>${key}</kbd></button>`;
  }

  /** Where there is no draft, one can be asked for. */
  private asking(): TemplateResult | typeof nothing {
    const { assist } = this.app;
    if (this.mode !== "reply" || !assist.mayAsk) return nothing;
    const isAsked = assist.asked !== null;
    return html`<span class="gap"></span><button class="mode" type="button" ?disabled=${isAsked} @click=${() => void assist.request()}>${assistWord(isAsked ? "asking" : "ask")} <kbd>g</kbd></button>`;
  }

  private why(): TemplateResult {
    const conversation = this.state.opened?.conversation;
    if (conversation?.status === "closed") return html`<p class="state" tabindex="-1">${word("conversationClosed")}</p>`;
    if (conversation?.status === "agent") return html`<p class="state" tabindex="-1">${word("servedBy", { name: conversation.agent ?? "…" })}</p>`;
    return html`<p class="state" tabindex="-1">${word("claimFirst")}</p>`;
  }

  private field(): TemplateResult {
    const isNote = this.mode === "note";
    const over = [...this.text].length - MOST_CHARACTERS;
    const offers = this.offers;
    return html`<textarea
        rows="2"
        dir="auto"
        aria-label=${word(isNote ? "noteLabel" : "replyLabel")}
        aria-describedby="hint"
        aria-controls=${offers.length > 0 ? "menu" : nothing}
        aria-activedescendant=${offers.length > 0 ? `offer-${this.picked}` : nothing}
        .value=${this.text}
        @input=${this.typed}
        @keydown=${this.key}
        @blur=${() => (this.isOffering = false)}
      ></textarea>
      <div class="row">
        <span id="hint" class="quiet">${word(isNote ? "noteHint" : "replyHint")}</span>
        <span class="gap"></span>
        <span role="status">${over > 0 ? html`<span class="over">${word("tooLong", { count: over })}</span>` : nothing}</span>
        <button class="button first" type="button" ?disabled=${!this.text.trim() || over > 0} @click=${this.send}>${word(isNote ? "keepNote" : "send")}</button>
      </div>`;
  }

  private edited(): TemplateResult | typeof nothing {
    if (this.mode !== "reply" || !this.app.assist.editing(this.state.current)) return nothing;
    return html`<p class="row quiet">${assistWord("editing")} <button class="link" type="button" @click=${() => this.app.assist.letGo()}>${assistWord("alone")}</button></p>`;
  }

  private menu(): TemplateResult | typeof nothing {
    const offers = this.offers;
    if (offers.length === 0) return nothing;
    return html`<ul class="menu" id="menu" role="listbox" aria-label=${word("canned")}>
      ${offers.map(
        (reply, index) => html`<li id="offer-${index}" role="option" aria-selected=${index === this.picked} @mousedown=${(event: Event) => (event.preventDefault(), this.insert(reply))}>
          <b>/${reply.name}</b><span>${reply.text}</span>
        </li>`,
      )}
    </ul>`;
  }

  private pending(): TemplateResult | typeof nothing {
    const mine = this.state.outbox.filter((one) => one.conversation === this.state.current);
    if (mine.length === 0) return nothing;
    return html`<ul class="pending">${mine.map((one) => this.unsent(one))}</ul>`;
  }

  private unsent(one: Pending): TemplateResult {
    if (one.state === "sending") return html`<li><p>${one.text}</p><span class="quiet small">${word("sending")}</span></li>`;
    return html`<li class="failed">
      <p>${one.text}</p>
      <div class="why">
        <span>${word("notSentYet", { reason: one.reason })}</span>
        ${one.mayRetry ? html`<button class="link" type="button" @click=${() => void this.app.desk.outbox.again(one.clientId)}>${word("again")}</button>` : nothing}
        <button class="link" type="button" @click=${() => this.takeBack(one)}>${word("takeBack")}</button>
      </div>
    </li>`;
  }

  private takeBack(one: Pending): void {
    this.app.desk.outbox.drop(one.clientId);
    this.app.store.change({ mode: "reply" });
    const draft = this.app.desk.kept.draft(one.conversation, "reply");
    this.write(draft ? `${one.text}\n${draft}` : one.text);
    this.app.store.guide("reply");
  }

  private readonly typed = (event: Event): void => {
    const field = event.target as HTMLTextAreaElement;
    this.write(field.value, field.selectionEnd);
    this.isOffering = true;
    this.picked = 0;
    const { current } = this.state;
    if (current && this.mode === "reply" && this.isMine) this.app.typing(current);
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (sends(event)) {
      event.preventDefault();
      void this.send();
      return;
    }
    const offers = this.offers;
    if (event.key === "Escape") {
      event.preventDefault();
      if (offers.length > 0) this.isOffering = false;
      else (event.target as HTMLElement).blur();
    } else if (offers.length > 0 && !event.isComposing) this.choose(event, offers);
  };

  private choose(event: KeyboardEvent, offers: CannedReply[]): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) this.picked = (this.picked + step + offers.length) % offers.length;
    else if (event.key === "Tab" && !event.shiftKey) this.insert(offers[this.picked] ?? offers[0]!);
    else return;
    event.preventDefault();
  }

  private insert(reply: CannedReply): void {
    const { text, caret } = inserted(this.text, this.caret, reply);
    this.write(text, caret);
    this.isOffering = false;
    void this.updateComplete.then(() => this.found<HTMLTextAreaElement>("textarea")?.setSelectionRange(caret, caret));
  }

  private readonly send = async (): Promise<void> => {
    const { current } = this.state;
    const text = this.text.trim();
    if (!current || !text || [...text].length > MOST_CHARACTERS) return;
    if (this.mode === "reply") {
      if (!this.isMine) return;
      if (this.app.assist.editing(current)) {
        if (await this.app.assist.sendEdited(text)) this.app.desk.kept.keepDraft(current, "reply", "");
        if (this.state.current === current) this.text = this.app.desk.kept.draft(current, "reply");
        return;
      }
      this.write("");
      await this.app.desk.outbox.send(current, text);
    } else if (await this.app.desk.note(text)) {
      this.app.desk.kept.keepDraft(current, "note", "");
      if (this.state.current === current && this.mode === "note" && this.text.trim() === text) this.text = "";
    }
  };

  private write(text: string, caret = text.length): void {
    this.text = text;
    this.caret = caret;
    const { current } = this.state;
    if (current) this.app.desk.kept.keepDraft(current, this.mode, text);
  }
}

customElements.define("fw-composer", FwComposer);
