// The demo page around the widget: ideas to start with, and a cart that counts.
import type { FloorwalkerChat } from "../widget/widget";
import type { Product } from "../sdk/types";

const IDEAS = ["I need a wireless mouse", "A light laptop under 1000", "Headphones for travel", "A quiet coffee machine", "Red running shoes"];

const chat = document.querySelector<FloorwalkerChat>("floorwalker-chat");
const ideas = document.getElementById("ideas");
for (const idea of IDEAS) {
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
  const total = new Intl.NumberFormat("en", { style: "currency", currency: product.currency ?? "EUR" }).format(sum);
  const cart = document.getElementById("cart");
  if (cart) cart.textContent = `Cart: ${count} · ${total}`;
});

// Once the conversation has begun, it gets the room.
document.addEventListener("floorwalker:said", () => document.body.classList.add("talking"));
