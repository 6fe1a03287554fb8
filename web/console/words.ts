// The console's words in the agent's language, and how it writes numbers, times and money.
import { CHINESE_ACTS } from "./words/acts";
import { ENGLISH, type Word } from "./words/en";
import { CHINESE } from "./words/zh";

export type { Word };
export type Language = "en" | "zh";

const LANGUAGES: Record<Language, Record<Word, string>> = { en: ENGLISH, zh: CHINESE };
let language: Language = "en";

/** The language of a locale, if there are words in it; else English. */
export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function speak(chosen: Language): void {
  language = chosen;
}

export function spoken(): Language {
  return language;
}

/** A word in the language taken; `gaps` fill what stands in braces. */
export function word(name: Word, gaps: Record<string, string | number> = {}): string {
  return filled(LANGUAGES[language][name], gaps);
}

/** The same for words that a part of the page has of its own. */
export function wordsIn<Own extends string>(languages: Record<Language, Record<Own, string>>) {
  return (name: Own, gaps: Record<string, string | number> = {}): string => filled(languages[language][name], gaps);
}

function filled(words: string, gaps: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (gap, key: string) => String(gaps[key] ?? gap));
}

/** The word of a kind that the server names, such as a deed's; the name itself in plain letters where there is none. */
export function wordOf(family: "deed" | "action", name: string): string {
  const key = `${family}_${name}`;
  return key in ENGLISH ? word(key as Word) : readable(name);
}

/** What a message was taken to do. */
export function actWord(act: string): string {
  return (language === "zh" && CHINESE_ACTS[act]) || readable(act);
}

/** A locale as the language that it is of. */
export function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(locale.replaceAll("_", "-").split("-")[0] ?? "") ?? locale;
  } catch {
    return locale;
  }
}

export function readable(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

export function money(price: number | null | undefined, currency: string | null | undefined): string {
  if (price === null || price === undefined) return word("onRequest");
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency: currency ?? "EUR" }).format(price);
  } catch {
    return `${price.toFixed(2)} ${currency ?? ""}`;
  }
}

/** A value as a person would write it. */
export function spelled(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map(spelled).join(word("list"));
  if (typeof value === "boolean") return word(value ? "yes" : "no");
  if (typeof value === "number") return new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value);
  if (typeof value === "object") return span(value as { min?: unknown; max?: unknown });
  return String(value);
}

function span({ min, max }: { min?: unknown; max?: unknown }): string {
  if (min === undefined && max === undefined) return "–";
  if (min === null || min === undefined) return `≤ ${spelled(max)}`;
  return max === null || max === undefined ? `≥ ${spelled(min)}` : `${spelled(min)}–${spelled(max)}`;
}

/** The time of day; with the date where it is another day's. */
export function clockTime(at: string, now = new Date()): string {
  const when = new Date(at);
  if (Number.isNaN(when.getTime())) return "";
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  const isToday = when.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(language, isToday ? time : { ...time, day: "numeric", month: "short" }).format(when);
}

/** How long, counting up: 0:45, 12:03, 1:04:00. */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (count: number): string => String(count).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
