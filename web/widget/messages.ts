// One message of the conversation as elements; which one it is decides its `type`.
import type {
  ComparisonMessage,
  Leaning,
  LoggedMessage,
  OptionValue,
  Product,
  ProductDetailMessage,
  ProductsMessage,
  QuestionMessage,
  TextMessage,
  ThumbReason,
} from "../sdk/types";
import { el, safeUrl } from "./dom";
import { productCard, productPage, readable, spelled } from "./product";
import { word, type Word } from "./words";

export interface Actions {
  base: string;
  choose(attribute: string, value: OptionValue, label: string): void;
  /** Takes away what the need leans on. */
  drop(attribute: string, label: string): void;
  more(): void;
  compare(): void;
  open(product: Product, message: ProductsMessage, position: number): void;
  add(product: Product, message: ProductsMessage, position: number): void;
  addDetail(message: ProductDetailMessage): void;
  rate(message: ProductsMessage, up: boolean): void;
  /** Why a thumb is down. */
  explain(message: ProductsMessage, reason: ThumbReason): void;
  /** The label under which an option was offered, to show a choice in words when the page is loaded again. */
  labelOf(attribute: string, value: OptionValue): string;
}

const ACTION_WORDS: Record<string, Word> = {
  show_more: "showMore",
  restart: "restart",
  human: "wantHuman",
  compare: "compareThese",
};

