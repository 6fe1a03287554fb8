// The draft above the field: what the assistant would answer, part by part; sent, edited or rejected by keys alone.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { contentView, MESSAGE_STYLES } from "../components/messages";
import { PRODUCT_STYLES } from "../components/products";
import { SHARED } from "../components/styles";
import { sends } from "../keys";
import type { Place } from "../store";
import type { Shown } from "../types";
import { percent, word } from "../words";
import type { SuggestedPart, Suggestion } from "./types";
import { assistWord, kindWord, REASONS } from "./words";

const MOST_ATTRIBUTES = 4;

export class FwDraft extends Part {
  static override styles = [
    SHARED,
    PRODUCT_STYLES,
    MESSAGE_STYLES,
    css`
      :host { display: block; padding: 0 16px 8px; }
      section { max-width: 980px; margin: 0 auto; border: 1px dashed var(--edge); border-radius: 11px; background: var(--paper); display: flex; flex-direction: column; max-height: max(148px, 33cqh); }
      section.folded { max-height: none; }
      header { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; padding: 7px 13px 3px; font-size: 12.5px; }
      h3 { font-weight: 600; }
      header .gap { flex: 1; }
      .line { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .folded { flex-flow: row wrap; align-items: center; }
      .folded header { flex: 1; min-width: 0; flex-wrap: nowrap; padding-bottom: 7px; align-items: center; }
      .folded h3 { white-space: nowrap; }
      .folded .row { padding: 6px 13px 6px 0; }
      .parts[hidden] { display: none; }
      .parts { overflow-y: auto; padding: 2px 13px 6px; display: grid; gap: 8px; min-height: 0; }
      .part { display: grid; grid-template-columns: 24px minmax(0, 1fr); gap: 2px 6px; }
      .part > .head { grid-column: 1 / -1; display: flex; gap: 8px; align-items: center; min-height: 24px; font-size: 12.5px; color: var(--quiet); }
      .part > .content { grid-column: 2; }
      .cards { grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 6px; }
      .card { grid-template-columns: 32px 1fr; padding: 5px 7px; gap: 0 8px; }
      .card .picture { width: 32px; height: 32px; }
      .card .name { -webkit-line-clamp: 1; }
      .part.left > .content { opacity: 0.55; }
      input[type="checkbox"] { width: 16px; height: 16px; accent-color: var(--accent); }
      .row { display: flex; flex-wrap: wrap; gap: 6px; padding: 6px 13px 9px; align-items: center; }
      .row .field { flex: 1; min-width: 150px; width: auto; }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { draft } = this.app.assist;
    if (!draft) return nothing;
    const isFolded = this.state.foldsDraft;
    return html`<section class=${isFolded ? "folded" : ""} aria-labelledby="title" @keydown=${this.key}>
      ${this.head(draft, isFolded)}
      <ol class="parts" id="parts" tabindex="0" aria-labelledby="title" ?hidden=${isFolded}>${isFolded ? nothing : draft.parts.map((part) => this.partView(draft, part))}</ol>
      ${this.app.assist.rejecting === draft.id ? this.reasons() : this.actions(draft)}
    </section>`;
  }

  private head(draft: Suggestion, isFolded: boolean): TemplateResult {
    const kinds = draft.parts.map(({ message }) => kindWord(message["type"])).join(word("list"));
    const fold = (): void => this.app.preferences.prefer({ foldsDraft: !isFolded });
    return html`<header>
      <h3 id="title">${assistWord("draft")}</h3>
      ${isFolded ? html`<span class="line" title=${draft.text}>${draft.text || kinds}</span>` : html`<span class="quiet">${assistWord("onlyYou")} · ${kinds}</span><span class="gap"></span>`}
      <button class="link" type="button" aria-expanded=${!isFolded} aria-controls="parts" title=${assistWord(isFolded ? "unfold" : "fold")} @click=${fold}>
        <span aria-hidden="true">${isFolded ? "▴" : "▾"}</span><span class="sr">${assistWord("draft")}</span> <kbd>v</kbd>
      </button>
    </header>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.app.assist.stopwatch.show(this.app.assist.draft?.id ?? null);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.assist.stopwatch.show(null);
  }

  protected override guided(place: Place): void {
    if (place === "draft") void this.updateComplete.then(() => this.found<HTMLElement>("[data-first]")?.focus());
  }

