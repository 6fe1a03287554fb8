// What goes into a shop's cart and out of it, told by reading the cart again when the page asked the shop to change it, and on
// each page. Nothing of the page is replaced: the browser says which requests were made (PerformanceObserver), whoever made
// them, so themes with forms, with fetch and with XMLHttpRequest are served alike, and a refused change is none.
import type { PageEvent, Purchase } from "../sdk/types";

export interface CartLine {
  /** As the catalog that was imported has it. */
  id: string;
  /** Which of its variants, as the catalog or else the shop names it. */
  variant_id?: string;
  quantity: number;
  /** Of one piece, in the currency's units. */
  price?: number;
  currency?: string;
}
export interface ShopCart {
  /** Another one: another cart, as after an order. */
  token: string;
  lines: CartLine[];
}
export interface Adapter {
  /** Where what was seen is kept. */
  key: string;
  /** Raises what fetch raises. */
  read(): Promise<ShopCart>;
  /** Whether a request to this address may have changed the cart. */
  changes(address: URL): boolean;
}
export type Report = (type: PageEvent, items: Purchase[]) => void;

const REST_MS = 250;

export class CartWatch {
  private queue: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `isWatched`: whether there is anybody to tell; the cart is not read else. */
  constructor(
    private readonly adapter: Adapter,
    private readonly report: Report,
    private readonly isWatched: () => boolean,
  ) {}

  start(): void {
    this.look();
    for (const begun of ["floorwalker:ready", "floorwalker:said"]) {
      document.addEventListener(begun, () => this.look()); // what is in it when a chat begins is no news
    }
    const observer = new PerformanceObserver((list) => {
      if (list.getEntries().some((entry) => this.isChange(entry.name))) this.soon();
    });
    observer.observe({ type: "resource" });
  }

  /** Reads the cart when what goes on now is done. */
  look(): void {
    this.queue = this.queue.then(() => this.compare()).catch(() => undefined); // by the next page it is read again
  }

  /** What the assistant put there was told by it already: `put` does it, and may fail. */
  expect(line: CartLine, put: () => Promise<void>): void {
    this.queue = this.queue
      .then(() => this.keepWith(line))
      .then(put)
      .catch(() => undefined)
      .then(() => this.compare())
      .catch(() => undefined);
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), REST_MS);
  }

  private isChange(name: string): boolean {
    try {
      return this.adapter.changes(new URL(name));
    } catch {
      return false;
    }
  }

  private async compare(): Promise<void> {
    if (!this.isWatched()) return;
    const now = merged(await this.adapter.read());
    const before = this.kept();
    this.keep(now);
    if (before === null) return; // the first that is seen of it says nothing of who put what there
    const known = before.token === now.token ? before.lines : [];
    for (const [type, items] of differences(known, now.lines)) if (items.length > 0) this.report(type, items);
  }

  private async keepWith(line: CartLine): Promise<void> {
    if (!this.isWatched()) return;
    const before = this.kept() ?? merged(await this.adapter.read());
    this.keep(merged({ token: before.token, lines: [...before.lines, line] }));
  }

  private kept(): ShopCart | null {
    try {
      const stored = JSON.parse(localStorage.getItem(this.adapter.key) ?? "null") as ShopCart | null;
      return stored && Array.isArray(stored.lines) ? stored : null;
    } catch {
      return null;
    }
  }

  private keep(cart: ShopCart): void {
    try {
      localStorage.setItem(this.adapter.key, JSON.stringify(cart));
    } catch {
      // Nothing may be stored: nothing is compared, so nothing is told of carts.
    }
  }
}

/** One line for each product or variant of it. */
export function merged({ token, lines }: ShopCart): ShopCart {
  const found = new Map<string, CartLine>();
  for (const line of lines) {
    const there = found.get(keyOf(line));
    found.set(keyOf(line), there ? { ...there, ...line, quantity: there.quantity + line.quantity } : line);
  }
  return { token, lines: [...found.values()] };
}

function keyOf({ id, variant_id: variant }: CartLine): string {
  return JSON.stringify([id, variant ?? ""]);
}

export function differences(before: readonly CartLine[], now: readonly CartLine[]): ["add_to_cart" | "remove_from_cart", Purchase[]][] {
  const had = new Map(before.map((line) => [keyOf(line), line]));
  const has = new Map(now.map((line) => [keyOf(line), line]));
  const more: Purchase[] = [];
  const less: Purchase[] = [];
  for (const [key, line] of new Map([...had, ...has])) {
    const change = (has.get(key)?.quantity ?? 0) - (had.get(key)?.quantity ?? 0);
    const told = { ...line, quantity: Math.abs(change) };
    if (change > 0) more.push(told);
    if (change < 0) less.push(told);
  }
  return [["add_to_cart", more], ["remove_from_cart", less]];
}
