// The door of the demo shop: what one may ask for, the assistant, and the departments.
import { el } from "../../widget/dom";
import { type Kind, kinds } from "../goods";
import { nameOf } from "../frame";
import type { Shop } from "../shop";

export async function home(shop: Shop): Promise<HTMLElement[]> {
  const ideas = shop.words.ideas.map((idea) => el("li", {}, el("button", { type: "button", onclick: () => shop.chat.say(idea) }, idea)));
  const hero = el(
    "section",
    { class: "hero" },
    el("h1", {}, shop.say("question")),
    el("p", {}, shop.say("invitation")),
    el("ul", { class: "ideas", id: "ideas", "aria-label": shop.say("ideasLabel") }, ...ideas),
  );
  const shelves = el("section", { class: "shelves", hidden: true, "aria-label": shop.say("kinds") });
  void kinds().then((found) => show(shop, shelves, found), () => undefined); // the assistant is of use without them
  return [hero, el("section", { class: "stage" }, shop.chat), shelves];
}

function show(shop: Shop, shelves: HTMLElement, found: Kind[]): void {
  shelves.hidden = found.length === 0;
  document.body.classList.toggle("open", found.length > 0);
  shelves.append(
    el("h2", {}, shop.say("kinds")),
    el(
      "ul",
      { class: "kinds" },
      ...found.map((kind) =>
        el(
          "li",
          {},
          el(
            "a",
            { href: shop.to({ page: "type", key: kind.key, number: 1 }) },
            el("img", { src: kind.image, alt: "", loading: "lazy" }),
            el("b", {}, nameOf(shop, kind)),
            el("span", {}, shop.say("pieces", { count: shop.number(kind.count) })),
          ),
        ),
      ),
    ),
  );
}
