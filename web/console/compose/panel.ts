// Beside the open conversation: other wishes and other places of attributes, what would be shown then, and sending it.
import { css, html, nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Part } from "../components/part";
import { PRODUCT_STYLES, productCard } from "../components/products";
import { SHARED } from "../components/styles";
import { percent, readable, word } from "../words";
import type { Constraint, TriedAttribute, TriedProduct, WhatIfAnswer } from "./calls";
import type { Compose, Trial } from "./compose";
import { composeWord } from "./words";
import "./wish-form";

const MOST_ATTRIBUTES = 12;

export class FwCompose extends Part {
  static override properties = { ...Part.properties, editing: { state: true } };
  static override styles = [
    SHARED,
    PRODUCT_STYLES,
    css`
      :host { display: block; }
      header { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding-top: 12px; }
      header h2 { font-size: 14px; border-radius: 4px; }
      section { padding: 10px 0; border-bottom: 1px solid var(--line); }
      h3 { font-size: 12.5px; color: var(--quiet); margin-bottom: 6px; }
      .row { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin-top: 8px; }
      .wishes { display: grid; gap: 5px; }
      .wishes li { display: flex; align-items: center; gap: 2px; padding: 0 4px 0 10px; border-radius: 9px; background: var(--accent-soft); color: var(--accent-ink); }
      .wishes .said { flex: 1; overflow-wrap: anywhere; padding: 3px 0; }
      .icon { background: none; border: 0; min-width: 26px; min-height: 26px; border-radius: 6px; cursor: pointer; color: inherit; }
      .icon:hover:not(:disabled) { background: var(--sunk); }
      .icon:disabled { opacity: 0.35; cursor: default; }
      .query { display: flex; gap: 6px; margin-top: 8px; align-items: end; }
      .query label { flex: 1; font-size: 12.5px; color: var(--quiet); }
      .query .field { color: var(--ink); }
      .weights { display: grid; gap: 2px; }
      .weights li { display: grid; grid-template-columns: minmax(0, 1fr) 46px 38px auto; gap: 6px; align-items: center; border-radius: 6px; cursor: grab; }
      .weights li.over { outline: 2px dashed var(--accent); }
      .weights svg { width: 46px; height: 8px; border-radius: 4px; background: var(--sunk); display: block; }
      .weights rect { fill: var(--accent); }
      .weights .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .weights .numbers { text-align: right; }
      .products { display: grid; gap: 8px; margin-top: 6px; }
      .products > li { display: grid; grid-template-columns: 24px minmax(0, 1fr); gap: 4px; align-items: start; }
      .products input { width: 18px; height: 18px; margin: 10px 0 0 2px; accent-color: var(--accent); }
      .products ul { display: grid; }
      .marks { display: flex; flex-wrap: wrap; gap: 3px 8px; font-size: 12.5px; padding: 2px 2px 0; color: var(--quiet); }
      .weights .marks { display: inline; padding: 0; }
      .marks .meets { color: var(--good); flex-basis: 100%; }
      .marks .risen { color: var(--good); font-weight: 600; }
      .marks .fallen { color: var(--warn); font-weight: 600; }
      .gone .card { opacity: 0.75; border-style: dashed; }
      .options { display: grid; gap: 2px; margin: 6px 0; }
      .options label { display: flex; gap: 7px; align-items: center; min-height: 26px; }
      .options input { width: 16px; height: 16px; accent-color: var(--accent); }
      .problem { color: var(--bad); padding: 6px 0; }
      .none { color: var(--warn); }
      .ways { display: grid; gap: 5px; margin-top: 6px; justify-items: start; }
      .ways .button { white-space: normal; text-align: start; }
      textarea.field { resize: vertical; min-height: 48px; }
    `,
  ];
  /** The place of the wish that is changed; the number of wishes for a new one; null for none. */
  declare editing: number | null;
  private forget: (() => void) | undefined;
  private dragged: number | null = null;

  constructor() {
    super();
    this.editing = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.forget = this.compose.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget?.();
  }

