// Shopify's pages and the widget: what is in the cart, what the shopper allows, and what the pixel left (docs/shopify.md).
// Placed by shopify/floorwalker.liquid, whose data attributes say where the shop's addresses begin.
import type { Product, Purchase } from "../sdk/types";
import { asked, Assistant, goTo } from "./assistant";
import { CartWatch, type ShopCart } from "./cart";

export interface ShopifyCart {
  token: string;
  currency: string;
  items: { handle: string; product_id: number; variant_id: number; sku?: string | null; product_has_only_default_variant?: boolean; quantity: number; final_price: number }[];
}
interface ShopifyProduct {
  url: string;
  price: number;
  variants: { id: number; sku?: string | null; available: boolean; price?: number; options?: string[] }[];
}
interface Privacy {
  analyticsProcessingAllowed(): boolean;
}
interface Shopify {
  customerPrivacy?: Privacy;
  loadFeatures?(features: { name: string; version: string }[], done: (error?: unknown) => void): void;
}

/** Products' handles by their numbers, for the pixel, which is told numbers alone; what it could not send itself. */
export const HANDLES = "floorwalker.shopify.products";
export const BOUGHT = "floorwalker.shopify.bought";

export interface ShopifyPage {
  siteKey: string;
  /** /, or /fr where the shop's pages in French are. */
  root: string;
}

export function start({ siteKey, root }: ShopifyPage): CartWatch {
  const at = (path: string): string => `${root.replace(/\/$/, "")}/${path}`;
  const assistant = new Assistant(siteKey);
  const watch = new CartWatch(
    { key: "floorwalker.shopify.cart", read: async () => seen((await asked<ShopifyCart>(at("cart.js"))).answer), changes: isCartChange },
    assistant.report,
    () => assistant.hasChatted(),
  );
  follow(assistant);
  assistant.onAdd((product) => void add(product, at, watch));
  reportBought(assistant);
  watch.start();
  return watch;
}

/** Prices come in hundredths, whatever the currency. */
export function seen(cart: ShopifyCart): ShopCart {
  remember(cart);
  const lines = cart.items.map((item) => ({
    id: item.handle,
    ...(item.product_has_only_default_variant ? {} : { variant_id: nameOf(item.variant_id, item.sku) }),
    quantity: item.quantity,
    price: item.final_price / 100,
    currency: cart.currency,
  }));
  return { token: cart.token, lines };
}

export function isCartChange(address: URL): boolean {
  return address.origin === location.origin && /\/cart\/(add|change|update|clear)(\.js)?$/.test(address.pathname);
}

/** As the export names a variant: by its SKU; one without has but its number. */
function nameOf(id: number, sku: string | null | undefined): string {
  return sku || String(id);
}

/** The variant that was chosen in the chat: by number or SKU, or by its options, which the export has in the shop's own words. */
export function chosenOf(variants: ShopifyProduct["variants"], chosen: Product["variant"]): ShopifyProduct["variants"][number] | undefined {
  if (variants.length === 1) return variants[0];
  const id = chosen?.id;
  if (!id) return undefined;
  const named = variants.filter((one) => String(one.id) === id || one.sku === id);
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  const options = Object.values(chosen.options).map((value) => String(value).toLowerCase());
  const alike = variants.filter((one) => (one.options ?? []).length === options.length && (one.options ?? []).every((value) => options.includes(value.toLowerCase())));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Puts a product, or the variant of it that was chosen, into the cart; a choice that is open is made on its page. */
async function add(product: Product, at: (path: string) => string, watch: CartWatch): Promise<void> {
  const page = at(`products/${encodeURIComponent(product.id)}`);
  let found: ShopifyProduct;
  try {
    found = (await asked<ShopifyProduct>(`${page}.js`)).answer;
  } catch {
    return goTo(page);
  }
  const variant = chosenOf(found.variants, product.variant);
  if (!variant?.available) return goTo(variant ? `${page}?variant=${variant.id}` : page);
  const which = found.variants.length > 1 ? { variant_id: nameOf(variant.id, variant.sku) } : {};
  watch.expect({ id: product.id, ...which, quantity: 1, price: (variant.price ?? found.price) / 100 }, async () => {
    try {
      await asked(at("cart/add.js"), { items: [{ id: variant.id, quantity: 1 }] });
    } catch (error) {
      goTo(page);
      throw error;
    }
    document.dispatchEvent(new CustomEvent("floorwalker:cart-changed")); // for a theme that draws its cart anew
  });
}

/** Shopify's own banner asks for consent; a shop without one leaves the question to the widget. */
function follow(assistant: Assistant): void {
  const shopify = (window as { Shopify?: Shopify }).Shopify;
  const tell = (): void => {
    const privacy = shopify?.customerPrivacy;
    if (privacy) assistant.allow(privacy.analyticsProcessingAllowed());
  };
  shopify?.loadFeatures?.([{ name: "consent-tracking-api", version: "0.1" }], (error) => {
    if (!error) tell();
  });
  document.addEventListener("visitorConsentCollected", tell);
}

function reportBought(assistant: Assistant): void {
  const bought = stored<Purchase[]>(BOUGHT);
  if (!Array.isArray(bought) || bought.length === 0) return;
  localStorage.removeItem(BOUGHT);
  assistant.report("purchase", bought);
}

function remember(cart: ShopifyCart): void {
  const known = stored<Record<string, string>>(HANDLES) ?? {};
  for (const item of cart.items) known[item.product_id] = item.handle;
  try {
    localStorage.setItem(HANDLES, JSON.stringify(Object.fromEntries(Object.entries(known).slice(-200))));
  } catch {
    // The pixel then knows products by their addresses alone.
  }
}

function stored<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
  } catch {
    return null;
  }
}

const script = document.currentScript as HTMLScriptElement | null;
if (script) start({ siteKey: script.dataset["siteKey"] ?? "demo", root: script.dataset["root"] ?? "/" });
