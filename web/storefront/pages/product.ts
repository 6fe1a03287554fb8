// A product: picture, price, attributes, into the cart; the assistant knows that it is looked at.
import { el } from "../../widget/dom";
import { departments, nameOf, trail } from "../frame";
import { chinese, good, type Good, keyOf, kinds } from "../goods";
import { type Shop, typePlace } from "../shop";
import { missing } from "./missing";

export async function product(shop: Shop, id: string): Promise<HTMLElement[]> {
  const [all, found, inChinese] = await Promise.all([kinds(), good(id), shop.language === "zh" ? chinese() : null]);
  if (!found) return missing(shop);
  if (isOfAList()) shop.report("product_click", [{ id: found.id }]);
  const kind = all.find((one) => one.key === keyOf(id));
  const named = inChinese ?? ((word: string): string => word);
  return [
    trail(shop, ...(kind ? [[nameOf(shop, kind), typePlace(id)] as [string, ReturnType<typeof typePlace>]] : []), [found.title, null]),
    departments(shop, all, kind?.key ?? ""),
    el("article", { class: "product" }, el("img", { src: found.image_url, alt: "" }), told(shop, found), table(shop, found, named)),
  ];
}

function told(shop: Shop, found: Good): HTMLElement {
  const said = el("output", { class: "said", "aria-live": "polite" });
  const add = (): void => {
    shop.buy(found);
    said.textContent = shop.say("added", { title: found.title });
  };
  return el(
    "div",
    { class: "told" },
    el("p", { class: "brand" }, found.brand),
    el("h1", { lang: "en" }, found.title),
    el("p", { lang: "en" }, found.description),
    el("p", { class: "price" }, shop.money(found.price, found.currency)),
    found.available ? el("button", { class: "button main", type: "button", onclick: add }, shop.say("add")) : el("p", { class: "gone" }, shop.say("soldOut")),
    el("button", { class: "button", type: "button", onclick: () => shop.chat.open() }, shop.say("askAbout")),
    said,
  );
}

function table(shop: Shop, found: Good, named: (word: string) => string): HTMLElement {
  const rows = Object.entries(found.attributes).map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, named(name)), el("td", {}, spelled(shop, value, named))));
  return el("section", { class: "details" }, el("h2", {}, shop.say("details")), el("table", {}, el("tbody", {}, ...rows)));
}

function spelled(shop: Shop, value: unknown, named: (word: string) => string): string {
  if (Array.isArray(value)) return value.map((one) => spelled(shop, one, named)).join(shop.say("list"));
  if (typeof value === "boolean") return shop.say(value ? "yes" : "no");
  return typeof value === "number" ? shop.number(value) : named(String(value));
}

/** Whether the visitor chose the product in a list of the shop, just now: the assistant tells of its own lists itself. */
function isOfAList(): boolean {
  const [loading] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const from = document.referrer;
  return loading?.type === "navigate" && from.startsWith(`${location.origin}/`) && /^\/(zh\/)?(type|search)(\/|$)/.test(new URL(from).pathname);
}
