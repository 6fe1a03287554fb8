// A department, and what a search found: products with picture and price, some at a time.
import { el } from "../../widget/dom";
import type { Place } from "../address";
import { departments, nameOf, trail } from "../frame";
import { goodsOf, kinds, search, type Shown } from "../goods";
import type { Shop } from "../shop";
import { missing } from "./missing";

const AT_ONCE = 24;

export async function department(shop: Shop, place: Extract<Place, { page: "type" }>): Promise<HTMLElement[]> {
  const [all, found] = await Promise.all([kinds(), goodsOf(place.key)]);
  const kind = all.find((one) => one.key === place.key);
  if (!kind || !found) return missing(shop);
  const name = nameOf(shop, kind);
  return [trail(shop, [name, null]), el("h1", {}, name), departments(shop, all, kind.key), ...listed(shop, found, place)];
}

export async function results(shop: Shop, place: Extract<Place, { page: "search" }>): Promise<HTMLElement[]> {
  const [all, found] = await Promise.all([kinds(), search(place.query)]);
  const title = shop.say("results", { query: place.query });
  const ask = el("button", { class: "button", type: "button", onclick: () => shop.chat.say(place.query) }, shop.say("ask"));
  const shown = found.length > 0 ? listed(shop, found, place) : [el("p", {}, shop.say("noResults")), ...(place.query ? [ask] : [])];
  return [trail(shop, [title, null]), el("h1", {}, title), departments(shop, all, ""), ...shown];
}

function listed(shop: Shop, goods: Shown[], place: Extract<Place, { number: number }>): HTMLElement[] {
  const all = Math.max(1, Math.ceil(goods.length / AT_ONCE));
  const number = Math.min(place.number, all);
  const shown = goods.slice((number - 1) * AT_ONCE, number * AT_ONCE);
  return [
    el("p", { class: "count" }, shop.say("pieces", { count: shop.number(goods.length) })),
    el("ul", { class: "goods" }, ...shown.map((one) => card(shop, one))),
    ...(all > 1 ? [turning(shop, place, number, all)] : []),
  ];
}

function card(shop: Shop, one: Shown): HTMLElement {
  return el(
    "li",
    {},
    el(
      "a",
      { href: shop.to({ page: "product", id: one.id }) },
      el("img", { src: one.image_url, alt: "", loading: "lazy" }),
      el("span", { class: "title", lang: "en" }, one.title),
      el("b", { class: "price" }, shop.money(one.price, one.currency)),
      one.available ? null : el("span", { class: "gone" }, shop.say("soldOut")),
    ),
  );
}

function turning(shop: Shop, place: Extract<Place, { number: number }>, number: number, all: number): HTMLElement {
  const link = (to: number, label: "previous" | "next"): HTMLElement => el("a", { class: "button", href: shop.to({ ...place, number: to }), rel: label === "next" ? "next" : "prev" }, shop.say(label));
  return el(
    "nav",
    { class: "turning", "aria-label": shop.say("pages") },
    number > 1 ? link(number - 1, "previous") : null,
    el("span", {}, shop.say("page", { number, all })),
    number < all ? link(number + 1, "next") : null,
  );
}
