// A wish to try: which attribute, how, and the value; of the values that the products in question have.
import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { SHARED } from "../components/styles";
import type { Constraint, TriedAttribute } from "./calls";
import { type ComposeWord, composeWord } from "./words";

type Op = NonNullable<Constraint["op"]>;
const OPS: Record<TriedAttribute["kind"], readonly Op[]> = {
  categorical: ["eq", "neq", "in"],
  boolean: ["eq"],
  numeric: ["lte", "gte", "between", "eq"],
};
type Range = { min?: number | null; max?: number | null };

export class FwWishForm extends LitElement {
  static override properties: PropertyDeclarations = { choices: { attribute: false }, wish: { attribute: false }, name: { state: true }, op: { state: true }, problem: { state: true } };
  static override styles = [
    SHARED,
    css`
      form { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; padding: 8px; border: 1px solid var(--line); border-radius: 9px; margin-top: 6px; }
      label { display: grid; gap: 2px; font-size: 12.5px; color: var(--quiet); min-width: 0; }
      label .field { color: var(--ink); }
      .whole { grid-column: 1 / -1; }
      .soft { display: flex; align-items: center; gap: 6px; }
      fieldset { border: 0; padding: 0; display: grid; gap: 2px; max-height: 180px; overflow-y: auto; min-width: 0; }
      fieldset label { display: flex; gap: 7px; align-items: center; min-height: 26px; color: var(--ink); }
      fieldset input { width: 16px; height: 16px; accent-color: var(--accent); flex: none; }
      legend { font-size: 12.5px; color: var(--quiet); padding: 0; }
      .problem { color: var(--bad); font-size: 12.5px; }
      .row { display: flex; gap: 6px; justify-content: flex-end; }
    `,
  ];
  declare choices: readonly TriedAttribute[];
  /** The wish that is changed; null for a new one. */
  declare wish: Constraint | null;
  declare name: string;
  /** How, as it is chosen now; null: as the wish says. */
  declare op: Op | null;
  declare problem: string | null;

  constructor() {
    super();
    this.choices = [];
    this.wish = null;
    this.name = "";
    this.op = null;
    this.problem = null;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("select, input")?.focus();
  }

  override render(): TemplateResult {
    const { chosen } = this;
    return html`<form @submit=${this.submit} @keydown=${this.key}>
      ${this.wish
        ? nothing
        : html`<label class="whole">${composeWord("attribute")}
            <select class="field" name="attribute" @change=${this.choose}>
              <option value="">${composeWord("choose")}</option>
              ${this.choices.map(({ name, label, unit }) => html`<option value=${name} ?selected=${name === this.name}>${unit ? `${label} (${unit})` : label}</option>`)}
            </select></label>`}
      ${chosen ? this.rest(chosen) : nothing}
      <p class="problem whole" role="alert">${this.problem ?? nothing}</p>
      <span class="row whole">
        <button class="button" type="button" @click=${this.leave}>${composeWord("cancel")}</button>
        <button class="button first" type="submit" ?disabled=${!chosen}>${composeWord("apply")}</button>
      </span>
    </form>`;
  }

  private get chosen(): TriedAttribute | undefined {
    return this.choices.find(({ name }) => name === (this.wish?.attribute ?? this.name));
  }

  private rest(chosen: TriedAttribute): TemplateResult {
    const { kind, label, unit } = chosen;
    const { wish } = this;
    const now = this.how(kind);
    const own = OPS[kind].includes(now) ? OPS[kind] : [now, ...OPS[kind]];
    const named = unit ? `${label} (${unit})` : label;
    return html`<label>${composeWord("op")}
        <select class="field" name="op" @change=${(event: Event) => (this.op = (event.target as HTMLSelectElement).value as Op)}>${own.map((op) => html`<option value=${op} ?selected=${op === now}>${composeWord(`op_${op}` as ComposeWord)}</option>`)}</select></label>
      ${now === "between" ? this.ends(named) : now === "in" ? this.several(chosen) : html`<label>${named}${this.value(kind, chosen.values)}</label>`}
      <label class="soft whole"><input type="checkbox" name="soft" .checked=${wish?.strength === "soft"} />${composeWord("soft")}</label>`;
  }

