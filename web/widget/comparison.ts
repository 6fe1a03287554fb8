// Products side by side. In a narrow chat each attribute is a line of its own above the values, so that no word is cut; the
// roles keep it a table for those who hear it.
import type { ComparisonMessage, Product } from "../sdk/types";
import { el } from "./dom";
import { priceElement } from "./price";
import { addButton, picture, spelled, withUnit } from "./product";
import { spokenWith } from "./spoken";
import { offerOf } from "./variants";
import { word } from "./words";

const PRICE = "price";

export interface ComparisonActions {
  base: string;
  openCompared(product: Product, message: ComparisonMessage, position: number): void;
  addCompared(product: Product, message: ComparisonMessage, position: number): void;
}

export function comparisonElement(message: ComparisonMessage, actions: ComparisonActions): HTMLElement {
  const { products } = message;
  const rows = message.rows.filter((row) => row.attribute !== PRICE); // it stands in the head
  const table = el(
    "table",
    { role: "table", "aria-label": word("compared") },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row", class: "heads" }, el("td", { role: "cell", class: "corner" }), ...products.map((product, place) => head(product, place, message, actions)))),
    el(
      "tbody",
      { role: "rowgroup" },
      ...rows.map((row) =>
        el(
          "tr",
          { role: "row" },
          el("th", { role: "rowheader", scope: "row" }, row.label),
          ...row.values.map((value) => el("td", { role: "cell", ...(sets(row.values, value) ? { class: "differs" } : {}) }, value === null ? "–" : row.unit ? withUnit(value, row.unit) : spelled(value))),
        ),
      ),
    ),
  );
  table.style.setProperty("--products", String(products.length));
  return el("section", { class: "comparison", "data-message": message.id }, spokenWith(message), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": word("compared") }, table));
}

function head(product: Product, place: number, message: ComparisonMessage, actions: ComparisonActions): HTMLElement {
  const open = el("button", { class: "compared-open", type: "button", "aria-label": word("detailsOf", { title: product.title }), onclick: () => actions.openCompared(product, message, place) }, picture(offerOf(product).image_url, product.title, actions.base), el("span", { class: "compared-title" }, product.title));
  const form = product.variant?.text ? el("span", { class: "form" }, product.variant.text) : null;
  const add = addButton(product, () => actions.addCompared(product, message, place), () => actions.openCompared(product, message, place));
  return el("th", { role: "columnheader", scope: "col" }, open, form, priceElement(offerOf(product), true), add);
}

/** Whether a value sets its product apart from all others. */
function sets(values: readonly unknown[], value: unknown): boolean {
  return value !== null && values.length > 2 && values.filter((other) => JSON.stringify(other) === JSON.stringify(value)).length === 1 && new Set(values.map((one) => JSON.stringify(one))).size === 2;
}
