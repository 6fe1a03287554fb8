// What a visitor of the demo shop has put aside: kept by the browser, the same in all its tabs, and sent nowhere.

export interface Line {
  /** Of the product, or where `variant` is given of this form of it. */
  id: string;
  variant?: { product: string; id: string };
  title: string;
  /** Of one piece; null: on request. */
  price: number | null;
  currency: string;
  image: string | null;
  quantity: number;
}

export const MOST_PIECES = 99;
const KEY = "floorwalker.demo.cart";

export class Cart {
  private kept: Line[];
  private readonly watchers: (() => void)[] = [];

  /** Without a storage (a browser may forbid it) it lasts as long as the page. */
  constructor(private readonly storage: Storage | null) {
    this.kept = this.read();
    addEventListener("storage", (event) => {
      if (event.key !== KEY && event.key !== null) return;
      this.kept = this.read();
      this.tell();
    });
  }

  get lines(): readonly Line[] {
    return this.kept;
  }

  /** How many pieces. */
  get count(): number {
    return this.kept.reduce((sum, line) => sum + line.quantity, 0);
  }

  get total(): number {
    return this.kept.reduce((sum, line) => sum + (line.price ?? 0) * line.quantity, 0);
  }

  onChange(watcher: () => void): void {
    this.watchers.push(watcher);
  }

  add(piece: Omit<Line, "quantity">): void {
    const there = this.kept.find((line) => line.id === piece.id);
    this.put(there ? this.kept.map((line) => (line === there ? { ...line, ...piece, quantity: bounded(line.quantity + 1) } : line)) : [...this.kept, { ...piece, quantity: 1 }]);
  }

  /** How many pieces more there are now of the product (fewer: below 0); none are left of it at 0. */
  set(id: string, quantity: number): number {
    const before = this.kept.find((line) => line.id === id)?.quantity;
    if (before === undefined) return 0;
    const after = bounded(quantity);
    this.put(this.kept.map((line) => (line.id === id ? { ...line, quantity: after } : line)).filter((line) => line.quantity > 0));
    return after - before;
  }

  clear(): void {
    this.put([]);
  }

  private put(lines: Line[]): void {
    this.kept = lines;
    try {
      this.storage?.setItem(KEY, JSON.stringify(lines));
    } catch {
      // A full or forbidden storage: the cart lasts as long as the page.
    }
    this.tell();
  }

  private read(): Line[] {
    try {
      const stored: unknown = JSON.parse(this.storage?.getItem(KEY) ?? "[]");
      return Array.isArray(stored) ? stored.filter(isLine) : [];
    } catch {
      return [];
    }
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}

function bounded(quantity: number): number {
  return Math.min(MOST_PIECES, Math.max(0, Math.trunc(quantity) || 0));
}

function isLine(value: unknown): value is Line {
  const line = value as Partial<Line> | null;
  return typeof line?.id === "string" && typeof line.title === "string" && typeof line.quantity === "number" && line.quantity > 0;
}
