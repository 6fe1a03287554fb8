// One message of a transcript: who said it and when, what it shows, what it was taken to mean, what came of it.
import { css, html, nothing, type TemplateResult } from "lit";
import { safeUrl } from "../address";
import { isOutage } from "../../sdk/outage";
import type { Choice, ComparisonMessage, LoggedMessage, ProductDetailMessage, ProductsMessage, QuestionMessage, TextMessage } from "../../sdk/types";
import type { Note, Shown } from "../types";
import { actWord, clockTime, percent, readable, spelled, word, wordOf } from "../words";
import { productCard, productCards, said } from "./products";
import { spokenText } from "./text";

export const MESSAGE_STYLES = css`
  .message { display: flex; flex-direction: column; gap: 4px; max-width: min(720px, 88%); align-items: flex-start; }
  .message.bot, .message.agent { align-self: flex-end; align-items: flex-end; }
  .message.wide { width: 100%; }
  .by { display: flex; flex-wrap: wrap; gap: 0 8px; font-size: 12.5px; color: var(--quiet); align-items: baseline; }
  .by b { font-weight: 600; color: var(--ink); }
  .bubble { padding: 7px 12px; border-radius: 12px; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); background: var(--paper); max-width: 100%; }
  .shopper .bubble { border-bottom-left-radius: 4px; }
  .bot .bubble { background: var(--sunk); border-color: transparent; border-bottom-right-radius: 4px; }
  .agent .bubble { background: var(--mine); color: var(--on-mine); border-color: transparent; border-bottom-right-radius: 4px; }
  button.masked { border: 0; font: inherit; cursor: pointer; min-width: 24px; min-height: 24px; text-decoration: underline dotted; }
  .agent .masked { color: inherit; background: transparent; outline: 1px dashed currentcolor; }
  .panel { width: 100%; display: flex; flex-direction: column; gap: 8px; }
  .panel > .bubble { align-self: flex-start; }
  .options { display: flex; flex-wrap: wrap; gap: 5px; }
  .option { padding: 2px 10px; border: 1px solid var(--line); border-radius: 999px; background: var(--paper); font-size: 13px; }
  .option.picked { border-color: var(--accent); background: var(--accent-soft); color: var(--accent-ink); font-weight: 600; }
  .tap { border-style: dashed; }
  .notice { align-self: center; max-width: 90%; display: flex; gap: 8px; font-size: 12.5px; color: var(--quiet); padding: 3px 12px; background: var(--sunk); border-radius: 10px; text-align: center; }
  .notice time { flex: none; align-self: end; }
  .notice.handoff, .notice.outage { color: var(--warn); background: var(--warn-soft); }
  .notice b { flex: none; font-weight: 600; }
  .notice.error { color: var(--bad); background: var(--bad-soft); }
  .note { align-self: center; width: min(560px, 92%); padding: 7px 12px; border: 1px dashed var(--note-line); border-radius: 9px; background: var(--note); color: var(--note-ink); }
  .note .by, .note .by b { color: inherit; }
  .note p { white-space: pre-wrap; overflow-wrap: anywhere; }
  .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 9px; background: var(--paper); }
  table { border-collapse: collapse; font-size: 13px; width: 100%; }
  th, td { text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
  tr:last-child > * { border-bottom: 0; }
  .source { display: block; font-size: 12.5px; margin-top: 3px; color: inherit; }
`;

/** Whose words it is shown with. */
export interface Reader {
  /** The display name of the agent who looks. */
  me: string;
  /** What came before, which tells how an option was offered. */
  before: readonly Shown[];
  /** Whether they may see what is hidden, for a reason. */
  reveals?: boolean;
  /** What stands below a message besides, such as what agents say of it. */
  below?: (shown: Shown) => unknown;
}

export function messageView(shown: Shown, reader: Reader): TemplateResult {
  const message = shown.message as unknown as LoggedMessage;
  if (message.type === "notice") return html`<li class="notice ${isOutage(message) ? "outage" : message.kind}">${isOutage(message) ? html`<b>${word("wasDown")}</b>` : nothing}<span>${spokenText(message.text)}</span><time class="numbers" datetime=${shown.at}>${clockTime(shown.at)}</time></li>`;
  const isWide = message.type === "products" || message.type === "comparison" || message.type === "product_detail";
  return html`<li class="message ${shown.sender} ${isWide ? "wide" : ""}">
    <span class="by"><b>${speaker(shown, reader)}</b><time class="numbers" datetime=${shown.at}>${clockTime(shown.at)}</time>${chance(shown)}</span>
    ${content(message, shown, reader)} ${understood(shown)} ${reader.below?.(shown) ?? nothing}
  </li>`;
}

export function noteView(note: Note, reveals = false): TemplateResult {
  return html`<li class="note">
    <span class="by"><b>${word("note")} · ${note.agent}</b><span>${word("notSent")}</span><time class="numbers" datetime=${note.at}>${clockTime(note.at)}</time></span>
    <p dir="auto">${spokenText(note.text, reveals ? { note_id: note.id } : null)}</p>
  </li>`;
}

function speaker(shown: Shown, { me }: Reader): string {
  if (shown.sender === "shopper") return word("shopper");
  if (shown.sender === "bot") return word("assistant");
  const name = shown.message["agent"];
  return typeof name !== "string" ? word("reply") : name === me ? `${name} (${word("you")})` : name;
}

