// The widget on a shop's page, as the scripts for shops' systems use it; it may come later than they do, or not at all.
import type { Product } from "../sdk/types";
import type { FloorwalkerChat } from "../widget/widget";
import { loadSession } from "../sdk/storage";
import type { Report } from "./cart";

export class Assistant {
  constructor(private readonly siteKey: string) {}

  readonly report: Report = (type, items) => {
    this.then((chat) => chat.report(type, items));
  };

  /** Whether the shopper chatted, so that there is anything to join what they do to. */
  hasChatted(): boolean {
    return loadSession(this.siteKey) !== null;
  }

  /** Has the widget know what the shopper allows. */
  allow(analytics: boolean): void {
    this.then((chat) => chat.toggleAttribute("analytics", analytics));
  }

  /** `add`: puts what the shopper chose in the chat into the shop's cart. */
  onAdd(add: (product: Product) => void): void {
    document.addEventListener("floorwalker:add-to-cart", (event) => add((event as CustomEvent<Product>).detail));
  }

  private then(act: (chat: FloorwalkerChat) => void): void {
    void customElements.whenDefined("floorwalker-chat").then(() => {
      const chat = document.querySelector<FloorwalkerChat>("floorwalker-chat");
      if (chat) act(chat);
    });
  }
}

/** The page of a product: where a choice (a size, a colour) is left to the shopper, or the cart could not be reached. */
export function goTo(address: string): void {
  location.assign(address);
}

/** JSON from the shop itself. Raises an error where it does not answer with success. */
export async function asked<T>(address: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ answer: T; response: Response }> {
  const response = await fetch(address, {
    method: body === undefined ? "GET" : "POST",
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
    credentials: "same-origin",
  });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return { answer: (await response.json()) as T, response };
}
