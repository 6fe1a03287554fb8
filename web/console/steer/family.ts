// A product family, or more of one, put together in a form, as lines of the knowledge's text (docs/knowledge.md).
import { listed, quoted, withItem } from "./rule";

export interface Decides {
  concept: string;
  /** From 0, hardly, to 3, decides. */
  grade: number;
  /** low or high, yes or no, or values; empty: neither way is better. */
  wants: string;
  why: string;
}

export interface Family {
  family: string;
  /** What shops and shoppers call it; none for a family that there is already. */
  names: readonly string[];
  matters: readonly Pick<Decides, "concept" | "grade">[];
  /** What it is needed for; empty for none. */
  need: string;
  says: readonly string[];
  decides: readonly Decides[];
}

const DIRECTIONS = /^(low|high|yes|no)$/;

/** The text with the family as the last one; entries of the same family are put together by who reads them. */
export function withFamily(text: string, family: Family): string {
  return withItem(text, "families", (margin) => written(family, margin), inline(family));
}

/** What decides for a need is among what matters of a new family, and values that are wanted among its values: the check
    asks for both. Of a family that there is, grades stay as they are. */
function whole(family: Family): Family & { values: readonly (readonly [string, readonly string[]])[] } {
  const { names, matters, decides, need } = family;
  const known = new Set(matters.map(({ concept }) => concept));
  const more = names.length > 0 && need ? [...new Set(decides.map(({ concept }) => concept))].filter((concept) => !known.has(concept)) : [];
  const worded = need ? decides.filter(({ wants }) => wants && !DIRECTIONS.test(wants)).map(({ concept, wants }) => [concept, valuesOf(wants)] as const) : [];
  return { ...family, matters: [...matters, ...more.map((concept) => ({ concept, grade: 1 }))], values: worded };
}

function valuesOf(wants: string): string[] {
  return wants.split(/[,，;；]/).map((one) => one.trim()).filter(Boolean);
}

function inline(given: Family): string {
  const { family, names, matters, values, need, says, decides } = whole(given);
  return [
    `family: ${quoted(family)}`,
    ...(names.length > 0 ? [`names: ${listed(names)}`] : []),
    ...(matters.length > 0 ? [`matters: {${matters.map(({ concept, grade }) => `${quoted(concept)}: ${grade}`).join(", ")}}`] : []),
    ...(values.length > 0 ? [`values: {${values.map(([concept, some]) => `${quoted(concept)}: ${listed(some)}`).join(", ")}}`] : []),
    ...(need ? [`needs: [{need: ${quoted(need)}, says: ${listed(says)}, decides: [${decides.map((one) => `{${decision(one)}}`).join(", ")}]}]`] : []),
  ].join(", ");
}

function written(given: Family, margin: string): string[] {
  const { family, names, matters, values, need, says, decides } = whole(given);
  const lines = [`- family: ${quoted(family)}`];
  if (names.length > 0) lines.push(`  names: ${listed(names)}`);
  if (matters.length > 0) lines.push("  matters:", ...matters.map(({ concept, grade }) => `    ${quoted(concept)}: ${grade}`));
  if (values.length > 0) lines.push("  values:", ...values.map(([concept, some]) => `    ${quoted(concept)}: ${listed(some)}`));
  if (need) {
    lines.push("  needs:", `  - need: ${quoted(need)}`, "    says:", ...says.map((one) => `    - ${quoted(one)}`));
    lines.push("    decides:", ...decides.map((one) => `    - {${decision(one)}}`));
  }
  return lines.map((line) => margin + line);
}

function decision({ concept, grade, wants, why }: Decides): string {
  const parts = [`concept: ${quoted(concept)}`, `grade: ${grade}`];
  if (wants) parts.push(`wants: ${DIRECTIONS.test(wants) ? wants : listed(valuesOf(wants))}`);
  if (why) parts.push(`why: ${quoted(why)}`);
  return parts.join(", ");
}