  override firstUpdated(): void {
    this.found<HTMLElement>("h2")?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { trial } = this.compose;
    if (!trial) return nothing;
    const { answer, busy, problem } = trial;
    return html`<div @keydown=${this.key}>
      <header>
        <h2 tabindex="-1">${composeWord("title")}</h2>
        <span>
          ${isTrying(trial) ? html`<button class="link" type="button" @click=${this.reset}>${composeWord("back")}</button>` : nothing}
          <button class="button" type="button" @click=${this.close}>${composeWord("close")}</button>
        </span>
      </header>
      <p class="quiet small">${composeWord("quiet")}</p>
      <p class="problem" role="alert">${problem ?? nothing}</p>
      <p class="quiet small" role="status">${busy ? composeWord("trying") : nothing}</p>
      ${answer ? this.whole(answer, trial) : nothing}
    </div>`;
  }

  private whole(answer: WhatIfAnswer, trial: Trial): TemplateResult {
    return html`
      <section aria-labelledby="wishes"><h3 id="wishes">${composeWord("wishes")}</h3>${this.wishes(answer)}</section>
      <section aria-labelledby="weights"><h3 id="weights">${composeWord("attributes")}</h3>${this.weights(answer)}</section>
      <section aria-labelledby="products"><h3 id="products">${composeWord("products")}</h3>${this.products(answer, trial)}</section>
      <section aria-labelledby="ask"><h3 id="ask">${composeWord("ask")}</h3>${this.question(answer, trial)}</section>
      ${this.words(trial)}
    `;
  }

  private wishes(answer: WhatIfAnswer): TemplateResult {
    const all = answer.wishes.map(({ attribute, op, value, strength }): Constraint => ({ attribute, op: op as Constraint["op"], value: value as Constraint["value"], strength, text: "", span: null }));
    const take = (place: number) => (event: CustomEvent<Constraint>): void => {
      this.editing = null;
      void this.compose.wish([...all.slice(0, place), event.detail, ...all.slice(place + 1)]);
      this.found<HTMLElement>("h2")?.focus();
    };
    const form = (place: number): TemplateResult => {
      const wish = all[place] ?? null;
      return html`<fw-wish-form .choices=${known(answer, wish)} .wish=${wish} @wish=${take(place)} @leave=${() => (this.editing = null)}></fw-wish-form>`;
    };
    return html`
      ${all.length === 0 ? html`<p class="quiet">${composeWord("noWishes")}</p>` : nothing}
      <ul class="wishes">
        ${answer.wishes.map(({ text }, place) => {
          const without = (): void => void this.compose.wish(all.filter((_, other) => other !== place));
          return html`<li><span class="said" dir="auto">${text}</span>
              <button class="icon" type="button" aria-label=${composeWord("change", { wish: text })} @click=${() => (this.editing = place)}>✎</button>
              <button class="icon" type="button" aria-label=${composeWord("remove", { wish: text })} @click=${without}>✕</button></li>
            ${this.editing === place ? form(place) : nothing}`;
        })}
      </ul>
      ${this.editing === all.length ? form(all.length) : html`<div class="row"><button class="button" type="button" @click=${() => (this.editing = all.length)}>${composeWord("add")}</button></div>`}
      <form class="query" @submit=${this.search}>
        <label>${composeWord("query")}<input class="field" name="query" maxlength="1000" dir="auto" .value=${answer.query} /></label>
        <button class="button" type="submit">${composeWord("apply")}</button>
      </form>`;
  }

  private weights({ attributes }: WhatIfAnswer): TemplateResult {
    const shown = attributes.slice(0, MOST_ATTRIBUTES);
    const most = Math.max(0.0001, ...shown.map(({ weight }) => weight));
    return html`<p class="quiet small" id="hint">${composeWord("attributesHint")}</p>
      <ol class="weights">${repeat(shown, ({ name }) => name, (one, place) => this.weight(one, place, shown.length, most))}</ol>`;
  }

