// How the dashboards write numbers: shares, times, changes, days; and an honest word where there are too few.
import { spoken } from "../words";
import type { Figure } from "./types";
import { said } from "./words";

/** A share; of small ones, a digit more. */
export function share(value: number): string {
  const digits = value > 0 && value < 0.0995 ? 1 : 0;
  return new Intl.NumberFormat(spoken(), { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function count(value: number): string {
  return new Intl.NumberFormat(spoken()).format(value);
}

export function amount(kind: Figure["kind"], value: number): string {
  return kind === "share" ? share(value) : new Intl.NumberFormat(spoken(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(value);
}

/** Seconds as people say them: 0.4 s, 12 s, 3 min, 2 h. */
export function seconds(value: number): string {
  const write = (amount: number, unit: string, digits: number): string =>
    new Intl.NumberFormat(spoken(), { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(amount);
  if (value < 60) return write(value, "second", value < 10 ? 1 : 0);
  return value < 3600 ? write(value / 60, "minute", value < 600 ? 1 : 0) : write(value / 3600, "hour", 1);
}

/** Points more or less, with the sign; "0" where it rounds to it. */
export function points(value: number): string {
  const rounded = Math.round(1000 * value) / 10;
  const written = new Intl.NumberFormat(spoken(), { maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(rounded);
  return said("points", { points: written });
}

export function between(figure: Figure): string {
  if (figure.low === null || figure.high === null) return "";
  return said("between", { low: amount(figure.kind, figure.low), high: amount(figure.kind, figure.high) });
}

/** A figure, or that it is of too few. */
export function told(figure: Figure, least: number): string {
  return figure.value === null ? tooFew(figure.count, least) : amount(figure.kind, figure.value);
}

export function tooFew(have: number, need: number): string {
  // From `need` conversations on they may still be of fewer shoppers than are named.
  return have < need ? said("tooFew", { have: count(have), need: count(need) }) : said("tooFewShoppers");
}

export function day(at: string, by: "day" | "week" | "month" = "day"): string {
  const style: Intl.DateTimeFormatOptions = by === "month" ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(spoken(), { ...style, timeZone: "UTC" }).format(new Date(at));
}

/** How long ago, in the largest unit that fits. */
export function ago(at: string, now = Date.now()): string {
  const minutes = Math.max(0, (now - new Date(at).getTime()) / 60_000);
  const format = new Intl.RelativeTimeFormat(spoken(), { numeric: "always" });
  if (minutes < 60) return format.format(-Math.floor(minutes), "minute");
  return minutes < 2880 ? format.format(-Math.floor(minutes / 60), "hour") : format.format(-Math.floor(minutes / 1440), "day");
}

/** Whether two figures differ by more than their 95 % intervals leave to chance. */
export function change(now: Figure, before: Figure | undefined): { by: number; sure: boolean } | null {
  if (!before || now.value === null || before.value === null) return null;
  const half = (one: Figure, up: boolean): number => (up ? (one.high ?? one.value!) - one.value! : one.value! - (one.low ?? one.value!));
  const by = now.value - before.value;
  // Newcombe's interval of a difference (Statistics in Medicine 1998, method 10).
  const low = by - Math.hypot(half(now, false), half(before, true));
  const high = by + Math.hypot(half(now, true), half(before, false));
  return { by, sure: low > 0 || high < 0 };
}
