// The forms that a product is sold in: which one a card is about, and choosing one on the product's page. What is chosen is
// always a form that there is: to choose red takes a size along that there is in red.
import type { Product, ProductDetail } from "../sdk/types";
import { el } from "./dom";
import { word } from "./words";

export type Variant = NonNullable<ProductDetail["variants"]>[number];
export type ProductOption = NonNullable<ProductDetail["options"]>[number];
type Value = ProductOption["values"][number]["value"];
type Chosen = Readonly<Record<string, unknown>>;

/** What a card is about: the form that fits, where not all do, in place of the product in general. */
export function offerOf(product: Product): Pick<Product, "price" | "highest_price" | "list_price" | "currency" | "image_url" | "available"> {
  const { variant, currency, image_url, available } = product;
  if (!variant) return product;
  return {
    price: variant.price ?? product.price ?? null,
    highest_price: variant.highest_price ?? null,
    list_price: variant.list_price ?? null,
    currency: currency ?? null,
    image_url: variant.image_url ?? image_url ?? null,
    available: available && variant.available,
  };
}

/** Whether the shopper still has to choose among forms of a product before it can go into the cart. */
export function isOpen(product: Product): boolean {
  return !product.variant?.id && (product.options ?? []).length > 0;
}

/** "Blue, Size: 42". */
export function formLine({ variant }: Product): HTMLElement | null {
  return variant?.text ? el("p", { class: "form" }, variant.text) : null;
}

export function choiceOf(options: readonly ProductOption[]): string {
  return word("toChoose", { labels: options.map((option) => option.label).join(word("list")) });
}

let pages = 0;

/** Groups of radio buttons, one for each option. */
export class Chooser {
  readonly element: HTMLElement;
  private readonly options: readonly ProductOption[];
  private readonly name = `floorwalker-variant-${(pages += 1)}`;
  private readonly groups = new Map<string, HTMLElement>();
  private chosen: Chosen;

  /** `begun`: what is chosen to begin with. `changed` is told of each choice. */
  constructor(
    private readonly variants: readonly Variant[],
    options: readonly ProductOption[],
    begun: Chosen,
    private readonly changed: () => void,
  ) {
    this.options = options.length > 0 || variants.length < 2 ? options : [unnamed(variants)];
    const alone = this.options.filter((option) => option.values.length === 1).map((option) => [option.name, option.values[0]?.value]);
    this.chosen = { ...Object.fromEntries(alone), ...Object.fromEntries(Object.entries(begun).map(([key, value]) => [key, single(value)])) };
    this.element = el("div", { class: "chooser" }, ...this.options.filter((option) => option.values.length > 1).map((option) => this.group(option)));
    this.mark();
  }

  /** The form that all choices lead to; null while one is open. */
  get variant(): Variant | null {
    if (this.variants.length === 1) return this.variants[0] ?? null;
    if (this.open()) return null;
    const fit = this.variants.filter((variant) => this.agrees(variant, this.chosen));
    return fit.find((variant) => variant.available) ?? fit[0] ?? null;
  }

  /** Leads to what is still to be chosen, and says so. */
  ask(): string {
    const open = this.open();
    if (open) this.groups.get(open.name)?.querySelector<HTMLInputElement>("input")?.focus();
    return open ? choiceOf([open]) : "";
  }

  private open(): ProductOption | undefined {
    return this.options.find((option) => !(option.name in this.chosen) && this.variants.some((variant) => option.name in stated(variant)));
  }

  private group(option: ProductOption): HTMLElement {
    const group = el("fieldset", {}, el("legend", {}, option.label));
    const buttons = option.values.map((value, place) => {
      const id = `${this.name}-${this.groups.size}-${place}`;
      const input = el("input", { type: "radio", id, name: `${this.name}-${this.groups.size}`, value: String(place), onchange: () => this.choose(option.name, value.value) });
      return el("label", { class: "choice", for: id }, input, el("span", {}, value.label, el("span", { class: "hidden-text" })));
    });
    group.append(el("div", { class: "choices" }, ...buttons));
    this.groups.set(option.name, group);
    return group;
  }

  private choose(name: string, value: Value): void {
    const wished = { ...this.chosen, [name]: value };
    const own = this.variants.filter((variant) => same(stated(variant)[name], value));
    const score = (variant: Variant): number => this.agreement(variant, wished) + (variant.available ? 0.5 : 0);
    const best = [...own].sort((one, other) => score(other) - score(one))[0];
    // What goes with it may be another than what was chosen before; what was not chosen yet stays open.
    const kept = Object.entries(wished).map(([key, value]) => [key, best && key in stated(best) && !same(stated(best)[key], value) ? single(stated(best)[key]) : value]);
    this.chosen = Object.fromEntries(kept);
    this.mark();
    this.changed();
  }

  private mark(): void {
    for (const option of this.options) {
      const group = this.groups.get(option.name);
      group?.querySelectorAll<HTMLLabelElement>("label").forEach((label, place) => {
        const value = option.values[place];
        const input = label.querySelector("input");
        if (!value || !input) return;
        input.checked = same(this.chosen[option.name], value.value);
        const others = { ...this.chosen, [option.name]: value.value };
        const there = this.variants.some((variant) => variant.available && this.agrees(variant, others));
        label.classList.toggle("gone", !there);
        const note = label.querySelector(".hidden-text");
        if (note) note.textContent = there ? "" : ` ${word("valueGone")}`;
      });
    }
  }

  private agrees(variant: Variant, chosen: Chosen): boolean {
    return Object.entries(chosen).every(([name, value]) => !(name in stated(variant)) || same(stated(variant)[name], value));
  }

  private agreement(variant: Variant, chosen: Chosen): number {
    return Object.entries(chosen).filter(([name, value]) => same(stated(variant)[name], value)).length;
  }
}

const UNNAMED = "-";

/** Forms that nothing tells apart but what they are called by. */
function unnamed(variants: readonly Variant[]): ProductOption {
  const values = variants.map((variant) => ({ value: variant.id, label: variant.codes?.["sku"]?.[0] ?? variant.id, available: variant.available }));
  return { name: UNNAMED, label: word("variant"), values };
}

function stated(variant: Variant): Chosen {
  const options = variant.options as Chosen;
  return Object.keys(options).length > 0 ? options : { [UNNAMED]: variant.id };
}

/** One of the values where a form has several for an option ("Black, White"). */
function single(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function same(one: unknown, other: unknown): boolean {
  return Array.isArray(one) ? one.some((single) => same(single, other)) : one === other;
}
