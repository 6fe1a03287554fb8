// What can be said of one message: what it does, the order of attributes, whether products or the reply are right, a flag.
import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { App } from "../app";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import type { ProductsMessage } from "../../sdk/types";
import type { Shown, Weighed } from "../types";
import { actWord, readable, word } from "../words";
import "./act-field";
import type { FwActField } from "./act-field";
import "./order-field";
import type { FwOrderField } from "./order-field";
import type { Reason, ToJudge, Verdict, VerdictRequest } from "./types";
import { say, sayOf, verdictWords } from "./words";

/** More attributes than a person puts into order. */
const MOST_ATTRIBUTES = 8;
const REASONS: readonly Reason[] = ["misunderstood", "wish_ignored", "wrong_type", "too_expensive", "wrong_fact", "unhelpful", "tone", "other"];
type What = "acts" | "attributes" | "product" | "reply";

export class FwJudge extends Part {
  static override properties: PropertyDeclarations = { ...Part.properties, conversation: { attribute: false }, shown: { attribute: false }, item: { attribute: false }, acts: { attribute: false } };
  static override styles = [
    SHARED,
    css`
      :host { display: block; }
      .judge { display: grid; gap: 12px; padding: 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); color: var(--ink); text-align: left; }
      h3 { font-size: 13px; margin-bottom: 6px; }
      section { display: grid; gap: 6px; }
      .row { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
      .product { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; align-items: center; padding: 3px 0; }
      .product span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .button[aria-pressed="true"] { background: var(--accent-soft); border-color: var(--accent); color: var(--accent-ink); }
      .more { display: grid; grid-template-columns: 1fr; gap: 8px; }
      .more label { display: grid; gap: 2px; font-size: 12.5px; color: var(--quiet); }
      .more select, .more input { color: var(--ink); }
      select { min-height: 32px; border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); padding: 3px 6px; }
      .said li { display: flex; gap: 8px; align-items: baseline; font-size: 12.5px; }
      .said span { overflow-wrap: anywhere; }
    `,
  ];
  declare conversation: string;
  declare shown: Shown;
  /** What is asked; null: everything that can be said. */
  declare item: ToJudge | null;
  /** The names of acts. */
  declare acts: readonly string[];
  private since = performance.now();
  private ends: () => void = () => undefined;

