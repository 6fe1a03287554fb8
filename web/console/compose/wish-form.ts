// A wish to try: which attribute, how, and the value; of the values that the products in question have.
import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { SHARED } from "../components/styles";
import type { Constraint, TriedAttribute } from "./calls";
import { type ComposeWord, composeWord } from "./words";

type Op = NonNullable<Constraint["op"]>;
const OPS: Record<TriedAttribute["kind"], readonly Op[]> = {
  categorical: ["eq", "neq"],
  boolean: ["eq"],
  numeric: ["lte", "gte", "eq"],
};

export class FwWishForm extends LitElement {
  static override properties: PropertyDeclarations = { choices: { attribute: false }, wish: { attribute: false }, name: { state: true } };
  static override styles = [
    SHARED,
    css`
      form { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; padding: 8px; border: 1px solid var(--line); border-radius: 9px; margin-top: 6px; }
      label { display: grid; gap: 2px; font-size: 12.5px; color: var(--quiet); min-width: 0; }
      label .field { color: var(--ink); }
      .whole { grid-column: 1 / -1; }
      .soft { display: flex; align-items: center; gap: 6px; }
      .row { display: flex; gap: 6px; justify-content: flex-end; }
    `,
  ];
  declare choices: readonly TriedAttribute[];
  /** The wish that is changed; null for a new one. */
  declare wish: Constraint | null;
  declare name: string;

  constructor() {
    super();
    this.choices = [];
    this.wish = null;
    this.name = "";
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("select, input")?.focus();
  }

  override render(): TemplateResult {
    const chosen = this.choices.find(({ name }) => name === (this.wish?.attribute ?? this.name));
    return html`<form @submit=${this.submit} @keydown=${this.key}>
      ${this.wish
        ? nothing
        : html`<label class="whole">${composeWord("attribute")}
            <select class="field" name="attribute" @change=${(event: Event) => (this.name = (event.target as HTMLSelectElement).value)}>
              <option value="">${composeWord("choose")}</option>
              ${this.choices.map(({ name, label, unit }) => html`<option value=${name} ?selected=${name === this.name}>${unit ? `${label} (${unit})` : label}</option>`)}
            </select></label>`}
      ${chosen ? this.rest(chosen) : nothing}
      <span class="row whole">
        <button class="button" type="button" @click=${this.leave}>${composeWord("cancel")}</button>
        <button class="button first" type="submit" ?disabled=${!chosen}>${composeWord("apply")}</button>
      </span>
    </form>`;
  }

  private rest({ kind, label, unit, values }: TriedAttribute): TemplateResult {
    const { wish } = this;
    const own = OPS[kind].includes(wish?.op ?? "eq") || !wish ? OPS[kind] : [wish.op ?? "eq", ...OPS[kind]];
    return html`<label>${composeWord("op")}
        <select class="field" name="op">${own.map((op) => html`<option value=${op} ?selected=${op === wish?.op}>${composeWord(`op_${op}` as ComposeWord)}</option>`)}</select></label>
      <label>${unit ? `${label} (${unit})` : label}${this.value(kind, values)}</label>
      <label class="soft whole"><input type="checkbox" name="soft" .checked=${wish?.strength === "soft"} />${composeWord("soft")}</label>`;
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

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const attribute = this.choices.find(({ name }) => name === (this.wish?.attribute ?? this.name));
    const field = (name: string): string => form.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value.trim() ?? "";
    const written = field("value");
    if (!attribute || !written) return;
    const value = attribute.kind === "numeric" ? Number(written) : attribute.kind === "boolean" ? written === "true" : written;
    if (typeof value === "number" && !Number.isFinite(value)) return;
    const isSoft = form.querySelector<HTMLInputElement>("[name=soft]")?.checked;
    const detail: Constraint = { attribute: attribute.name, op: field("op") as Op, value, strength: isSoft ? "soft" : "hard", text: "", span: null };
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

customElements.define("fw-wish-form", FwWishForm);