  private partView(draft: Suggestion, part: SuggestedPart): TemplateResult {
    const { assist } = this.app;
    const isSent = assist.chosen(draft).includes(part.index);
    const choose = (event: Event): void => assist.choose(draft, part.index, (event.target as HTMLInputElement).checked);
    const shown = shownOf(draft, part);
    const kind = kindWord(part.message["type"]);
    return html`<li class="part message bot ${isSent ? "" : "left"}">
      <div class="head">
        ${draft.parts.length > 1 ? html`<input type="checkbox" .checked=${isSent} aria-label=${assistWord("withPart", { kind })} @change=${choose} />` : nothing}
        <span>${kind}${chance(part)}</span>
        ${draft.parts.length > 1 ? html`<button class="link" type="button" ?disabled=${assist.busy !== null} aria-label="${assistWord("alonePart")}: ${kind}" @click=${() => void assist.accept([part.index])}>${assistWord("alonePart")}</button>` : nothing}
      </div>
      <div class="content">${contentView(shown)}${orderedBy(part)}</div>
    </li>`;
  }

  private actions(draft: Suggestion): TemplateResult {
    const { assist } = this.app;
    const isBusy = assist.busy !== null;
    return html`<div class="row">
      <button class="button first" type="button" data-first ?disabled=${isBusy || assist.chosen(draft).length === 0} @click=${() => void assist.accept()}>${assistWord("send")} <kbd>a</kbd> <kbd>Enter</kbd></button>
      <button class="button" type="button" ?disabled=${isBusy} @click=${() => assist.edit()}>${assistWord("edit")} <kbd>e</kbd></button>
      <button class="button" type="button" ?disabled=${isBusy} @click=${() => assist.ask()}>${assistWord("reject")} <kbd>d</kbd></button>
    </div>`;
  }

  private reasons(): TemplateResult {
    const { assist } = this.app;
    return html`<form class="row" aria-label=${assistWord("why")} @submit=${this.rejected}>
      <span class="quiet small">${assistWord("why")}</span>
      ${REASONS.map(
        (reason, index) => html`<button class="button" type="button" ?data-first=${index === 0} ?disabled=${assist.busy !== null} @click=${() => void assist.reject(reason)}>${assistWord(`because_${reason}`)}</button>`,
      )}
      <input class="field" name="reason" maxlength="500" aria-label=${assistWord("ownReason")} placeholder=${assistWord("ownReason")} autocomplete="off" />
      <button class="button first" ?disabled=${assist.busy !== null}>${assistWord("reject")}</button>
      <button class="button" type="button" @click=${() => assist.keep()}>${word("cancel")}</button>
    </form>`;
  }

  private readonly rejected = (event: SubmitEvent): void => {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get("reason");
    void this.app.assist.reject(String(reason ?? "").trim() || null);
  };

  private readonly key = (event: KeyboardEvent): void => {
    const { assist } = this.app;
    if (sends(event) && !assist.rejecting) {
      event.preventDefault();
      void assist.accept();
    }
    if (event.key === "Escape" && assist.rejecting) {
      event.preventDefault();
      assist.keep();
    }
  };
}

/** A part as a message of a transcript, which it may become. */
function shownOf(draft: Suggestion, { message, propensity }: SuggestedPart): Shown {
  return { id: String(message["id"]), at: draft.at, sender: "bot", message, acts: [], weights: [], propensity: propensity ?? null, deeds: [] };
}

function chance({ propensity }: SuggestedPart): string {
  return typeof propensity === "number" && propensity < 0.995 ? ` · ${word("chosenWith", { percent: percent(propensity) })}` : "";
}

function orderedBy({ message }: SuggestedPart): TemplateResult | typeof nothing {
  const all = (message["type"] === "products" ? message["attributes"] : null) as { label: string; weight: number }[] | null;
  const top = [...(all ?? [])].sort((a, b) => b.weight - a.weight).slice(0, MOST_ATTRIBUTES);
  if (top.length === 0) return nothing;
  const attributes = top.map(({ label, weight }) => `${label} ${percent(weight)}`).join(word("list"));
  return html`<p class="quiet small">${assistWord("orderedBy", { attributes })}</p>`;
}

customElements.define("fw-draft", FwDraft);
