// One message of the conversation as elements; which one it is decides its `type`.
import type { Choice, LoggedMessage, Product, ProductDetailMessage, ProductsMessage, TextMessage } from "../sdk/types";
import { carousel } from "./carousel";
import { comparisonElement, type ComparisonActions } from "./comparison";
import { el, safeUrl } from "./dom";
import { productCard, productPage, readable } from "./product";
import { questionElement, type QuestionActions } from "./question";
import { bubble, bubbleOf, plainElement, spokenWith } from "./spoken";
import { answerThumbs, productThumbs, type ThumbActions } from "./thumbs";
import type { Variant } from "./variants";
import { wishChips, type WishActions } from "./wishes";
import { word, type Word } from "./words";

export interface Actions extends ComparisonActions, QuestionActions, ThumbActions, WishActions {
  more(): void;
  compare(): void;
  open(product: Product, message: ProductsMessage, position: number): void;
  add(product: Product, message: ProductsMessage, position: number): void;
  addDetail(message: ProductDetailMessage, variant: Variant | null): void;
  /** A choice in the words under which it was offered, for when the page is loaded again. */
  wordsOf(choice: Choice): string;
}

const ACTION_WORDS: Record<string, Word> = {
  show_more: "showMore",
  restart: "restart",
  human: "wantHuman",
  compare: "compareThese",
};

export function messageElement(message: LoggedMessage, actions: Actions): HTMLElement {
  const plain = plainElement(message);
  if (plain) return plain;
  switch (message.type) {
    case "text":
      return text(message, actions);
    case "choice":
      return bubble("shopper", actions.wordsOf(message.choice));
    case "action":
      return bubble("shopper", actionWords(message.action));
    case "notice": // plain
      return bubbleOf(message, message.text);
    case "products":
      return products(message, actions);
    case "question":
      return questionElement(message, actions);
    case "comparison":
      return comparisonElement(message, actions);
    case "product_detail":
      return detail(message, actions);
    default:
      return unknown(message);
  }
}

function actionWords(action: string): string {
  const name = ACTION_WORDS[action];
  return name ? word(name) : readable(action);
}

function unknown(message: never): HTMLElement {
  console.warn("floorwalker: a message of an unknown type", message);
  return el("p", { class: "notice error" }, word("unknown"));
}

function text(message: TextMessage, actions: Actions): HTMLElement {
  const spoken = bubbleOf(message, message.text);
  for (const { title, url } of message.sources ?? []) {
    const address = url ? safeUrl(url, actions.base) : null;
    const words = word("source", { title });
    spoken.append(
      address
        ? el("a", { class: "source", href: address, target: "_blank", rel: "noopener noreferrer" }, words)
        : el("span", { class: "source" }, words),
    );
  }
  if (message.from !== "bot") return spoken;
  return el("div", { class: "answer" }, spoken, answerThumbs(message, actions));
}

function detail(message: ProductDetailMessage, actions: Actions): HTMLElement {
  const page = productPage(message.product, actions.base, (variant) => actions.addDetail(message, variant));
  return el("section", { class: "product-detail" }, spokenWith(message), page);
}

function products(message: ProductsMessage, actions: Actions): HTMLElement {
  const shown = new Map((message.attributes ?? []).map((attribute) => [attribute.name, attribute]));
  const last = message.offset + message.products.length;
  return el(
    "section",
    { class: "products", "data-message": message.id, "aria-label": word("products", { count: message.products.length }) },
    spokenWith(message),
    wishChips(message, actions),
    order(message),
    carousel(
      message.products.map((product, index) =>
        productCard(product, message.offset + index, shown, actions.base, {
          open: (chosen, position) => actions.open(chosen, message, position),
          add: (chosen, position) => actions.add(chosen, message, position),
        }),
      ),
    ),
    el(
      "div",
      { class: "under" },
      el("span", { class: "count" }, word("range", { first: message.offset + 1, last, total: message.total })),
      last < message.total ? el("button", { class: "link", type: "button", onclick: () => actions.more() }, word("more")) : null,
      message.products.length > 1 ? el("button", { class: "link", type: "button", onclick: () => actions.compare() }, word("compare")) : null,
      el("span", { class: "gap" }),
      productThumbs(message, actions),
    ),
  );
}

/** What the order follows: the weightiest attributes, each with a bar as long as its weight. */
function order(message: ProductsMessage): HTMLElement | null {
  const top = [...(message.attributes ?? [])].sort((a, b) => b.weight - a.weight).slice(0, 4);
  const most = top[0]?.weight ?? 0;
  if (most <= 0) return null;
  return el(
    "div",
    { class: "order" },
    el("span", {}, word("orderedBy")),
    ...top.map((attribute) => {
      const bar = el("i", { class: "bar" });
      bar.style.width = `${Math.max(6, Math.round((28 * attribute.weight) / most))}px`;
      const percent = `${Math.round(100 * attribute.weight)} %`;
      return el("span", { class: "weight", title: word("weight", { label: attribute.label, percent }) }, bar, attribute.label);
    }),
  );
}
