// What outlives the page, as JSON in the browser's storage. A browser may forbid it, and other programs have none: then
// everything lasts as long as the page.

export type Where = "tab" | "browser";

function storage(where: Where): Storage | null {
  try {
    return where === "tab" ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

/** What is kept under a name; null if nothing is, or nothing that can be read. */
export function kept(where: Where, name: string): unknown {
  try {
    return JSON.parse(storage(where)?.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** Keeps a value; null removes it. */
export function keep(where: Where, name: string, value: unknown): void {
  try {
    if (value === null) storage(where)?.removeItem(name);
    else storage(where)?.setItem(name, JSON.stringify(value));
  } catch {
    // Full, or forbidden.
  }
}

/** A list that outlives the page in its tab. */
export function listIn<T>(name: string): { load(): T[]; save(list: T[]): void } {
  const load = (): T[] => {
    const stored = kept("tab", name);
    return Array.isArray(stored) ? (stored as T[]) : [];
  };
  return { load, save: (list) => keep("tab", name, list.length > 0 ? list : null) };
}