export function messageElement(message: LoggedMessage, actions: Actions): HTMLElement {
  switch (message.type) {
    case "text":
      return text(message, actions);
    case "choice":
      return bubble("shopper", actions.labelOf(message.choice.attribute, message.choice.value));
    case "action":
      return bubble("shopper", actionWords(message.action));
    case "notice":
      return el("p", { class: `notice ${message.kind}`, role: message.kind === "error" ? "alert" : "status" }, message.text);
    case "products":
      return products(message, actions);
    case "question":
      return question(message, actions);
    case "comparison":
      return comparison(message);
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

export function bubble(from: string, text: string): HTMLElement {
  return el("p", { class: `bubble ${from}` }, text);
}

/** What is said with a message, with the name of the agent if one says it; nothing where the assistant says nothing. */
function spokenWith(message: { from: string; agent?: string | null; text?: string | null }): HTMLElement | null {
  if (message.text) return words(message, message.text);
  return message.from === "agent" ? el("p", { class: "bubble agent" }, who(message)) : null;
}

function words(message: { from: string; agent?: string | null }, text: string): HTMLElement {
  const spoken = bubble(message.from, text);
  if (message.from === "agent") spoken.prepend(who(message));
  return spoken;
}

function who({ agent }: { agent?: string | null }): HTMLElement {
  return el("span", { class: "who" }, agent || word("somebody"));
}

function text(message: TextMessage, actions: Actions): HTMLElement {
  const spoken = words(message, message.text);
  for (const { title, url } of message.sources ?? []) {
    const address = url ? safeUrl(url, actions.base) : null;
    const words = word("source", { title });
    spoken.append(
      address
        ? el("a", { class: "source", href: address, target: "_blank", rel: "noopener noreferrer" }, words)
        : el("span", { class: "source" }, words),
    );
  }
  return spoken;
}

function detail(message: ProductDetailMessage, actions: Actions): HTMLElement {
  const page = productPage(message.product, actions.base, () => actions.addDetail(message));
  return el("section", { class: "product-detail" }, spokenWith(message), page);
}

function products(message: ProductsMessage, actions: Actions): HTMLElement {
  const shown = new Map((message.attributes ?? []).map((attribute) => [attribute.name, attribute]));
  const last = message.offset + message.products.length;
  return el(
    "section",
    { class: "products", "data-message": message.id, "aria-label": word("products", { count: message.products.length }) },
    spokenWith(message),
    order(message),
    leanings(message, actions),
    el(
      "div",
      { class: "cards" },
      ...message.products.map((product, index) =>
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
      thumb("good", word("fit"), () => actions.rate(message, true)),
      thumb("bad", word("noFit"), (button) => {
        actions.rate(message, false);
        button.parentElement?.after(whyNot((reason) => actions.explain(message, reason)));
      }),
    ),
  );
}

const REASONS: readonly (readonly [ThumbReason, Word])[] = [
  ["misunderstood", "whyMisunderstood"],
  ["wrong_products", "whyWrongProducts"],
  ["too_expensive", "whyTooExpensive"],
  ["not_enough_information", "whyTooLittle"],
];

/** Asks why, once; whoever does not want to say need not. */
function whyNot(explain: (reason: ThumbReason) => void): HTMLElement {
  const row = el("div", { class: "options why", role: "group", "aria-label": word("whyNot") });
  for (const [reason, label] of REASONS) {
    const said = (): void => {
      explain(reason);
      row.replaceChildren(el("span", { class: "count", role: "status" }, word("thanks")));
    };
    row.append(el("button", { class: "option", type: "button", onclick: said }, word(label)));
  }
  return row;
}

const SVG = "http://www.w3.org/2000/svg";
const THUMB = "M4 11h3v9H4zM9 20V11l4-8c1.500 0 2.300 1 2 2.400L14.300 9H19a2 2 0 0 1 2 2.400l-1.400 7A2 2 0 0 1 17.600 20z";

function thumb(kind: "good" | "bad", label: string, rate: (button: HTMLElement) => void): HTMLElement {
  const button = el("button", { class: `thumb ${kind}`, type: "button", "aria-label": label, title: label });
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", THUMB);
  icon.append(path);
  button.append(icon);
  button.addEventListener("click", () => {
    rate(button);
    button.parentElement?.querySelectorAll<HTMLButtonElement>(".thumb").forEach((other) => (other.disabled = true));
    button.classList.add("given");
  });
  return button;
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

/** What the need leans on, each with a cross that takes it away. */
function leanings(message: ProductsMessage, actions: Actions): HTMLElement | null {
  const shown = message.leanings ?? [];
  if (shown.length === 0) return null;
  return el(
    "ul",
    { class: "chips leanings", "aria-label": word("leaning") },
    el("li", { class: "chips-title", "aria-hidden": "true" }, word("leaning")),
    ...shown.map((leaning) =>
      el(
        "li",
        { class: "chip leaning", ...(leaning.why ? { title: leaning.why } : {}) },
        leant(leaning),
        el("button", { class: "option drop", type: "button", "aria-label": word("dropLeaning", { label: leaning.label }), onclick: () => actions.drop(leaning.attribute, leaning.label) }, "✕"),
      ),
    ),
  );
}

function leant({ label, towards }: Leaning): string {
  if (towards === "low" || towards === "high") return word(towards, { label });
  if (Array.isArray(towards)) return `${label}${word("colon")}${spelled(towards)}`;
  return towards === true ? label : word("without", { label });
}

function question(message: QuestionMessage, actions: Actions): HTMLElement {
  const choose = (value: OptionValue, label: string) => () => actions.choose(message.attribute, value, label);
  return el(
    "section",
    { class: "question", "data-message": message.id, "data-attribute": message.attribute },
    words(message, message.text),
    el(
      "div",
      { class: "options", role: "group", "aria-label": message.label },
      ...message.options.map((option) =>
        el("button", { class: "option", type: "button", "aria-label": option.count ? `${option.label} (${option.count})` : option.label, onclick: choose(option.value, option.label) }, option.label, option.count ? el("span", { class: "option-count" }, String(option.count)) : null),
      ),
      message.may_skip ? el("button", { class: "option skip", type: "button", onclick: choose(null, word("noPreference")) }, word("noPreference")) : null,
    ),
  );
}

function comparison(message: ComparisonMessage): HTMLElement {
  const head = el("tr", {}, el("td"), ...message.products.map((product) => el("th", { scope: "col" }, product.title)));
  const rows = message.rows.map((row) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, row.unit ? `${row.label} (${row.unit})` : row.label),
      ...row.values.map((value) => el("td", {}, value === null ? "–" : spelled(value))),
    ),
  );
  return el(
    "section",
    { class: "comparison" },
    spokenWith(message),
    el("div", { class: "scroll" }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))),
  );
}
