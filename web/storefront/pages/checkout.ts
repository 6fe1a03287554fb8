// The checkout that orders nothing, and the page that thanks for it and reports, once, what would have been bought.
import { el } from "../../widget/dom";
import { sum, trail } from "../frame";
import { bought, type Shop } from "../shop";
import type { Line } from "../cart";
import { goOn } from "./cart";

const ORDER = "floorwalker.demo.order";

interface Order {
  id: string;
  lines: Line[];
  reported: boolean;
}

export function checkout(shop: Shop): HTMLElement[] {
  const above = [trail(shop, [shop.say("cart"), { page: "cart" }], [shop.say("checkout"), null]), el("h1", {}, shop.say("checkout"))];
  if (shop.cart.count === 0) return [...above, el("p", {}, shop.say("cartNothing")), goOn(shop)];
  const form = el(
    "form",
    { class: "checkout" },
    el("p", { class: "notice" }, shop.say("pretend")),
    field(shop, "yourName", { autocomplete: "name" }),
    field(shop, "yourAddress", { autocomplete: "street-address" }),
    field(shop, "yourMail", { autocomplete: "email", type: "email" }),
    el("p", { class: "total" }, `${shop.say("total")} `, el("b", {}, sum(shop))),
    el("button", { class: "button main", type: "submit" }, shop.say("order")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep({ id: crypto.randomUUID().slice(0, 8), lines: [...shop.cart.lines], reported: false });
    shop.cart.clear();
    location.assign(shop.to({ page: "thanks" }));
  });
  return [...above, form];
}

export function thanks(shop: Shop): HTMLElement[] {
  const order = kept();
  if (!order) return [el("h1", {}, shop.say("noOrder")), goOn(shop)];
  if (!order.reported) {
    shop.report("purchase", order.lines.map((line) => bought(line)));
    keep({ ...order, reported: true });
  }
  const lines = order.lines.map((line) => el("li", {}, `${line.quantity} × `, el("span", { lang: "en" }, line.title)));
  return [el("h1", {}, shop.say("thanks")), el("p", {}, shop.say("thanksText", { order: order.id })), el("ul", { class: "ordered" }, ...lines), goOn(shop)];
}

function field(shop: Shop, name: "yourName" | "yourAddress" | "yourMail", attributes: Record<string, string>): HTMLElement {
  return el("label", {}, el("span", {}, shop.say(name)), el("input", { required: true, type: "text", name, ...attributes }));
}

function keep(order: Order): void {
  try {
    sessionStorage.setItem(ORDER, JSON.stringify(order));
  } catch {
    // A browser that forbids storage shows no order; there was none.
  }
}

function kept(): Order | null {
  try {
    const stored = JSON.parse(sessionStorage.getItem(ORDER) ?? "null") as Partial<Order> | null;
    return stored && typeof stored.id === "string" && Array.isArray(stored.lines) ? (stored as Order) : null;
  } catch {
    return null;
  }
}
