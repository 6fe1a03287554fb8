// Numbers and prices in the language that is spoken. Formatters are kept: browsers take tens of milliseconds to make their
// first one (they read the numbers of every language they know), and some tenths of one for each after it.
import { spokenLocale } from "./words";

const made = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${spokenLocale()} ${options.currency ?? ""}`;
  const kept = made.get(key) ?? new Intl.NumberFormat(spokenLocale(), options);
  made.set(key, kept);
  return kept;
}

export function number(value: number): string {
  return formatter({ maximumFractionDigits: 3 }).format(value);
}

/** A price; nothing where there is none. */
export function money(price: number | null | undefined, currency: string | null | undefined): string {
  if (price === null || price === undefined) return "";
  try {
    return formatter({ style: "currency", currency: currency ?? "EUR" }).format(price);
  } catch {
    return `${price.toFixed(2)} ${currency ?? ""}`;
  }
}
