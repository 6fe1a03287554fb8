// The settings of a site as an admin writes them: times as text, and back. What this cannot read it names; the server checks.
import type { Site } from "./calls";
import { safeWord } from "./words";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const LANGUAGES = ["en", "zh"] as const;
type Span = { from: string; until: string };

const SPAN = /^(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})$/;
const DATE = /^(\d{4}-\d{2}-\d{2})\s*(.*)$/;

/** What a person wrote is not what it has to be; the message says where. */
export class Unreadable extends Error {}

export function spansOf(text: string, field: string): Span[] {
  const parts = text.split(/[,，;；]/).map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const found = SPAN.exec(part);
    if (!found) throw new Unreadable(safeWord("wrongSpan", { field }));
    return { from: found[1]!.padStart(5, "0"), until: found[2]!.padStart(5, "0") };
  });
}

export function spansText(spans: readonly Span[] | undefined): string {
  return (spans ?? []).map(({ from, until }) => `${from}-${until}`).join(", ");
}

export function exceptionsText(site: Site): string {
  return (site.hours?.exceptions ?? []).map(({ date, spans }) => `${date} ${spansText(spans)}`.trim()).join("\n");
}

/** The settings that a form says, on top of what it does not show (words in other languages). Raises Unreadable. */
export function siteOf(form: FormData, before: Site): Site {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  const words = (kind: "greeting" | "consent"): Record<string, string> => {
    const said: Record<string, string> = { ...before[kind] };
    for (const language of LANGUAGES) {
      const own = text(`${kind}-${language}`);
      if (own) said[language] = own;
      else delete said[language];
    }
    return said;
  };
  return {
    hours: form.has("open") ? { zone: text("zone"), weekly: weeklyOf(text), exceptions: exceptionsOf(text("exceptions")) } : null,
    greeting: words("greeting"),
    consent: words("consent"),
    languages: text("languages").split(/[\s,，;；]+/).filter(Boolean),
    leave_address: form.has("leave"),
  };
}

function weeklyOf(text: (name: string) => string): Record<string, Span[]> {
  return Object.fromEntries(DAYS.map((day) => [day, spansOf(text(day), safeWord(day))] as const).filter(([, spans]) => spans.length > 0));
}

function exceptionsOf(text: string): { date: string; spans: Span[] }[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const found = DATE.exec(line);
    if (!found) throw new Unreadable(safeWord("wrongDate", { line }));
    return { date: found[1]!, spans: spansOf(found[2]!, found[1]!) };
  });
}
