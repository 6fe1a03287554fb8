// Whether the chat opens by itself, as the shop wishes: after some seconds, on some pages; never again once it was closed,
// and never on a phone, where it would cover the page.
import { keep, kept } from "../sdk/keeping";

const MOST_SECONDS = 24 * 3600;

export interface OpeningRule {
  /** Seconds after which it opens; null: it does not. */
  after: number | null;
  /** Paths of the pages where it does, with `*` for anything, parted by spaces; empty: on all. */
  pages: readonly string[];
}

/** Reads the attributes `open-after` and `open-on`; what is no number of seconds is told to the page's developer, and opens nothing. */
export function openingRule(after: string | null, pages: string | null): OpeningRule {
  const seconds = after === null || after.trim() === "" ? null : Number(after);
  const isWrong = seconds !== null && !(seconds >= 0 && seconds <= MOST_SECONDS);
  if (isWrong) console.warn(`floorwalker: open-after="${after}" is no number of seconds; the chat does not open by itself`);
  return { after: isWrong ? null : seconds, pages: (pages ?? "").split(/\s+/).filter(Boolean) };
}

export function opensOn(rule: OpeningRule, path: string): boolean {
  return rule.after !== null && (rule.pages.length === 0 || rule.pages.some((pattern) => matches(pattern, path)));
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}

const name = (siteKey: string): string => `floorwalker.closed.${siteKey}`;

/** The shopper closed the chat: it does not open by itself in this browser any more. */
export function wasClosed(siteKey: string): void {
  keep("browser", name(siteKey), true);
}

/** Opens as the rule says, unless the shopper closed the chat before. */
export function openByItself(rule: OpeningRule, siteKey: string, open: () => void): void {
  if (!opensOn(rule, location.pathname) || kept("browser", name(siteKey)) === true) return;
  setTimeout(() => kept("browser", name(siteKey)) !== true && open(), (rule.after ?? 0) * 1000);
}

/** Whether the panel covers the whole page. */
export function isPhone(): boolean {
  return matchMedia("(max-width: 520px)").matches;
}

/** Calls back when the element comes into view; nothing is done for what nobody sees. */
export function whenSeen(element: Element, seen: () => void): void {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watcher.disconnect();
    seen();
  });
  watcher.observe(element);
}
