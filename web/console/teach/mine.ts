// What was said, the latest first, and what became of each: which models learned from it, and what that did.
import { css, html, nothing, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { spokenText } from "../components/text";
import { clockTime, word } from "../words";
import type { Verdict } from "./types";
import { becameWords, say, sayOf, verdictWords } from "./words";

export class FwVerdictList extends Part {
  static override styles = [
    SHARED,
    css`
      :host { display: block; max-width: 980px; margin: 0 auto; }
      ol { display: grid; gap: 8px; }
      .verdict { display: grid; gap: 4px; padding: 10px 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
      .head { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
      .head time { margin-left: auto; }
      .about { overflow-wrap: anywhere; }
      .became { display: grid; gap: 3px; font-size: 13px; border-top: 1px solid var(--line); padding-top: 5px; margin-top: 2px; }
      .used { color: var(--good); font-weight: 600; }
      .more { margin-top: 10px; }
    `,
  ];
  private ends: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.ends = this.app.teaching.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ends();
  }

  override render(): TemplateResult {
    const { verdicts, more, view } = this.app.teaching.state;
    if (verdicts.length === 0) return html`<p class="quiet">${say(view === "flagged" ? "noFlagged" : "noMine")}</p>`;
    return html`<ol>${verdicts.map((one) => this.verdict(one))}</ol>
      ${more ? html`<p class="more"><button class="button" type="button" @click=${() => void this.app.teaching.readVerdicts(true)}>${say("more")}</button></p>` : nothing}`;
  }

  private verdict(one: Verdict): TemplateResult {
    const told = [one.reason ? sayOf("reason", one.reason) : "", one.comment ?? ""].filter(Boolean);
    return html`<li class="verdict">
      <span class="head"><span class="badge">${sayOf("kind", one.kind)}</span><b>${verdictWords(one)}</b>${one.is_mine ? nothing : html`<span class="quiet">${one.agent}</span>`}<time class="small quiet numbers" datetime=${one.at}>${clockTime(one.at)}</time></span>
      ${one.about ? html`<span class="about" dir="auto">${spokenText(one.about)}</span>` : nothing}
      ${told.length > 0 ? html`<span class="small quiet" dir="auto">${spokenText(told.join(" · "))}</span>` : nothing}
      <span>
        <button class="link" type="button" @click=${() => this.open(one.conversation_id)}>${say("open")}</button>
        ${one.is_mine ? html` <button class="link" type="button" @click=${() => void this.app.teaching.withdraw(one)}>${say("undo")}</button>` : nothing}
      </span>
      ${one.kind === "flag" || one.kind === "reply" ? nothing : this.became(one)}
    </li>`;
  }

  private became({ became, kind, about }: Verdict): TemplateResult {
    const all = became ?? [];
    if (all.length === 0) return html`<p class="became quiet">${say("notYet")}</p>`;
    return html`<ul class="became" aria-label=${say("became")}>
      ${all.map((one) => {
        const named = say(one.outcome === "kept" ? "keptVersion" : one.outcome, { version: one.version, when: clockTime(one.at) });
        const did = becameWords(one, kind === "product" ? about : "");
        return html`<li><span class=${one.outcome}>${named}</span>${did ? html`<span>${word("colon")}${did}</span>` : nothing}</li>`;
      })}
    </ul>`;
  }

  private open(conversation: string): void {
    this.app.store.change({ room: "desk" });
    void this.app.desk.open(conversation);
  }
}

customElements.define("fw-verdict-list", FwVerdictList);
