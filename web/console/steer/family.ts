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

function inline({ family, names, matters, need, says, decides }: Family): string {
  const parts = [`family: ${quoted(family)}`];
  if (names.length > 0) parts.push(`names: ${listed(names)}`);
  if (matters.length > 0) parts.push(`matters: {${matters.map(({ concept, grade }) => `${quoted(concept)}: ${grade}`).join(", ")}}`);
  if (need) parts.push(`needs: [{need: ${quoted(need)}, says: ${listed(says)}, decides: [${decides.map((one) => `{${decision(one)}}`).join(", ")}]}]`);
  return parts.join(", ");
}

function written({ family, names, matters, need, says, decides }: Family, margin: string): string[] {
  const lines = [`- family: ${quoted(family)}`];
  if (names.length > 0) lines.push(`  names: ${listed(names)}`);
  if (matters.length > 0) lines.push("  matters:", ...matters.map(({ concept, grade }) => `    ${quoted(concept)}: ${grade}`));
  if (need) {
    lines.push("  needs:", `  - need: ${quoted(need)}`, "    says:", ...says.map((one) => `    - ${quoted(one)}`));
    lines.push("    decides:", ...decides.map((one) => `    - {${decision(one)}}`));
  }
  return lines.map((line) => margin + line);
}

function decision({ concept, grade, wants, why }: Decides): string {
  const parts = [`concept: ${quoted(concept)}`, `grade: ${grade}`];
  if (wants) parts.push(`wants: ${DIRECTIONS.test(wants) ? wants : listed(wants.split(/[,，;；]/))}`);
  if (why) parts.push(`why: ${quoted(why)}`);
  return parts.join(", ");
}
