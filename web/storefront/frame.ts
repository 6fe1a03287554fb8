// What stands around every page of the demo shop: name, search, language, cart, departments.
import { el } from "../widget/dom";
import { addressOf, type Place } from "./address";
import type { Kind } from "./goods";
import type { Shop } from "./shop";

/** The head of the page: its cart follows what is put into it. */
export function head(shop: Shop, place: Place): HTMLElement {
  const other = shop.language === "zh" ? "en" : "zh";
  const label = el("span", { id: "cart", "aria-live": "polite" });
  const tell = (): void => {
    label.textContent = shop.cart.count === 0 ? shop.say("cartEmpty") : shop.say("cartWith", { count: shop.cart.count, total: sum(shop) });
  };
  tell();
  shop.cart.onChange(tell);
  return el(
    "header",
    { class: "top" },
    el("a", { class: "name", href: shop.to({ page: "home" }) }, shop.say("name")),
    el("span", { class: "demo" }, shop.say("demo")),
    searchForm(shop, place),
    el("a", { class: "language", href: addressOf(other, place), lang: other === "zh" ? "zh-CN" : "en", hreflang: other }, shop.say("otherLanguage")),
    el("a", { class: "cart", href: shop.to({ page: "cart" }) }, label),
  );
}

export function sum(shop: Shop): string {
  return shop.money(shop.cart.total, shop.cart.lines[0]?.currency ?? "EUR");
}

function searchForm(shop: Shop, place: Place): HTMLElement {
  const field = el("input", { type: "search", name: "q", required: true, "aria-label": shop.say("search"), placeholder: shop.say("search") });
  field.value = place.page === "search" ? place.query : "";
  const action = shop.to({ page: "search", query: "", number: 1 }).replace(/\?.*/, "");
  return el("form", { class: "search", role: "search", action }, field, el("button", { type: "submit" }, shop.say("find")));
}

/** The departments, the one that is shown marked. */
export function departments(shop: Shop, kinds: Kind[], current: string): HTMLElement {
  return el(
    "nav",
    { class: "departments", "aria-label": shop.say("kinds") },
    el(
      "ul",
      {},
      ...kinds.map((kind) =>
        el("li", {}, el("a", { href: shop.to({ page: "type", key: kind.key, number: 1 }), ...(kind.key === current ? { "aria-current": "page" } : {}) }, nameOf(shop, kind))),
      ),
    ),
  );
}

export function nameOf(shop: Shop, kind: Kind): string {
  return shop.language === "zh" ? kind.zh : kind.name;
}

/** The way from the door to here; the last is no link. */
export function trail(shop: Shop, ...steps: [label: string, place: Place | null][]): HTMLElement {
  const all: typeof steps = [[shop.say("home"), { page: "home" }], ...steps];
  return el(
    "nav",
    { class: "trail", "aria-label": shop.say("where") },
    el("ol", {}, ...all.map(([label, place]) => el("li", {}, place ? el("a", { href: shop.to(place) }, label) : el("span", { "aria-current": "page" }, label)))),
  );
}
