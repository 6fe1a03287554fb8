// What a text would change, and what was changed in it, as tables and lines.
import { html, nothing, type TemplateResult } from "lit";
import { clockTime, percent } from "../words";
import type { Moved, Preview, Previewed, Revision, RevisionText } from "./calls";
import { diff } from "./diff";
import { steerWord } from "./words";

export function previewView(preview: Preview): TemplateResult {
  return html`${preview.requests.map(requestView)}`;
}

function requestView(one: Previewed): TemplateResult {
  const named = (question: string | null | undefined): string => (question === "what-for" ? steerWord("use") : (question ?? steerWord("nothing")));
  const asks = { before: named(one.question_before), after: named(one.question_after) };
  return html`<details class="request" ?open=${one.changed}>
    <summary><strong>${one.query}</strong> <span class="quiet small">${one.changed ? nothing : steerWord("unchanged")}</span></summary>
    <p class="small">${steerWord(asks.before === asks.after ? "asksSame" : "asks", asks)}</p>
    <div class="tables">${table(steerWord("attributes"), one.attributes, true)}${table(steerWord("products"), one.products, false)}</div>
  </details>`;
}

function table(caption: string, rows: readonly Moved[], hasWeights: boolean): TemplateResult {
  return html`<table>
    <caption>${caption}</caption>
    <thead><tr>
      <th scope="col">${steerWord("now")}</th><th scope="col">${steerWord("then")}</th><th scope="col">${caption}</th><th scope="col">${steerWord("move")}</th>
      ${hasWeights ? html`<th scope="col">${steerWord("why")}</th>` : nothing}
    </tr></thead>
    <tbody>${rows.map((row) => html`<tr class=${row.before === row.after ? "" : "moved"}>
      <td class="numbers">${place(row.before, row.weight_before)}</td>
      <td class="numbers">${place(row.after, row.weight_after)}</td>
      <th scope="row">${row.label}</th>
      <td>${moveOf(row)}</td>
      ${hasWeights ? html`<td class="small">${(row.why ?? []).join("; ")}</td>` : nothing}
    </tr>`)}</tbody>
  </table>`;
}

function place(place: number | null | undefined, weight: number | null | undefined): TemplateResult {
  return html`${place ?? "–"}${weight === null || weight === undefined ? nothing : html` <span class="quiet small">${percent(weight)}</span>`}`;
}

export function moveOf({ before, after }: Pick<Moved, "before" | "after">): string {
  if (before === after) return steerWord("same");
  if (before === null || before === undefined) return steerWord("comes");
  if (after === null || after === undefined) return steerWord("goes");
  return after < before ? `↑ ${steerWord("up", { count: before - after })}` : `↓ ${steerWord("down", { count: after - before })}`;
}

/** Who wrote a revision, and when. */
export function origin(revision: Revision): string {
  const at = clockTime(revision.at);
  return revision.author === "file" ? steerWord("byHand", { at }) : steerWord("by", { who: revision.author, at });
}

export function changesView({ before, content }: RevisionText): TemplateResult {
  return html`<ol class="diff" aria-label=${steerWord("changesTo")}>${diff(before, content).map(({ kind, text, number }) =>
    kind === "gap"
      ? html`<li class="gap">${steerWord("gap", { count: number })}</li>`
      : html`<li class=${kind}><span class="number" aria-hidden="true">${number} ${{ same: " ", gone: "−", new: "+" }[kind]}</span>${
          kind === "same" ? nothing : html`<span class="sr">${steerWord(kind === "gone" ? "removed" : "added")}: </span>`
        }<code>${text}</code></li>`,
  )}</ol>`;
}