function chance({ propensity }: Shown): TemplateResult | typeof nothing {
  return propensity === null || propensity === undefined || propensity >= 0.995 ? nothing : html`<span>${word("chosenWith", { percent: percent(propensity) })}</span>`;
}

function understood({ acts }: Shown): TemplateResult | typeof nothing {
  if (!acts || acts.length === 0) return nothing;
  const words = acts.map(({ act, confidence }) => (typeof confidence === "number" ? word("sure", { act: actWord(act), percent: percent(confidence) }) : actWord(act)));
  return html`<span class="by"><span>${word("understood")}${word("colon")}</span>${words.map((one) => html`<span class="badge">${one}</span>`)}</span>`;
}

/** What a message says and shows, without who said it. */
export function contentView(shown: Shown): TemplateResult {
  const message = shown.message as unknown as LoggedMessage;
  if (message.type === "notice") return html`<p class="bubble">${spokenText(message.text)}</p>`;
  return content(message, shown, { me: "", before: [] });
}

function content(message: LoggedMessage, shown: Shown, reader: Reader): TemplateResult {
  switch (message.type) {
    case "text":
      return text(message, reader.reveals ? { message_id: shown.id } : null);
    case "choice":
      return html`<p class="bubble tap"><span class="quiet small">${word("tapped")} · ${readable(message.choice.attribute)}</span><br />${offered(message.choice, reader.before)}</p>`;
    case "action":
      return html`<p class="bubble tap"><span class="quiet small">${word("pressed")}</span><br />${wordOf("action", message.action)}</p>`;
    case "products":
      return products(message, shown);
    case "question":
      return question(message, shown);
    case "comparison":
      return comparison(message);
    case "product_detail":
      return detail(message, shown);
    default:
      return html`<p class="bubble quiet">${word("unknown")}</p>`;
  }
}

function text({ text: words, sources }: TextMessage, about: { message_id: string } | null): TemplateResult {
  return html`<div class="bubble" dir="auto">${spokenText(words, about)}${(sources ?? []).map(({ title, url }) => {
    const address = safeUrl(url);
    const named = word("source", { title });
    return address
      ? html`<a class="source" href=${address} target="_blank" rel="noopener noreferrer">${named}</a>`
      : html`<span class="source">${named}</span>`;
  })}</div>`;
}

function products(message: ProductsMessage, shown: Shown): TemplateResult {
  const deeds = shown.deeds ?? [];
  const aboutAll = said(deeds.filter((deed) => !deed.product_id));
  return html`<div class="panel">
    ${message.text ? html`<div class="bubble" dir="auto">${spokenText(message.text)}</div>` : nothing}
    ${productCards(message.products, deeds)}
    <span class="by"><span>${word("productsOf", { shown: message.products.length, total: message.total })}</span>
      ${aboutAll.map((words) => html`<span class="deed">${words}</span>`)}</span>
  </div>`;
}

function question(message: QuestionMessage, shown: Shown): TemplateResult {
  const picked = (shown.deeds ?? []).filter((deed) => deed.type === "option_pick").map((deed) => JSON.stringify(deed.value));
  return html`<div class="bubble" dir="auto">${spokenText(message.text)}</div>
    <ul class="options" aria-label=${message.label}>
      ${message.options.map((option) => {
        const isPicked = picked.includes(JSON.stringify(option.value));
        return html`<li class="option ${isPicked ? "picked" : ""}">${option.label} ${option.count ? html`<span class="quiet numbers">(${option.count})</span>` : nothing}${isPicked ? html`<span class="sr">${word("picked")}</span>` : nothing}</li>`;
      })}
    </ul>`;
}

function comparison(message: ComparisonMessage): TemplateResult {
  return html`<div class="panel">
    ${message.text ? html`<div class="bubble" dir="auto">${spokenText(message.text)}</div>` : nothing}
    <div class="scroll" tabindex="0" role="group" aria-label=${wordOf("action", "compare")}>
      <table>
        <thead><tr><td></td>${message.products.map((product) => html`<th scope="col">${product.title}</th>`)}</tr></thead>
        <tbody>
          ${message.rows.map((row) => html`<tr><th scope="row">${row.unit ? `${row.label} (${row.unit})` : row.label}</th>${row.values.map((value) => html`<td>${spelled(value)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
  </div>`;
}

function detail(message: ProductDetailMessage, shown: Shown): TemplateResult {
  const { product } = message;
  return html`<div class="panel">
    ${message.text ? html`<div class="bubble" dir="auto">${spokenText(message.text)}</div>` : nothing}
    <ul class="cards">${productCard({ ...product, score: 0 } as Parameters<typeof productCard>[0], shown.deeds ?? [])}</ul>
  </div>`;
}

/** A tapped value in the words in which it was offered. */
function offered({ attribute, value = null, values }: Choice, before: readonly Shown[]): string {
  if (values?.length) return values.map(spelled).join(" · ");
  if (value === null) return word("noPreference");
  const wanted = JSON.stringify(value);
  for (const { message } of [...before].reverse()) {
    const asked = message as unknown as LoggedMessage;
    if (asked.type !== "question" || asked.attribute !== attribute) continue;
    const option = asked.options.find((one) => JSON.stringify(one.value) === wanted);
    if (option) return option.label;
  }
  return spelled(value);
}
