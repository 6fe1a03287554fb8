// The demo page around the widget: its words in the visitor's language, ideas to start with, and a cart that counts.
import type { FloorwalkerChat } from "../widget/widget";
import type { Product } from "../sdk/types";
import { languageOf } from "../widget/words";
import { pageWords } from "./words";

// "?lang=zh" for a demonstration; else as the browser is set. The widget follows the page.
const wished = new URLSearchParams(location.search).get("lang") || navigator.language || "en";
const locale = languageOf(wished) === "zh" ? "zh-CN" : "en";
const words = pageWords(locale);
document.documentElement.lang = locale;
document.title = words.title;
for (const place of document.querySelectorAll<HTMLElement>("[data-word]")) {
  place.textContent = String(words[place.dataset["word"] as keyof typeof words]);
}

const chat = document.querySelector<FloorwalkerChat>("floorwalker-chat");
chat?.setAttribute("heading", words.heading);
const ideas = document.getElementById("ideas");
ideas?.setAttribute("aria-label", words.ideasLabel);
for (const idea of words.ideas) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = idea;
  button.addEventListener("click", () => chat?.say(idea));
  const item = document.createElement("li");
  item.append(button);
  ideas?.append(item);
}

let count = 0;
let sum = 0;
document.addEventListener("floorwalker:add-to-cart", (event) => {
  const product = (event as CustomEvent<Product>).detail;
  count += 1;
  sum += product.price ?? 0;
  const total = new Intl.NumberFormat(locale, { style: "currency", currency: product.currency ?? "EUR" }).format(sum);
  const cart = document.getElementById("cart");
  if (cart) cart.textContent = `${words.cart}${count} · ${total}`;
});

// Once the conversation has begun, it gets the room.
document.addEventListener("floorwalker:said", () => document.body.classList.add("talking"));
