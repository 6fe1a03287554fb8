// What was understood and is in force, above the products: each wish, and each thing that the need leans on, is a chip that
// takes it away with one tap.
import type { Constraint, Leaning, ProductsMessage, Wish } from "../sdk/types";
import { el } from "./dom";
import { money } from "./numbers";
import { spelled, withUnit } from "./product";
import { word } from "./words";

export interface WishActions {
  /** Takes a wish away; `said` is it in words. */
  release(attribute: string, said: string): void;
  /** Takes away what the need leans on. */
  drop(attribute: string, label: string): void;
}

/** The chips of a list; null where nothing was asked for and nothing is leant on. */
export function wishChips(message: ProductsMessage, actions: WishActions): HTMLElement | null {
  const currency = message.products[0]?.currency ?? null;
  const wishes = (message.wishes ?? []).map((wish) => {
    const said = wishWords(wish, currency);
    return chip("wish", said, word("dropWish", { wish: said }), null, () => actions.release(wish.attribute, said));
  });
  const leanings = (message.leanings ?? []).map((leaning) =>
    chip("leaning", leant(leaning), word("dropLeaning", { label: leaning.label }), leaning.why ?? null, () => actions.drop(leaning.attribute, leaning.label)),
  );
  if (wishes.length + leanings.length === 0) return null;
  return el("div", { class: "wishes" }, row(word("wanted"), wishes), row(word("leaning"), leanings));
}

/** From now on the chips of these elements only tell: a newer list has its own. */
export function settleWishes(within: ParentNode): void {
  within.querySelectorAll<HTMLButtonElement>(".wish, .leaning").forEach((chip) => (chip.disabled = true));
}

/** A wish in words: "Black", "not Black", "Price up to €50.00", "Weight 80–100 g". */
export function wishWords(wish: Wish, currency: string | null): string {
  const { attribute, label, unit, constraint, towards } = wish;
  if (!constraint) return towards ? word(towards, { label }) : label;
  const amount = (value: unknown): string =>
    attribute === "price" && typeof value === "number" ? money(value, currency ?? unit) : withUnit(value, unit);
  const said = constrained(label, constraint, amount);
  return constraint.strength === "soft" ? word("ideally", { wish: said }) : said;
}

function constrained(label: string, { attribute, op, value }: Constraint, amount: (value: unknown) => string): string {
  if (attribute === USE) return word("for", { use: String(value) });
  if (typeof value === "boolean") return (op === "neq") === value ? word("without", { label }) : label;
  if (isRange(value)) return `${op === "neq" ? word("not", { value: "" }) : ""}${between(label, value, amount)}`;
  const values = (Array.isArray(value) ? value : [value]).map(amount).join(word("or"));
  switch (op) {
    case "lt":
      return word("under", { label, value: values });
    case "lte":
      return word("upTo", { label, value: values });
    case "gt":
      return word("over", { label, value: values });
    case "gte":
      return word("from", { label, value: values });
    case "neq":
      return word("not", { value: values });
    default:
      return typeof value === "number" ? `${label}${word("colon")}${values}` : values;
  }
}

const USE = "what-for";

interface Range {
  min?: number | null;
  max?: number | null;
}

function isRange(value: unknown): value is Range {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A range with what it is of: "Price €20.00–€30.00", "Weight up to 80 g". */
export function between(label: string, { min, max }: Range, amount: (value: unknown) => string): string {
  if (typeof min !== "number") return word("upTo", { label, value: amount(max) });
  if (typeof max !== "number") return word("from", { label, value: amount(min) });
  return word("between", { label, low: amount(min), high: amount(max) });
}

function leant({ label, towards }: Leaning): string {
  if (towards === "low" || towards === "high") return word(towards, { label });
  if (Array.isArray(towards)) return `${label}${word("colon")}${spelled(towards)}`;
  return towards === true ? label : word("without", { label });
}

function row(title: string, chips: HTMLElement[]): HTMLElement | null {
  if (chips.length === 0) return null;
  return el("ul", { class: "chips", "aria-label": title }, el("li", { class: "chips-title", "aria-hidden": "true" }, title), ...chips.map((one) => el("li", {}, one)));
}

function chip(kind: "wish" | "leaning", said: string, label: string, why: string | null, leave: () => void): HTMLElement {
  const cross = el("span", { class: "cross", "aria-hidden": "true" }, "✕");
  const name = label.includes(said) ? label : `${said}${word("colon")}${label}`; // who says what they see is understood (WCAG 2.5.3)
  return el("button", { class: `chip-off ${kind}`, type: "button", "aria-label": name, ...(why ? { title: why } : {}), onclick: leave }, el("span", {}, said), cross);
}
