// A report in Markdown as headings, lists and tables. All of it is text: what looks like HTML is shown as it stands.
import { html, nothing, type TemplateResult } from "lit";

type Inline = string | TemplateResult;

/** The report below a heading of level `top` (2 to 4). */
export function markdown(text: string, top = 4): TemplateResult[] {
  const views: TemplateResult[] = [];
  for (const block of text.split(/\n\s*\n/)) {
    const lines = block.split("\n").filter((line) => line.trim() !== "");
    if (lines.length > 0) views.push(blockView(lines, top));
  }
  return views;
}

function blockView(lines: readonly string[], top: number): TemplateResult {
  const first = lines[0] ?? "";
  const heading = /^(#+) (.*)$/.exec(first);
  if (heading) {
    const title = inline(heading[2] ?? "");
    const rest = lines.slice(1);
    return html`${top <= 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}${rest.length > 0 ? blockView(rest, top) : nothing}`;
  }
  if (lines.every((line) => line.startsWith("|"))) return table(lines);
  if (lines.every((line) => /^(- |\s)/.test(line))) return html`<ul class="dots">${lines.map((line) => html`<li>${inline(line.replace(/^\s*- /, ""))}</li>`)}</ul>`;
  return html`<p>${lines.flatMap((line) => [...inline(line), " "])}</p>`;
}

function table(lines: readonly string[]): TemplateResult {
  const [head = [], ...rows] = lines.filter((line) => !/^[|\s:-]+$/.test(line)).map(cells);
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${head.join(", ")}><table>
    <thead><tr>${head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function cells(line: string): string[] {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

/** Words with **strong** ones among them. */
function inline(text: string): Inline[] {
  return text.split(/\*\*([^*]+)\*\*/).map((part, index) => (index % 2 === 0 ? part.replace(/`/g, "") : html`<strong>${part}</strong>`));
}
