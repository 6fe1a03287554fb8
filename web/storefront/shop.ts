// What every page of the demo shop goes by: language, addresses, cart, and the assistant it tells what was done.
import type { FloorwalkerChat } from "../widget/widget";
import type { PageEvent, Purchase } from "../sdk/types";
import { addressOf, type Language, type Place } from "./address";
import { Cart, type Line } from "./cart";
import { type Good, keyOf } from "./goods";
import { filled, wordsOf, type Words } from "./words";

export class Shop {
  readonly words: Words;
  readonly cart: Cart;
  private readonly locale: string;

  constructor(
    readonly language: Language,
    readonly chat: FloorwalkerChat,
  ) {
    this.words = wordsOf(language);
    this.locale = language === "zh" ? "zh-CN" : "en";
    this.cart = new Cart(storage());
  }

  /** The words named, with what stands for {name} in them. */
  say(name: Exclude<keyof Words, "ideas">, values: Record<string, string | number> = {}): string {
    return filled(this.words[name], values);
  }

  to(place: Place): string {
    return addressOf(this.language, place);
  }

  money(price: number | null, currency: string): string {
    if (price === null) return "";
    return new Intl.NumberFormat(this.locale, { style: "currency", currency }).format(price);
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  /** The widget may not be there yet when a page has something to tell; nothing is kept of who never chatted. */
  report(type: PageEvent, items: Purchase[]): void {
    void customElements.whenDefined("floorwalker-chat").then(() => this.chat.report(type, items));
  }

  /** Puts a piece into the cart from a page of the shop. */
  buy(product: Good): void {
    this.cart.add({ id: product.id, title: product.title, price: product.price, currency: product.currency, image: product.image_url });
    this.report("add_to_cart", [{ id: product.id, price: product.price, currency: product.currency, quantity: 1 }]);
  }

  /** Another quantity of what is in the cart. */
  change(line: Line, quantity: number): void {
    const more = this.cart.set(line.id, quantity);
    if (more !== 0) this.report(more > 0 ? "add_to_cart" : "remove_from_cart", [bought(line, Math.abs(more))]);
  }
}

export function productOf({ id, variant }: Line): string {
  return variant?.product ?? id;
}

export function bought(line: Line, quantity = line.quantity): Purchase {
  const { variant } = line;
  return { id: productOf(line), ...(variant ? { variant_id: variant.id } : {}), quantity, currency: line.currency, ...(line.price === null ? {} : { price: line.price }) };
}

export function typePlace(id: string): Place {
  return { page: "type", key: keyOf(id), number: 1 };
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