  /** A range that was tapped is an interval, whatever it is called in the log. */
  private how(kind: TriedAttribute["kind"]): Op {
    if (this.op) return this.op;
    const { wish } = this;
    return wish && isRange(wish.value) && wish.op === "eq" ? "between" : (wish?.op ?? OPS[kind][0]!);
  }

  /** An interval, from its one end to the other; one of them may be left open. */
  private ends(named: string): TemplateResult {
    const { value } = this.wish ?? {};
    const ends: Range = isRange(value) ? value : {};
    const field = (name: "min" | "max"): TemplateResult => html`<label>${composeWord(name, { label: named })}
      <input class="field numbers" name=${name} type="number" step="any" .value=${ends[name] == null ? "" : String(ends[name])} /></label>`;
    return html`${field("min")}${field("max")}`;
  }

  private several({ label, values }: TriedAttribute): TemplateResult {
    const held = Array.isArray(this.wish?.value) ? this.wish.value : this.wish ? [this.wish.value] : [];
    const all = [...new Map([...values.map((one) => [String(one.value), one.label] as const), ...held.filter((one) => typeof one !== "object").map((one) => [String(one), String(one)] as const)])];
    return html`<fieldset class="whole"><legend>${label}</legend>
      ${all.map(([value, words]) => html`<label><input type="checkbox" name="several" value=${value} .checked=${held.map(String).includes(value)} />${words}</label>`)}
    </fieldset>`;
  }

  private value(kind: TriedAttribute["kind"], values: TriedAttribute["values"]): TemplateResult {
    const now = this.wish?.value;
    if (kind === "boolean") {
      return html`<select class="field" name="value">
        <option value="true" ?selected=${now === true}>${composeWord("yes")}</option>
        <option value="false" ?selected=${now === false}>${composeWord("no")}</option>
      </select>`;
    }
    if (kind === "numeric") return html`<input class="field" name="value" type="number" step="any" required .value=${typeof now === "number" ? String(now) : ""} />`;
    return html`<input class="field" name="value" list="values" required autocomplete="off" .value=${typeof now === "string" ? now : ""} />
      <datalist id="values">${values.map((one) => html`<option value=${String(one.value)}>${one.label} (${one.count})</option>`)}</datalist>`;
  }

  private readonly choose = (event: Event): void => {
    this.name = (event.target as HTMLSelectElement).value;
    this.op = null;
    this.problem = null;
  };

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { chosen } = this;
    if (!chosen) return;
    const op = this.how(chosen.kind);
    const value = valueOf(new FormData(form), op, chosen.kind);
    this.problem = value === null ? composeWord(op === "between" ? "wrongEnds" : "noValue", { label: chosen.label }) : null;
    if (value === null) return;
    const isSoft = form.querySelector<HTMLInputElement>("[name=soft]")?.checked;
    const detail: Constraint = { attribute: chosen.name, op, value, strength: isSoft ? "soft" : "hard", text: "", span: null };
    this.dispatchEvent(new CustomEvent<Constraint>("wish", { detail }));
  };

  private readonly leave = (): void => void this.dispatchEvent(new CustomEvent("leave"));

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.leave();
  };
}

function isRange(value: unknown): value is Range {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a form says; null where it says nothing that can be wished for. */
function valueOf(form: FormData, op: Op, kind: TriedAttribute["kind"]): Constraint["value"] | null {
  const said = (name: string): string => String(form.get(name) ?? "").trim();
  const number = (name: string): number | null => (said(name) && Number.isFinite(Number(said(name))) ? Number(said(name)) : null);
  if (op === "between") {
    const [min, max] = [number("min"), number("max")];
    return (min === null && max === null) || (min !== null && max !== null && min > max) ? null : { min, max };
  }
  const plain = (words: string): string | number | boolean => (kind === "numeric" ? Number(words) : kind === "boolean" ? words === "true" : words);
  if (op === "in") {
    const several = form.getAll("several").map((one) => plain(String(one)));
    return several.length > 0 ? several : null;
  }
  return kind === "numeric" ? number("value") : said("value") ? plain(said("value")) : null;
}

customElements.define("fw-wish-form", FwWishForm);
