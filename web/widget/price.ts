// What a product costs: "from 19.90 €" where its variants differ, and what it cost before where it is on sale.
import { el, money } from "./dom";
import { word } from "./words";

export interface Priced {
  price?: number | null;
  highest_price?: number | null;
  list_price?: number | null;
  currency?: string | null;
}

/** `isRange`: both ends ("19.90 – 24.90 €") instead of the lower one alone. Who hears the page hears which price is which. */
export function priceElement(offer: Priced, isRange = false): HTMLElement {
  const now = el("strong", { class: "price" }, priceText(offer, isRange));
  if (!isOnSale(offer)) return now;
  return el(
    "span",
    { class: "prices" },
    el("span", { class: "hidden-text" }, word("priceBefore")),
    el("s", { class: "before" }, money(offer.list_price, offer.currency)),
    el("span", { class: "hidden-text" }, word("priceNow")),
    now,
  );
}

/** The same in words, without what it cost before. */
export function priceText({ price, highest_price: highest, currency }: Priced, isRange = false): string {
  const low = money(price, currency);
  if (!low) return word("onRequest");
  if (price === null || price === undefined || highest === null || highest === undefined || highest <= price) return low;
  return isRange ? word("priceRange", { low, high: money(highest, currency) }) : word("priceFrom", { price: low });
}

function isOnSale({ price, list_price: before }: Priced): boolean {
  return typeof price === "number" && typeof before === "number" && before > price;
}