  private weight({ label, name, weight, before }: TriedAttribute, place: number, count: number, most: number): TemplateResult {
    const button = (to: number, sign: string, words: string): TemplateResult => html`<button class="icon" type="button" data-name=${name} aria-label=${words} aria-describedby="hint"
      ?disabled=${to < 0 || to >= count} @click=${() => void this.move(place, to, sign)} @keydown=${(event: KeyboardEvent) => this.moveByKey(event, place)}>${sign}</button>`;
    return html`<li draggable="true" @dragstart=${(event: DragEvent) => this.drag(event, place)} @dragover=${(event: DragEvent) => event.preventDefault()} @drop=${(event: DragEvent) => this.drop(event, place)}>
      <span class="label" title=${label}>${label} ${shift(before, place)}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width=${(100 * weight) / most} height="10"></rect>`}</svg>
      <span class="numbers">${percent(weight)}</span>
      <span>${button(place - 1, "↑", composeWord("up", { label }))}${button(place + 1, "↓", composeWord("down", { label }))}</span>
    </li>`;
  }

  private products(answer: WhatIfAnswer, trial: Trial): TemplateResult {
    const { products, gone, total, total_before: before } = answer;
    const { picked } = trial;
    const mine = this.compose.isMine;
    const isAsIs = gone.length === 0 && products.every((one) => one.before === one.place);
    return html`
      <p>${before === null || before === total ? composeWord("total", { total }) : composeWord("totalBefore", { total, before })}</p>
      ${products.length > 0 && isAsIs ? html`<p class="quiet small">${composeWord("unchanged")}</p>` : nothing}
      ${products.length === 0 ? this.waysOut(answer) : nothing}
      <ol class="products">${repeat(products, ({ product }) => product.id, (one) => this.product(one, picked))}</ol>
      ${gone.length > 0 ? html`<h3>${composeWord("gone")}</h3><ul class="products gone">${gone.map((one) => this.product(one, picked))}</ul>` : nothing}
      <div class="row">
        <button class="button first" type="button" ?disabled=${!mine || products.length === 0} @click=${() => void this.send(this.compose.sendAll())}>${composeWord("sendAll", { count: products.length })}</button>
        <button class="button" type="button" ?disabled=${!mine || picked.length === 0} @click=${() => void this.send(this.compose.sendPicked())}>${composeWord("sendPicked", { count: picked.length })}</button>
        <button class="button" type="button" aria-describedby="compare-hint" ?disabled=${!mine || picked.length < 2 || picked.length > 4} @click=${() => void this.send(this.compose.compare())}>${composeWord("compare")}</button>
      </div>
      <p class="quiet small" id="compare-hint">${mine ? composeWord("compareHint") : composeWord("claimFirst")}</p>`;
  }

  private product({ product, place, before, seen }: TriedProduct, picked: readonly string[]): TemplateResult {
    const labels = new Map(this.compose.trial?.answer?.attributes.map(({ name, label }) => [name, label]));
    const meets = (product.matched ?? []).map((name) => labels.get(name) ?? readable(name)).join(word("list"));
    return html`<li>
      <input type="checkbox" aria-label=${composeWord("pick", { title: product.title })} .checked=${picked.includes(product.id)} @change=${() => this.compose.pick(product.id)} />
      <div>
        <ul>${productCard(product)}</ul>
        <p class="marks">
          ${place === null ? html`<span class="fallen">${composeWord("goneNow")}</span>` : html`<span>${composeWord("place", { place: place + 1 })}</span> ${shift(before, place)}`}
          ${seen ? html`<span>${composeWord("seen")}</span>` : nothing}
          ${meets ? html`<span class="meets">${composeWord("meets", { wishes: meets })}</span>` : nothing}
        </p>
      </div>
    </li>`;
  }

  private waysOut({ ways_out: ways }: WhatIfAnswer): TemplateResult {
    return html`<p class="none" role="status">${composeWord("none")}</p>
      <div class="ways">${ways.map(({ text, total, wishes }) => html`<button class="button" type="button" @click=${() => void this.compose.wish(wishes)}>${composeWord("wayOut", { wish: text, total })}</button>`)}</div>`;
  }

  private question({ attributes, question: next }: WhatIfAnswer, { leftOut }: Trial): TemplateResult {
    const { question } = this.compose;
    const askable = attributes.filter(({ values }) => values.length > 0);
    const left = (question?.options.length ?? 0) - leftOut.size;
    return html`
      <select class="field" aria-label=${composeWord("ask")} @change=${(event: Event) => this.compose.askFor((event.target as HTMLSelectElement).value)}>
        ${askable.map(({ name, label }) => html`<option value=${name} ?selected=${name === question?.attribute}>${name === next?.attribute ? `${label} · ${composeWord("asksNext")}` : label}</option>`)}
      </select>
      ${question
        ? html`<div class="options" role="group" aria-label=${composeWord("options")}>
            ${question.options.map(({ label }, place) => html`<label><input type="checkbox" .checked=${!leftOut.has(place)} @change=${() => this.compose.leaveOut(place)} />${label}</label>`)}
          </div>`
        : nothing}
      <div class="row"><button class="button" type="button" ?disabled=${!this.compose.isMine || left < 1} @click=${() => void this.send(this.compose.sendQuestion())}>${composeWord("sendQuestion")}</button></div>`;
  }

  private words({ text }: Trial): TemplateResult {
    return html`<section><label class="quiet small">${composeWord("textLabel")}
      <textarea class="field" rows="2" dir="auto" maxlength="5000" .value=${text} @input=${(event: Event) => this.compose.write((event.target as HTMLTextAreaElement).value)}></textarea></label></section>`;
  }

  private get compose(): Compose {
    return this.app.compose;
  }

  /** What was sent leaves nothing to press again: the focus goes to the title. */
  private async send(sent: Promise<boolean>): Promise<void> {
    if (await sent) this.found<HTMLElement>("h2")?.focus();
  }

  private readonly reset = (): void => {
    void this.compose.reset();
    this.found<HTMLElement>("h2")?.focus();
  };

  /** The moved attribute keeps the focus, so that it can be moved on. */
  private async move(from: number, to: number, sign: string): Promise<void> {
    const name = this.compose.trial?.answer?.attributes[from]?.name;
    await this.compose.move(from, to);
    await this.updateComplete;
    const own = [...this.renderRoot.querySelectorAll<HTMLButtonElement>(".weights .icon")].filter((one) => one.dataset["name"] === name && !one.disabled);
    (own.find((one) => one.textContent?.trim() === sign) ?? own[0])?.focus();
  }

  private moveByKey(event: KeyboardEvent, place: number): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const isUp = event.key === "ArrowUp";
    void this.move(place, place + (isUp ? -1 : 1), isUp ? "↑" : "↓");
  }

  private drag(event: DragEvent, place: number): void {
    this.dragged = place;
    event.dataTransfer?.setData("text/plain", String(place)); // Firefox drags nothing without it
  }

  private drop(event: DragEvent, place: number): void {
    event.preventDefault();
    if (this.dragged !== null) void this.compose.move(this.dragged, place);
    this.dragged = null;
  }

  private readonly search = (event: Event): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).querySelector<HTMLInputElement>("[name=query]");
    // What is not changed is left as the server has it: here personal data is dots.
    if (field && field.value.trim() !== this.compose.trial?.answer?.query) void this.compose.search(field.value.trim());
  };

  private readonly close = (): void => {
    this.compose.close();
    this.app.store.guide("title");
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.close();
  };
}

/** The attributes to choose from, and that of a wish which is not among them. */
function known({ attributes }: WhatIfAnswer, wish: Constraint | null): TriedAttribute[] {
  if (!wish || attributes.some(({ name }) => name === wish.attribute)) return attributes;
  const { value } = wish;
  const [first] = Array.isArray(value) ? value : [value];
  const kind = typeof first === "string" ? "categorical" : typeof first === "boolean" ? "boolean" : "numeric"; // ranges are of numbers
  return [...attributes, { name: wish.attribute, label: wish.attribute.replaceAll("_", " "), kind, weight: 0, values: [], before: null, explanation: null, unit: null }];
}

function isTrying({ query, wishes, order }: Trial): boolean {
  return query !== null || wishes !== null || order !== null;
}

/** How far something moved. */
function shift(before: number | null, place: number): TemplateResult | typeof nothing {
  if (before === null) return html`<span class="marks"><span class="risen">${composeWord("fresh")}</span></span>`;
  if (before === place) return nothing;
  const isUp = before > place;
  const count = Math.abs(before - place);
  return html`<span class="marks"><span class=${isUp ? "risen" : "fallen"}><span aria-hidden="true">${isUp ? "▲" : "▼"} ${count}</span><span class="sr">${composeWord(isUp ? "risen" : "fallen", { count })}</span></span></span>`;
}

customElements.define("fw-compose", FwCompose);
