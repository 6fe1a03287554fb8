// An address at which there is nothing.
import { el } from "../../widget/dom";
import type { Shop } from "../shop";

export function missing(shop: Shop): HTMLElement[] {
  return [
    el("h1", {}, shop.say("gone")),
    el("p", {}, shop.say("goneText")),
    el("p", {}, el("a", { class: "button", href: shop.to({ page: "home" }) }, shop.say("home"))),
  ];
}
