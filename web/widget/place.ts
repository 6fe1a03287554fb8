// Where in the shop the shopper is: the page's address, without what might be secret in it, and its title.
import type { Page } from "../sdk/types";

const MOST_ADDRESS = 2_000;
const MOST_TITLE = 300;

/** The page; null where it has no address of the web. `product`: the id of the product that it shows, if the shop says so. */
export function placeOf(at: Pick<Location, "protocol" | "origin" | "pathname">, title: string, product: string | null): Page | null {
  if (at.protocol !== "https:" && at.protocol !== "http:") return null;
  const url = (at.origin + at.pathname).slice(0, MOST_ADDRESS);
  return { url, title: title.slice(0, MOST_TITLE), ...(product ? { product_id: product.slice(0, 500) } : {}) };
}

/** Calls back when the shopper goes on within a page that is not loaded again. */
export function onNavigation(moved: () => void): void {
  addEventListener("popstate", moved);
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener("navigatesuccess", moved); // browsers without it tell with the next message
}
