// A common rule, chosen in a form, as lines of the rules' text (docs/rules.md).

export type RuleKind = "pin" | "boost" | "bury" | "hide";

export interface Rule {
  kind: RuleKind;
  attribute: string;
  /** Only where this product type is searched; empty: everywhere. */
  category: string;
  /** Of boost and bury. */
  factor: number;
}

/** The text with the rule as the last of its kind; everything else, comments too, stays as it is. */
export function withRule(text: string, rule: Rule): string {
  const inline = written(rule, "").map((part) => part.replace(/^[-\s]+/, ""));
  return withItem(text, rule.kind, (margin) => written(rule, margin), inline.join(", "));
}

/** The text with one more item in the list of a key: `written` are its lines behind a margin, `inline` its fields where
    the list stands on one line. */
export function withItem(text: string, key: string, written: (margin: string) => string[], inline: string): string {
  const lines = text ? text.replace(/\n$/, "").split("\n") : [];
  const head = lines.findIndex((line) => new RegExp(`^${key}\\s*:`).test(line));
  if (head < 0) return [...lines, `${key}:`, ...written("  "), ""].join("\n");
  const isEmpty = /:\s*(\[\s*\]|~|null)?\s*(#.*)?$/.test(lines[head] ?? "");
  if (!isEmpty) return flow(lines, head, inline);
  lines[head] = (lines[head] ?? "").replace(/:\s*(\[\s*\]|~|null)/, ":");
  let end = head + 1;
  let last = head;
  while (end < lines.length && /^(\s|-|#|$)/.test(lines[end] ?? "")) {
    if (/^(\s+\S|-)/.test(lines[end] ?? "") && !/^\s*#/.test(lines[end] ?? "")) last = end;
    end++;
  }
  const margin = /^(\s*)-/.exec(lines.slice(head + 1, last + 1).find((line) => /^\s*-/.test(line)) ?? "  -")?.[1] ?? "  ";
  lines.splice(last + 1, 0, ...written(margin));
  return [...lines, ""].join("\n");
}

/** Where the items of a key stand on one line, in brackets. */
function flow(lines: string[], head: number, inline: string): string {
  const line = lines[head] ?? "";
  const close = line.lastIndexOf("]");
  if (close >= 0) lines[head] = `${line.slice(0, close)}, {${inline}}${line.slice(close)}`;
  return [...lines, ""].join("\n");
}

function written({ kind, attribute, category, factor }: Rule, margin: string): string[] {
  const lines = [`${margin}- attribute: ${quoted(attribute)}`];
  if (category) lines.push(`${margin}  category: ${quoted(category)}`);
  if (kind === "boost" || kind === "bury") lines.push(`${margin}  factor: ${factor}`);
  return lines;
}

/** Several texts in brackets. */
export function listed(texts: readonly string[]): string {
  return `[${texts.map((text) => text.trim()).filter(Boolean).map(quoted).join(", ")}]`;
}

/** As YAML reads back the same text: plain where that is safe. */
export function quoted(text: string): string {
  const isPlain = /^\p{L}[\p{L}\p{N} ()/.-]*$/u.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text) && !/\s$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