  constructor() {
    super();
    this.item = null;
    this.acts = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.since = performance.now();
    this.ends = this.app.teaching.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ends();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has("item") && !changed.has("shown")) return;
    const before = changed.get("shown") as Shown | undefined;
    if (before?.id === this.shown.id && !changed.has("item")) return;
    this.since = performance.now();
    this.found<FwActField>("fw-act-field")?.clear();
    this.found<FwOrderField>("fw-order-field")?.clear();
    this.renderRoot.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".more input, .more select").forEach((one) => (one.value = ""));
  }

  override render(): TemplateResult {
    const can = this.can();
    return html`<div class="judge">
      ${can.includes("acts") ? this.ofActs() : nothing}
      ${can.includes("product") ? this.ofProducts() : nothing}
      ${can.includes("attributes") ? this.ofOrder() : nothing}
      ${can.includes("reply") ? this.ofReply() : nothing}
      <div class="more">
        <label>${say("reason")}
          <select name="reason"><option value="">${say("reason_none")}</option>${REASONS.map((reason) => html`<option value=${reason}>${sayOf("reason", reason)}</option>`)}</select>
        </label>
        <label>${say("comment")}<input class="field" name="comment" maxlength="1000" autocomplete="off" /></label>
      </div>
      <div class="row">
        <button class="button" type="button" @click=${() => this.flag("look")}>⚑ ${say("flag")}${this.key("f")}</button>
        ${this.item ? html`<button class="button" type="button" @click=${() => this.flag("skip")}>${say("skip")}${this.key("s")}</button>` : nothing}
      </div>
      ${this.said()}
    </div>`;
  }

  /** Answers what is asked with one key: that it is right, or where it is not, the way to say what is. */
  answer(isRight: boolean): void {
    const [what] = this.can();
    if (what === "product") this.product(this.item?.product_id ?? "", isRight);
    else if (what === "reply") this.reply(isRight);
    else if (what === "acts" && isRight) this.asUnderstood();
    else if (what === "attributes" && isRight) this.keepOrder(true);
    else this.found<HTMLElement>(what === "acts" ? "fw-act-field" : "fw-order-field")?.focus();
  }

  /** Keeps what was put together; whether there was anything. */
  keep(): boolean {
    const field = this.found<FwActField>("fw-act-field");
    if (field && field.chosen.length > 0) {
      this.keepActs();
      return true;
    }
    if (!this.found("fw-order-field") || field) return false;
    this.keepOrder(false);
    return true;
  }

  flag(flag: "look" | "skip"): void {
    this.send({ kind: "flag", flag });
  }

  private can(): What[] {
    if (this.item) return [this.item.kind];
    if (this.shown.sender === "shopper") return ["acts"];
    const attributes = this.weighed().length > 1 ? (["attributes"] as const) : [];
    return this.shown.message["type"] === "products" ? ["product", ...attributes, "reply"] : ["reply"];
  }

  private weighed(): Weighed[] {
    return [...(this.shown.weights ?? [])].sort((one, other) => other.weight - one.weight).slice(0, MOST_ATTRIBUTES);
  }

  private ofActs(): TemplateResult {
    const taken = this.shown.acts ?? [];
    return html`<section aria-label=${say("kind_acts")}>
      <h3>${say("ask_acts")}</h3>
      <div class="row">
        ${taken.map(({ act }) => html`<span class="badge">${actWord(act)}</span>`)}
        ${taken.length > 0 ? html`<button class="button" type="button" @click=${() => this.asUnderstood()}>✓ ${say("right")}${this.key("y")}</button>` : nothing}
      </div>
      <fw-act-field .acts=${this.acts} .text=${String(this.shown.message["text"] ?? "")} @changed=${() => this.requestUpdate()} @keydown=${this.entered}></fw-act-field>
      <div class="row"><button class="button first" type="button" @click=${() => this.keepActs()}>${say("keep")}</button></div>
    </section>`;
  }

  private ofOrder(): TemplateResult {
    return html`<section aria-label=${say("kind_attributes")}>
      <h3>${say("ask_attributes")}</h3>
      <fw-order-field .attributes_=${this.weighed()} @keydown=${this.entered}></fw-order-field>
      <div class="row">
        <button class="button" type="button" @click=${() => this.keepOrder(true)}>✓ ${say("right")}${this.key("y")}</button>
        <button class="button first" type="button" @click=${() => this.keepOrder(false)}>${say("keep")}</button>
      </div>
    </section>`;
  }

  private ofProducts(): TemplateResult {
    const { products } = this.shown.message as unknown as ProductsMessage;
    const asked = this.item ? products.filter(({ id }) => id === this.item?.product_id) : products;
    return html`<section aria-label=${say("kind_product")}>
      <h3>${say("ask_product")}</h3>
      ${asked.map(({ id, title }) => html`<div class="product"><span title=${title}>${title}</span>${this.pair(this.mine("product", id), title, (isRight) => this.product(id, isRight))}</div>`)}
    </section>`;
  }

  private ofReply(): TemplateResult {
    return html`<section aria-label=${say("kind_reply")}>
      <h3>${say("ask_reply")}</h3>
      ${this.pair(this.mine("reply", null), say("kind_reply"), (isRight) => this.reply(isRight))}
    </section>`;
  }

  private pair(before: Verdict | undefined, about: string, does: (isRight: boolean) => void): TemplateResult {
    const is = (right: boolean): boolean => before?.right === right;
    return html`<span class="row">
      <button class="button" type="button" aria-pressed=${is(true)} aria-label="${say("right")}${word("colon")}${about}" @click=${() => does(true)}>✓ ${say("right")}${this.key("y")}</button>
      <button class="button" type="button" aria-pressed=${is(false)} aria-label="${say("wrong")}${word("colon")}${about}" @click=${() => does(false)}>✗ ${say("wrong")}${this.key("n")}</button>
    </span>`;
  }

  private said(): TemplateResult | typeof nothing {
    const said = this.verdicts();
    if (said.length === 0) return nothing;
    return html`<ul class="said">
      ${said.map((verdict) => {
        const what = `${sayOf("kind", verdict.kind)}${verdict.product_id ? ` ${this.titleOf(verdict.product_id)}` : ""} – ${verdictWords(verdict)}`;
        return html`<li>
          <span>${say("saidBefore", { who: verdict.is_mine ? say("you") : verdict.agent, what })}</span>
          ${verdict.is_mine ? html`<button class="link" type="button" aria-label="${say("undo")}${word("colon")}${what}" @click=${() => void this.app.teaching.withdraw(verdict)}>${say("undo")}</button>` : nothing}
        </li>`;
      })}
    </ul>`;
  }

  private titleOf(id: string): string {
    const products = (this.shown.message as unknown as ProductsMessage).products ?? [];
    return products.find((product) => product.id === id)?.title ?? readable(id);
  }

  private verdicts(): readonly Verdict[] {
    return (this.app.teaching.state.said[this.conversation] ?? []).filter((one) => one.message_id === this.shown.id);
  }

  private mine(kind: What, product: string | null): Verdict | undefined {
    return this.verdicts().find((one) => one.is_mine && one.kind === kind && (one.product_id ?? null) === product);
  }

  /** A key is named where it works: in the room, of what is asked. */
  private key(letter: string): TemplateResult | typeof nothing {
    return this.item && this.state.letters ? html` <kbd aria-hidden="true">${letter}</kbd>` : nothing;
  }

  private readonly entered = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.keep();
  };

  private asUnderstood(): void {
    const acts = (this.shown.acts ?? []).map(({ act }) => ({ act, text: "" }));
    if (acts.length === 1) this.send({ kind: "acts", acts });
    else if (acts.length > 1) {
      const field = this.found<FwActField>("fw-act-field");
      field?.take(acts.map(({ act }) => act)); // the words of each are to be seen before they are kept
      field?.focus();
    } else this.found<HTMLElement>("fw-act-field")?.focus();
  }

  private keepActs(): void {
    const acts = this.found<FwActField>("fw-act-field")?.value ?? [];
    if (acts.length > 0) this.send({ kind: "acts", acts });
    else this.found<HTMLElement>("fw-act-field")?.focus();
  }

  private keepOrder(asIs: boolean): void {
    const order = asIs ? this.weighed().map(({ name }) => name) : (this.found<FwOrderField>("fw-order-field")?.value ?? []);
    this.send({ kind: "attributes", order });
  }

  private product(product_id: string, right: boolean): void {
    this.send({ kind: "product", product_id, right });
  }

  private reply(right: boolean): void {
    this.send({ kind: "reply", right });
  }

  private send(verdict: VerdictRequest): void {
    const reason = this.found<HTMLSelectElement>("select[name=reason]")?.value as Reason | "";
    const comment = this.found<HTMLInputElement>("input[name=comment]")?.value.trim();
    const told = { ...(reason ? { reason } : {}), ...(comment ? { comment } : {}) };
    const displayed_ms = Math.min(86_400_000, Math.round(performance.now() - this.since));
    void this.app.teaching.judge(this.conversation, { ...verdict, message_id: this.shown.id, displayed_ms, ...told });
  }
}

