// WooCommerce's pages and the widget: what is in the cart, what the shopper allows, what was bought (docs/woocommerce.md).
// Placed by the plugin woocommerce/floorwalker, which says what it knows in data attributes.
import type { Purchase } from "../sdk/types";
import { asked, Assistant, goTo } from "./assistant";
import { CartWatch, type ShopCart } from "./cart";

/** Of WooCommerce's Store API: prices in the smallest units of the currency. */
export interface StoreCart {
  items: { id: number; sku: string; variation?: unknown[]; quantity: number; prices: { price: string; currency_code: string; currency_minor_unit: number } }[];
}
interface StoreProduct {
  sku: string;
  /** Of a variation, the product that it is one of; else 0. */
  parent: number;
}
/** What the catalog calls a variation: its product, by number and SKU. */
export type Parents = Record<string, { id: number; sku: string }>;

export const PARENTS = "floorwalker.woocommerce.products";

export interface WooPage {
  siteKey: string;
  /** The Store API's address, such as https://shop.example/wp-json/wc/store/v1/. */
  api: string;
  /** By which of them the imported catalog names products. */
  identifier: "id" | "sku";
  /** What the page thanks for, if it does and has not before. */
  bought: Purchase[];
}
/** The consent that plugins with WordPress's Consent API tell. */
interface ConsentWindow {
  wp_has_consent?: (category: string) => boolean;
}

export function start({ siteKey, api, identifier, bought }: WooPage): CartWatch {
  const assistant = new Assistant(siteKey);
  let nonce = "";
  const at = (path: string): string => joined(api, path);
  const read = async (): Promise<ShopCart> => {
    const { answer, response } = await asked<StoreCart>(at("cart"));
    nonce = response.headers.get("Nonce") ?? nonce;
    return seen(answer, identifier, await parents(answer, at));
  };
  const watch = new CartWatch({ key: "floorwalker.woocommerce.cart", read, changes: isCartChange }, assistant.report, () => assistant.hasChatted());
  follow(assistant);
  assistant.onAdd((product) => {
    const chosen = product.variant?.id;
    watch.expect({ id: product.id, ...(chosen ? { variant_id: chosen } : {}), quantity: 1 }, async () => {
      try {
        if (identifier === "sku") throw new Error("the Store API adds by number alone");
        if (!nonce) await read();
        await asked(at("cart/add-item"), { id: Number(chosen ?? product.id), quantity: 1 }, { Nonce: nonce });
      } catch (error) {
        if (product.url) goTo(product.url); // a choice, or a cart that cannot be reached: on its page
        throw error;
      }
      refresh();
    });
  });
  if (bought.length > 0) {
    forgetCart();
    assistant.report("purchase", bought);
  }
  watch.start();
  return watch;
}

export function seen(cart: StoreCart, identifier: "id" | "sku", known: Parents = {}): ShopCart {
  const named = (one: { id: number; sku: string }): string => (identifier === "sku" ? one.sku : String(one.id));
  const lines = cart.items.map(({ id, sku, quantity, prices }) => ({
    id: named(known[id] ?? { id, sku }),
    ...(known[id] ? { variant_id: named({ id, sku }) || String(id) } : {}),
    quantity,
    price: Number(prices.price) / 10 ** prices.currency_minor_unit,
    currency: prices.currency_code,
  }));
  return { token: "", lines: lines.filter((line) => line.id !== "") };
}

/** The products of the variations in a cart: the cart names variations alone. Asked once for each. */
async function parents(cart: StoreCart, at: (path: string) => string): Promise<Parents> {
  const known = stored();
  for (const { id, variation } of cart.items) {
    if ((variation ?? []).length === 0 || known[id]) continue;
    try {
      const { parent } = (await asked<StoreProduct>(at(`products/${id}`))).answer;
      if (parent) known[id] = { id: parent, sku: (await asked<StoreProduct>(at(`products/${parent}`))).answer.sku };
    } catch {
      // It stays unknown, and is told by its own number.
    }
  }
  try {
    localStorage.setItem(PARENTS, JSON.stringify(Object.fromEntries(Object.entries(known).slice(-200))));
  } catch {
    // Then it is asked again.
  }
  return known;
}

function stored(): Parents {
  try {
    return (JSON.parse(localStorage.getItem(PARENTS) ?? "null") as Parents | null) ?? {};
  } catch {
    return {};
  }
}

/** Forms that are sent change the page, and it is read then; these are the changes of a page that stays. */
export function isCartChange(address: URL): boolean {
  if (address.origin !== location.origin) return false;
  const asks = `${address.searchParams.get("wc-ajax") ?? ""} ${address.searchParams.get("rest_route") ?? ""} ${address.pathname}`;
  return /\b(add_to_cart|remove_from_cart|wc\/store\/(v1\/)?(batch|cart\/\w))/.test(asks);
}

/** A REST address of WordPress, with permalinks or without: ?rest_route=/wc/store/v1/. */
export function joined(api: string, path: string): string {
  const address = new URL(api, location.href);
  const route = address.searchParams.get("rest_route");
  if (route !== null) address.searchParams.set("rest_route", route.replace(/\/?$/, `/${path}`));
  else address.pathname = address.pathname.replace(/\/?$/, `/${path}`);
  return address.href;
}

/** WordPress's Consent API, which consent plugins speak; a shop without one leaves the question to the widget. */
function follow(assistant: Assistant): void {
  const tell = (): void => {
    const { wp_has_consent: has } = window as ConsentWindow;
    if (has) assistant.allow(has("statistics"));
  };
  if (document.readyState === "complete") tell();
  else addEventListener("load", tell);
  document.addEventListener("wp_listen_for_consent_change", tell);
}

/** Has WooCommerce draw its cart anew: the classic one by jQuery's event, the blocks by theirs. */
function refresh(): void {
  const { jQuery } = window as { jQuery?: (where: Element) => { trigger(name: string): void } };
  jQuery?.(document.body).trigger("wc_fragment_refresh");
  document.body.dispatchEvent(new CustomEvent("wc-blocks_added_to_cart", { bubbles: true, detail: { preserveCartData: false } }));
  document.dispatchEvent(new CustomEvent("floorwalker:cart-changed"));
}

/** What was bought went out of the cart by being bought. */
function forgetCart(): void {
  try {
    localStorage.removeItem("floorwalker.woocommerce.cart");
  } catch {
    // Then nothing was kept.
  }
}

const script = document.currentScript as HTMLScriptElement | null;
if (script) {
  const { siteKey = "demo", api = "/wp-json/wc/store/v1/", identifier, purchase = "[]" } = script.dataset;
  start({ siteKey, api, identifier: identifier === "sku" ? "sku" : "id", bought: JSON.parse(purchase) as Purchase[] });
}
