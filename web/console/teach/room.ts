// The room of teaching: what is to be judged, its conversation to be read, what can be said of it; and what became of it.
import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { shortId } from "../components/conversation";
import { MESSAGE_STYLES, messageView } from "../components/messages";
import { Part } from "../components/part";
import { PRODUCT_STYLES } from "../components/products";
import { SHARED } from "../components/styles";
import { spokenText } from "../components/text";
import { isWriting } from "../keys";
import type { Place } from "../store";
import type { Opened, Shown } from "../types";
import { clockTime, languageName, word } from "../words";
import "./judge";
import type { FwJudge } from "./judge";
import "./mine";
import type { TeachState, View } from "./teaching";
import type { ToJudge } from "./types";
import { say, sayOf, type TeachWord, whyWords } from "./words";

const KEYS: readonly (readonly [string, TeachWord])[] = [["j k", "keyNext"], ["y n", "keyYes"], ["Ctrl+Enter", "keyKeep"], ["f", "keyFlag"], ["s", "keySkip"], ["u", "keyUndo"]];

export class FwTeach extends Part {
  static override styles = [
    SHARED,
    PRODUCT_STYLES,
    MESSAGE_STYLES,
    css`
      :host { flex: 1; min-height: 0; display: flex; flex-direction: column; }
      .bar { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 7px 16px; background: var(--paper); border-bottom: 1px solid var(--line); }
      .bar h2 { border-radius: 4px; }
      .views { display: flex; gap: 4px; }
      .views button[aria-current] { background: var(--accent-soft); border-color: var(--accent); color: var(--accent-ink); }
      .keys { display: flex; flex-wrap: wrap; gap: 2px 12px; margin-left: auto; font-size: 12.5px; color: var(--quiet); }
      .keys kbd { opacity: 1; }
      .work { flex: 1; min-height: 0; display: grid; grid-template: minmax(0, 1fr) / 280px minmax(0, 1fr) 340px; }
      .work > * { min-height: 0; min-width: 0; overflow-y: auto; }
      .queue { background: var(--paper); border-right: 1px solid var(--line); padding: 8px; }
      .queue button { display: grid; gap: 2px; width: 100%; text-align: left; padding: 7px 9px; border: 1px solid transparent; border-radius: 8px; background: none; cursor: pointer; }
      .queue button:hover { border-color: var(--line); }
      .queue button[aria-current] { background: var(--accent-soft); border-color: var(--accent); color: var(--accent-ink); }
      .queue .words { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .transcript { padding: 16px; }
      .transcript > ol { display: flex; flex-direction: column; gap: 13px; max-width: 900px; margin: 0 auto; }
      .asked { outline: 2px solid var(--accent); outline-offset: 6px; border-radius: 6px; }
      aside { background: var(--paper); border-left: 1px solid var(--line); padding: 12px; display: grid; gap: 12px; align-content: start; }
      aside h3 { font-size: 13px; }
      .why li { font-size: 13px; }
      .none { margin: auto; text-align: center; padding: 24px; display: grid; gap: 6px; }
      .rest { flex: 1; min-height: 0; overflow-y: auto; padding: 16px; }
      @media (max-width: 1120px) {
        .work { grid-template: minmax(0, 1fr) minmax(0, 46%) / 230px minmax(0, 1fr); }
        .queue { grid-row: 1 / span 2; }
        aside { border-top: 1px solid var(--line); border-left: 0; }
      }
      @media (max-width: 720px) {
        .work { display: block; overflow-y: auto; }
        .queue { max-height: 30dvh; }
      }
    `,
  ];
  private ends: () => void = () => undefined;
  private shownItem: ToJudge | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.ends = this.app.teaching.watch(() => this.requestUpdate());
    addEventListener("keydown", this.pressed);
    void this.app.teaching.show(this.teach.view);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ends();
    removeEventListener("keydown", this.pressed);
  }

  override render(): TemplateResult {
    const { view, labelling } = this.teach;
    return html`
      <section class="bar" aria-labelledby="title">
        <h2 id="title" tabindex="-1">${say("title")}</h2>
        <nav class="views" aria-label=${say("views")}>${this.views().map((one) => html`<button class="button" type="button" aria-current=${view === one ? "page" : nothing} @click=${() => void this.app.teaching.show(one)}>${say(one)}${one === "queue" && labelling ? html` <span class="numbers">${labelling.left}</span>` : nothing}</button>`)}</nav>
        ${view === "queue" && this.state.letters ? html`<span class="keys">${KEYS.map(([key, name]) => html`<span>${key.split(" ").map((one) => html`<kbd>${one}</kbd> `)}${say(name)}</span>`)}</span>` : nothing}
      </section>
      ${view === "queue" ? this.work() : html`<main class="rest" aria-label=${say(view)}><fw-verdict-list .app=${this.app}></fw-verdict-list></main>`}
    `;
  }

  protected override updated(): void {
    const { item, opened } = this.teach;
    if (!item || item === this.shownItem || opened?.conversation.id !== item.conversation_id) return;
    this.shownItem = item;
    this.found(".asked")?.scrollIntoView?.({ block: "center" });
    this.found(".queue [aria-current]")?.scrollIntoView?.({ block: "nearest" });
  }

  protected override guided(place: Place): void {
    if (place === "title") void this.updateComplete.then(() => this.found<HTMLElement>("h2")?.focus());
  }

  private get teach(): TeachState {
    return this.app.teaching.state;
  }

  private views(): View[] {
    const { agent } = this.state;
    return agent?.role === "agent" ? ["queue", "mine"] : ["queue", "mine", "flagged", "all"];
  }

  private work(): TemplateResult {
    const { labelling, item, opened } = this.teach;
    if (!labelling) return html`<main class="none"><p class="quiet">${word("loading")} …</p></main>`;
    if (!item) {
      return html`<main class="none" aria-label=${say("queue")}>
        <p><b>${say("none")}</b></p><p class="quiet">${say("noneHint")}</p>
        <p><button class="button" type="button" @click=${() => void this.app.teaching.read()}>${say("again")}</button></p>
      </main>`;
    }
    return html`<div class="work">
      <nav class="queue" aria-label=${say("queue")}>
        <ul>${repeat(labelling.items, keyOf, (one) => this.row(one, one === item))}</ul>
      </nav>
      <main class="transcript" aria-label=${say("conversation")} tabindex="0">${opened ? this.transcript(opened, item) : html`<p class="quiet">${word("loading")} …</p>`}</main>
      <aside aria-label=${say("judge")} tabindex="0">${opened ? this.judging(opened, item) : nothing}</aside>
    </div>`;
  }

  private row(one: ToJudge, isChosen: boolean): TemplateResult {
    return html`<li><button type="button" aria-current=${isChosen ? "true" : nothing} @click=${() => void this.app.teaching.choose(one)}>
      <span class="small">${sayOf("kind", one.kind)}</span><span class="words" dir="auto">${spokenText(one.about)}</span>
    </button></li>`;
  }

  private transcript({ conversation, messages }: Opened, item: ToJudge): TemplateResult {
    return html`<p class="small quiet">${say("conversation")} ${shortId(conversation.id)} · ${languageName(conversation.locale)} · ${clockTime(conversation.started_at)}</p>
      <ol>${repeat(messages, ({ id }) => id, (shown, before) => {
        const view = messageView(shown, { me: this.state.agent?.display ?? "", before: messages.slice(0, before) });
        return shown.id === item.message_id ? html`<li><ol class="asked" aria-current="true">${view}</ol></li>` : view;
      })}</ol>`;
  }

  private judging({ messages }: Opened, item: ToJudge): TemplateResult | typeof nothing {
    const shown = messages.find(({ id }) => id === item.message_id) as Shown | undefined;
    if (!shown) return nothing;
    return html`
      ${item.reasons.length > 0 ? html`<section><h3>${say("why")}</h3><ul class="why">${item.reasons.map((one) => html`<li>${whyWords(one)}</li>`)}</ul></section>` : nothing}
      <fw-judge .app=${this.app} .conversation=${item.conversation_id} .shown=${shown} .item=${item} .acts=${this.teach.acts}></fw-judge>
      <div><button class="link" type="button" @click=${() => this.open(item.conversation_id)}>${say("open")}</button></div>`;
  }

  private open(conversation: string): void {
    this.app.store.change({ room: "desk" });
    void this.app.desk.open(conversation);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const { dialog, letters } = this.state;
    if (dialog || event.isComposing || event.altKey || event.defaultPrevented || this.teach.view !== "queue") return;
    const judge = this.found<FwJudge>("fw-judge");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (judge?.keep()) event.preventDefault();
      return;
    }
    if (!letters || event.ctrlKey || event.metaKey || isWriting(event)) return;
    const { teaching, store } = this.app;
    const does: Record<string, () => unknown> = {
      j: () => teaching.step(1),
      k: () => teaching.step(-1),
      y: () => judge?.answer(true),
      n: () => judge?.answer(false),
      f: () => judge?.flag("look"),
      s: () => judge?.flag("skip"),
      u: () => teaching.undo(),
      "?": () => store.change({ dialog: "keys" }),
    };
    const act = does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function keyOf({ message_id, kind, product_id }: ToJudge): string {
  return `${message_id} ${kind} ${product_id ?? ""}`;
}

customElements.define("fw-teach", FwTeach);
