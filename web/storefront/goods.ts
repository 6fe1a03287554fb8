// What the demo shop sells: files that come with the demo catalog. Where another catalog is served there are none.

export interface Kind {
  key: string;
  name: string;
  zh: string;
  currency: string;
  count: number;
  image: string;
}
export interface Good {
  id: string;
  title: string;
  description: string;
  brand: string;
  category: string;
  price: number;
  currency: string;
  image_url: string;
  available: boolean;
  attributes: Record<string, unknown>;
}
/** A product as a list shows it. */
export type Shown = Pick<Good, "id" | "title" | "price" | "currency" | "image_url" | "available">;
type Sought = [id: string, title: string, price: number, image: string, available: boolean];

async function read<T>(name: string): Promise<T | null> {
  const answer = await fetch(`/demo/shop/${encodeURIComponent(name)}.json`);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return (await answer.json()) as T;
}

/** The types of products; none where the shop is closed. */
export async function kinds(): Promise<Kind[]> {
  return (await read<Kind[]>("types")) ?? [];
}

export async function goodsOf(key: string): Promise<Good[] | null> {
  return /^[a-z_]+$/.test(key) ? read<Good[]>(key) : null;
}

export async function good(id: string): Promise<Good | null> {
  const found = await goodsOf(keyOf(id));
  return found?.find((one) => one.id === id) ?? null;
}

/** The type that a product's id begins with: mouse-007 is a mouse. */
export function keyOf(id: string): string {
  return id.replace(/-\d+$/, "");
}

/** Attributes and their values in Chinese, where they are known. */
export async function chinese(): Promise<(word: string) => string> {
  const known = await read<{ attributes: Record<string, string>; values: Record<string, string> }>("chinese");
  return (word) => known?.attributes[word] ?? known?.values[word] ?? word;
}

/** The products whose title or type has all the words, as words begin. */
export async function search(query: string): Promise<Shown[]> {
  const [all, sorts] = await Promise.all([read<Sought[]>("search"), kinds()]);
  const named = new Map(sorts.map((kind) => [kind.key, kind]));
  return (all ?? [])
    .filter(([id, title]) => matches(query, `${title} ${named.get(keyOf(id))?.name ?? ""}`, named.get(keyOf(id))?.zh ?? ""))
    .map(([id, title, price, image_url, available]) => ({ id, title, price, image_url, available, currency: named.get(keyOf(id))?.currency ?? "EUR" }));
}

export function matches(query: string, text: string, zh = ""): boolean {
  const there = words(text);
  const asked = words(query);
  return asked.length > 0 && asked.every((word) => there.some((one) => one.startsWith(word)) || (zh !== "" && zh.includes(word)));
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)?/gu) ?? [];
}
