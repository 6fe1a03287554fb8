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
  const lines = text ? text.replace(/\n$/, "").split("\n") : [];
  const head = lines.findIndex((line) => new RegExp(`^${rule.kind}\\s*:`).test(line));
  if (head < 0) return [...lines, `${rule.kind}:`, ...written(rule, "  "), ""].join("\n");
  const isEmpty = /:\s*(\[\s*\]|~|null)?\s*(#.*)?$/.test(lines[head] ?? "");
  if (!isEmpty) return flow(lines, head, rule);
  lines[head] = (lines[head] ?? "").replace(/:\s*(\[\s*\]|~|null)/, ":");
  let end = head + 1;
  let last = head;
  while (end < lines.length && /^(\s|-|#|$)/.test(lines[end] ?? "")) {
    if (/^(\s+\S|-)/.test(lines[end] ?? "") && !/^\s*#/.test(lines[end] ?? "")) last = end;
    end++;
  }
  const margin = /^(\s*)-/.exec(lines.slice(head + 1, last + 1).find((line) => /^\s*-/.test(line)) ?? "  -")?.[1] ?? "  ";
  lines.splice(last + 1, 0, ...written(rule, margin));
  return [...lines, ""].join("\n");
}

/** Where the rules of a kind stand on one line, in brackets. */
function flow(lines: string[], head: number, rule: Rule): string {
  const line = lines[head] ?? "";
  const close = line.lastIndexOf("]");
  const fields = written(rule, "").map((part) => part.replace(/^[-\s]+/, ""));
  if (close >= 0) lines[head] = `${line.slice(0, close)}, {${fields.join(", ")}}${line.slice(close)}`;
  return [...lines, ""].join("\n");
}

function written({ kind, attribute, category, factor }: Rule, margin: string): string[] {
  const lines = [`${margin}- attribute: ${quoted(attribute)}`];
  if (category) lines.push(`${margin}  category: ${quoted(category)}`);
  if (kind === "boost" || kind === "bury") lines.push(`${margin}  factor: ${factor}`);
  return lines;
}

/** As YAML reads back the same text: plain where that is safe. */
function quoted(text: string): string {
  const isPlain = /^\p{L}[\p{L}\p{N} ()/.-]*$/u.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text) && !/\s$/.test(text);
  return isPlain ? text : JSON.stringify(text);
}
