// A product as a card, and as a page of its own.
import type { Product, ProductDetail, ShownAttribute } from "../sdk/types";
import { el, safeUrl } from "./dom";
import { number } from "./numbers";
import { priceElement, priceText } from "./price";
import { choiceOf, Chooser, formLine, isOpen, offerOf, type Variant } from "./variants";
import { word } from "./words";

export interface CardActions {
  open(product: Product, position: number): void;
  add(product: Product, position: number): void;
}

export function productCard(product: Product, position: number, shown: Map<string, ShownAttribute>, base: string, actions: CardActions): HTMLElement {
  const offer = offerOf(product);
  const facts = Object.entries(product.attributes)
    .filter(([name]) => !["brand", "category", "price"].includes(name) && !product.matched?.includes(name) && !product.fits?.some((fit) => fit.attribute === name))
    .slice(0, 3)
    .map(([name, value]) => `${labelOf(name, shown)}${word("colon")}${withUnit(value, shown.get(name)?.unit)}`);
  return el(
    "article",
    { class: "card", "data-product": product.id, "data-position": String(position) },
    el(
      "button",
      { class: "card-open", type: "button", "aria-label": word("detailsOf", { title: product.title }), onclick: () => actions.open(product, position) },
      picture(offer.image_url, product.title, base),
    ),
    el(
      "div",
      { class: "card-text" },
      product.brand ? el("p", { class: "brand" }, product.brand) : null,
      el("h4", { title: product.title }, product.title),
      formLine(product),
      chips(product, shown),
      reasons(product),
      facts.length > 0 && el("p", { class: "facts" }, facts.join(" · ")),
      variants(product),
      el(
        "div",
        { class: "card-foot" },
        priceElement(offer),
        addButton(product, () => actions.add(product, position), () => actions.open(product, position)),
      ),
    ),
  );
}

/** Puts the product into the cart, or leads to where the shopper chooses which form of it. */
export function addButton(product: Product, add: () => void, choose: () => void): HTMLElement {
  if (!offerOf(product).available) return el("span", { class: "gone" }, word("outOfStock"));
  const { title } = product;
  if (!isOpen(product)) {
    const said = product.variant?.text ? `${title}, ${product.variant.text}` : title;
    return el("button", { class: "add", type: "button", "aria-label": word("addOf", { title: said }), onclick: add }, word("add"));
  }
  return el("button", { class: "add", type: "button", "aria-label": `${title}${word("colon")}${choiceOf(product.options ?? [])}`, onclick: choose }, word("choose"));
}

/** In how many more colours, sizes and the like the product comes, with their titles on demand. */
function variants(product: Product): HTMLElement | null {
  const others = product.variants ?? [];
  if (others.length === 0) return null;
  const said = others.length === 1 ? word("oneVariant") : word("variants", { count: others.length });
  return el("p", { class: "facts variants", title: others.map((other) => other.title).join("\n") }, said);
}

/** What of the product serves the need: "80 g · silent clicks". */
function reasons(product: Product): HTMLElement | null {
  const fits = product.fits ?? [];
  if (fits.length === 0) return null;
  const why = fits.flatMap((fit) => (fit.why ? [`${fit.text}${word("colon")}${fit.why}`] : []));
  return el("p", { class: "reasons", "aria-label": word("reasons"), title: why.join("\n") }, fits.map((fit) => fit.text).join(" · "));
}

/** Which wishes the product meets, and which it does not. */
function chips(product: Product, shown: Map<string, ShownAttribute>): HTMLElement | null {
  const met = (product.matched ?? []).filter((name) => name !== "category"); // that a laptop is a laptop needs no mark
  const names = [...met.map((n) => [n, true] as const), ...(product.missed ?? []).map((n) => [n, false] as const)];
  if (names.length === 0) return null;
  return el(
    "ul",
    { class: "chips", "aria-label": word("wishes") },
    ...names.map(([name, fits]) => {
      const value = name === "brand" ? product.brand : name === "price" ? priceText(offerOf(product)) : product.attributes[name];
      const text = value === undefined || value === null || value === true || value === false ? labelOf(name, shown) : withUnit(value, shown.get(name)?.unit);
      return el("li", { class: fits ? "chip fits" : "chip misses" }, `${fits ? "✓" : "✗"} ${text}`);
    }),
  );
}

