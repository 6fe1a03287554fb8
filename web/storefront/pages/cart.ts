// The cart: quantities, what it comes to, and the way to the checkout.
import { el } from "../../widget/dom";
import { MOST_PIECES, type Line } from "../cart";
import { sum, trail } from "../frame";
import { productOf, type Shop } from "../shop";

export function cart(shop: Shop): HTMLElement[] {
  const content = el("div", { class: "content" });
  let shown = "";
  const draw = (): void => {
    const ids = shop.cart.lines.map((line) => line.id).join("\n");
    if (ids !== shown || ids === "") content.replaceChildren(...filled(shop));
    else refresh(shop, content);
    shown = ids;
  };
  draw();
  shop.cart.onChange(draw);
  return [trail(shop, [shop.say("cart"), null]), el("h1", { tabindex: "-1" }, shop.say("cart")), content];
}

function filled(shop: Shop): HTMLElement[] {
  if (shop.cart.count === 0) return [el("p", {}, shop.say("cartNothing")), goOn(shop)];
  return [
    el("ul", { class: "lines" }, ...shop.cart.lines.map((line) => row(shop, line))),
    el("p", { class: "total" }, `${shop.say("total")} `, el("b", {}, sum(shop))),
    el("p", { class: "ways" }, el("a", { class: "button main", href: shop.to({ page: "checkout" }) }, shop.say("toCheckout")), goOn(shop)),
  ];
}

function row(shop: Shop, line: Line): HTMLElement {
  const quantity = el("input", { type: "number", min: "1", max: String(MOST_PIECES), "aria-label": shop.say("quantity", { title: line.title }), "data-id": line.id });
  quantity.value = String(line.quantity);
  quantity.addEventListener("change", () => {
    const there = shop.cart.lines.find((one) => one.id === line.id);
    if (there) shop.change(there, Math.max(1, quantity.valueAsNumber || 1));
  });
  const remove = (): void => {
    const there = shop.cart.lines.find((one) => one.id === line.id);
    if (there) shop.change(there, 0);
    document.querySelector<HTMLElement>("main h1")?.focus(); // the button that had it is gone
  };
  return el(
    "li",
    {},
    line.image ? el("img", { src: line.image, alt: "" }) : null,
    el("a", { href: shop.to({ page: "product", id: productOf(line) }), lang: "en" }, line.title),
    quantity,
    el("b", { class: "price", "data-price": line.id }, price(shop, line)),
    el("button", { class: "button", type: "button", "aria-label": shop.say("removeOf", { title: line.title }), onclick: remove }, shop.say("remove")),
  );
}

/** The figures anew, and the fields where they are: who types in one goes on typing. */
function refresh(shop: Shop, content: HTMLElement): void {
  for (const line of shop.cart.lines) {
    const of = (name: string): HTMLElement | null => content.querySelector(`[${name}="${CSS.escape(line.id)}"]`);
    const field = of("data-id") as HTMLInputElement | null;
    if (field) field.value = String(line.quantity);
    const figure = of("data-price");
    if (figure) figure.textContent = price(shop, line);
  }
  const total = content.querySelector(".total b");
  if (total) total.textContent = sum(shop);
}

function price(shop: Shop, line: Line): string {
  return shop.money(line.price === null ? null : line.price * line.quantity, line.currency);
}

export function goOn(shop: Shop): HTMLElement {
  return el("a", { class: "button", href: shop.to({ page: "home" }) }, shop.say("goOn"));
}
