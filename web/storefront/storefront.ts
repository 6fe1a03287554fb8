// The demo shop: draws the page of the address it is at around the widget. A page for each address, each loaded for itself, as
// most shops are built; the conversation goes on from one to the next.
import type { Product } from "../sdk/types";
import { el } from "../widget/dom";
import { offerOf } from "../widget/variants";
import type { FloorwalkerChat } from "../widget/widget";
import { visitAt, type Place } from "./address";
import { head } from "./frame";
import { cart } from "./pages/cart";
import { checkout, thanks } from "./pages/checkout";
import { home } from "./pages/home";
import { department, results } from "./pages/list";
import { product } from "./pages/product";
import { Shop } from "./shop";

const { language, place } = visitAt(location, navigator.language || "en");
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
const chat = document.createElement("floorwalker-chat") as FloorwalkerChat; // which it becomes once widget.js is there
chat.setAttribute("site-key", "demo");
if (place.page === "home") chat.setAttribute("mode", "inline");
if (place.page === "product") chat.setAttribute("product", place.id);
const shop = new Shop(language, chat);
chat.setAttribute("heading", shop.say("heading"));
document.title = `${shop.say("name")} · ${shop.say("demo")}`;

const main = el("main", { id: "main", "data-page": place.page, tabindex: "-1" });
document.body.append(el("a", { class: "skip", href: "#main" }, shop.say("skip")), head(shop, place), main);
if (place.page !== "home") document.body.append(chat);

// The widget has told the log already that it was put into the cart.
document.addEventListener("floorwalker:add-to-cart", (event) => {
  const product = (event as CustomEvent<Product>).detail;
  const { price, currency, image_url } = offerOf(product);
  const variant = product.variant?.id ? { product: product.id, id: product.variant.id } : null;
  shop.cart.add({
    id: variant ? `${variant.product}#${variant.id}` : product.id,
    ...(variant ? { variant } : {}),
    title: [product.title, product.variant?.text].filter(Boolean).join(", "),
    price: price ?? null,
    currency: currency ?? "EUR",
    image: image_url ?? null,
  });
});
// Once the conversation has begun, it gets the room.
document.addEventListener("floorwalker:said", () => document.body.classList.add("talking"));

void drawn(place).then(
  (content) => show(content),
  () => show([el("h1", {}, shop.say("name")), el("p", { role: "alert" }, shop.say("failed"))]),
);

async function drawn(at: Place): Promise<HTMLElement[]> {
  switch (at.page) {
    case "home":
      return home(shop);
    case "type":
      return department(shop, at);
    case "search":
      return results(shop, at);
    case "product":
      return product(shop, at.id);
    case "cart":
      return cart(shop);
    case "checkout":
      return checkout(shop);
    case "thanks":
      return thanks(shop);
  }
}

function show(content: HTMLElement[]): void {
  main.append(...content);
  const title = main.querySelector("h1")?.textContent;
  if (title && place.page !== "home") document.title = `${title} · ${shop.say("name")}`;
}