customElements.define("fw-judge", FwJudge);

/** Of a message of an open conversation: the way to judge it, where anything can be said of it. */
export function judgeBelow(app: App, conversation: string, shown: Shown): TemplateResult | typeof nothing {
  const type = shown.message["type"];
  const canBe = shown.sender === "shopper" ? type === "text" : shown.sender === "bot" && type !== "notice";
  return canBe ? html`<fw-judge-below .app=${app} .conversation=${conversation} .shown=${shown}></fw-judge-below>` : nothing;
}

/** A button that opens what can be said of a message. */
export class FwJudgeBelow extends Part {
  static override properties: PropertyDeclarations = { ...Part.properties, conversation: { attribute: false }, shown: { attribute: false }, isOpen: { state: true } };
  static override styles = [
    SHARED,
    css`
      :host { display: block; max-width: 100%; }
      .toggle { font-size: 12.5px; text-decoration: none; color: var(--quiet); }
      .toggle:hover, .toggle:focus-visible { text-decoration: underline; }
      fw-judge { width: min(460px, 100%); }
    `,
  ];
  declare conversation: string;
  declare shown: Shown;
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
  }

  override render(): TemplateResult {
    return html`<button class="link toggle" type="button" aria-expanded=${this.isOpen} aria-label=${say("judgeOf", { words: this.words() })} @click=${this.toggle}>${say(this.isOpen ? "judgeEnd" : "judge")}</button>
      ${this.isOpen ? html`<fw-judge .app=${this.app} .conversation=${this.conversation} .shown=${this.shown} .acts=${this.app.teaching.state.acts}></fw-judge>` : nothing}`;
  }

  private words(): string {
    const { text, type } = this.shown.message;
    return typeof text === "string" && text ? text.slice(0, 60) : readable(String(type));
  }

  private readonly toggle = (): void => {
    this.isOpen = !this.isOpen;
    if (!this.isOpen) return;
    void this.app.teaching.readSaid(this.conversation).then(() => this.requestUpdate());
    void this.app.teaching.readActs().then(() => this.requestUpdate());
  };
}

customElements.define("fw-judge-below", FwJudgeBelow);