export function picture(address: string | null | undefined, title: string, base: string): HTMLElement {
  const frame = el("div", { class: "picture", "aria-hidden": "true" });
  const url = safeUrl(address, base);
  const initial = el("span", { class: "no-picture", "data-initial": title.trim().charAt(0).toUpperCase() || "?" });
  if (!url) return (frame.append(initial), frame);
  const image = el("img", { src: url, alt: "", loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(initial), { once: true });
  frame.append(image);
  return frame;
}

/** `chosen`: what of its options is chosen already. `add` is told which form the shopper wants, of a product that has some. */
export function productPage(product: ProductDetail, base: string, add: (variant: Variant | null) => void, chosen: Readonly<Record<string, unknown>> = {}): HTMLElement {
  const rows = Object.entries(product.attributes)
    .filter(([name]) => !["brand", "category", "price"].includes(name))
    .map(([name, value]) => {
      const unit = product.units[name];
      return el("tr", {}, el("th", { scope: "row" }, product.labels[name] ?? readable(name)), el("td", {}, withUnit(value, unit)));
    });
  const frame = el("div", { class: "frame" });
  const offer = el("div", { class: "offer", "aria-live": "polite" });
  const link = el("p", {});
  const note = el("p", { class: "note", role: "status" });
  const buy = el("button", { class: "add", type: "button" }, word("addToCart"));
  const gone = el("span", { class: "gone" }, word("outOfStock"));
  const chooser = new Chooser(product.variants ?? [], product.options ?? [], chosen, () => show());
  const show = (): void => {
    const variant = chooser.variant;
    const own = variant && { price: variant.price ?? product.price ?? null, list_price: variant.list_price ?? null, currency: product.currency ?? null };
    frame.replaceChildren(picture(variant?.image_url ?? product.image_url, product.title, base));
    offer.replaceChildren(...(variant?.text ? [el("span", { class: "form" }, variant.text), " "] : []), priceElement(own ?? product, true));
    const isThere = product.available && (variant?.available ?? true);
    buy.hidden = !isThere;
    gone.hidden = isThere;
    note.textContent = "";
    const address = safeUrl(variant?.url ?? product.url, base);
    link.replaceChildren(...(address ? [el("a", { href: address, ...elsewhere(address) }, word("openInShop"))] : []));
  };
  buy.addEventListener("click", () => {
    const { variant } = chooser;
    if (variant || (product.variants ?? []).length === 0) add(variant);
    else note.textContent = chooser.ask();
  });
  show();
  return el(
    "section",
    { class: "detail" },
    frame,
    el("p", { class: "brand" }, [product.brand, product.category].filter(Boolean).join(" · ")),
    el("h3", {}, product.title),
    chooser.element.childElementCount > 0 ? chooser.element : null,
    offer,
    buy,
    gone,
    note,
    product.description && product.description !== product.title ? el("p", { class: "description" }, product.description) : null,
    el("table", {}, el("tbody", {}, ...rows)),
    link,
  );
}

/** A page of the shop itself is gone to; the conversation goes on there. Others open beside it. */
function elsewhere(link: string): Record<string, string> {
  return new URL(link).origin === location.origin ? {} : { target: "_blank", rel: "noopener noreferrer" };
}

function labelOf(name: string, shown: Map<string, ShownAttribute>): string {
  return shown.get(name)?.label ?? readable(name);
}

export function withUnit(value: unknown, unit: string | null | undefined): string {
  return typeof value === "number" && unit ? `${spelled(value)} ${unit}` : spelled(value);
}

export function spelled(value: unknown): string {
  if (Array.isArray(value)) return value.map(spelled).join(word("list"));
  if (value === true) return word("yes");
  if (value === false) return word("no");
  return typeof value === "number" ? number(value) : String(value);
}

export function readable(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
