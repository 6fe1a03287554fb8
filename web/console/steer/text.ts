// A section of room "steer": one text that the assistant goes by, written, checked, previewed, approved and undone.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { clockTime } from "../words";
import type { Kind, Problem, Revision } from "./calls";
import { type Draft, draftOf, type DraftState } from "./draft";
import { LOOKS } from "./looks";
import type { Family } from "./family";
import "./family-form";
import type { RuleKind } from "./rule";
import { changesView, origin, previewView } from "./views";
import { steerWord } from "./words";

const KINDS: readonly RuleKind[] = ["pin", "boost", "bury", "hide"];

export class FwSteeringText extends Part {
  static override properties = { ...Part.properties, kind: { attribute: false } };
  static override styles = [SHARED, LOOKS];
  declare kind: Kind;
  private draft: Draft | null = null;
  private forget: (() => void) | null = null;

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has("kind") && this.draft) return;
    this.forget?.();
    this.draft = draftOf(this.app, this.kind);
    this.forget = this.draft.watch(() => this.requestUpdate());
    void this.draft.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forget?.();
    this.draft = null;
  }

  override render(): TemplateResult | typeof nothing {
    const draft = this.draft;
    if (!draft) return nothing;
    const { state } = draft;
    return html`
      <h2>${steerWord(this.kind)}</h2>
      <p class="lead quiet">${steerWord(this.kind === "rules" ? "rulesLead" : "knowledgeLead")}</p>
      ${this.standing(state)}
      ${state.steered?.waiting.length ? html`<h3>${steerWord("waits")}</h3>${state.steered.waiting.map((one) => this.revision(one, draft))}` : nothing}
      <div class="write">
        <div>${this.editor(draft)}${this.problems(state.problems)}</div>
        ${this.kind === "rules" ? this.form(draft) : html`<fw-family-form .choices=${state.attributes} @family=${(event: CustomEvent<Family>) => this.addingFamily(event, draft)}></fw-family-form>`}
      </div>
      ${this.buttons(draft)}
      <div role="status">${state.busy ? html`<p class="quiet small">${steerWord("busy")}</p>` : nothing}
        ${state.told ? html`<p class="notice ${state.told.isGood ? "good" : "bad"}">${state.told.words}</p>` : nothing}</div>
      ${this.trying(draft)}
      <h3>${steerWord("history")}</h3>
      ${state.history
        ? state.history.map((one) => this.revision(one, draft, true))
        : html`<button class="button" type="button" data-do="history" @click=${() => void draft.readHistory()}>${steerWord("readHistory")}</button>`}
    `;
  }

  private standing({ steered }: DraftState): TemplateResult | typeof nothing {
    if (!steered) return nothing;
    const { revision, problems, unchecked, four_eyes } = steered;
    const at = revision ? clockTime(revision.decided_at ?? revision.at) : "";
    const who = revision?.author === "file" ? steerWord("currentByHand", { at }) : steerWord("currentBy", { at, who: revision?.author ?? "" });
    return html`<div class="state">
      <p class="small">${revision ? who : steerWord("nobodyYet")} ${four_eyes ? steerWord("fourEyes") : nothing}</p>
      ${unchecked ? html`<p class="notice">${steerWord("unchecked", { why: unchecked })}</p>` : nothing}
      ${problems.some(({ severity }) => severity === "error") ? html`<p class="notice bad">${steerWord("brokenNow")}</p>` : nothing}
    </div>`;
  }

  private editor(draft: Draft): TemplateResult {
    const { text, problems } = draft.state;
    const wrong = new Set((problems ?? []).map(({ line }) => line));
    const numbers = text.split("\n").map((_, index) => (wrong.has(index + 1) ? html`<b>! ${index + 1}</b>\n` : html`${index + 1}\n`));
    return html`<label class="small" for="text">${steerWord("text")} <span class="quiet">${steerWord("textHint")}</span></label>
      <div class="editor">
        <pre aria-hidden="true">${numbers}</pre>
        <textarea id="text" spellcheck="false" autocapitalize="off" wrap="off" .value=${text}
          @input=${(event: Event) => draft.write((event.target as HTMLTextAreaElement).value)} @scroll=${this.scrolled}></textarea>
      </div>`;
  }

  private problems(problems: readonly Problem[] | null): TemplateResult | typeof nothing {
    if (!problems?.length) return nothing;
    return html`<h3>${steerWord("problems")}</h3>
      <ul class="problems">${problems.map(({ line, field, message, severity }) => html`<li>
        <span class="badge ${severity}">${steerWord(severity ?? "error")}</span>
        <button class="link" type="button" @click=${() => this.goTo(line)}>${steerWord("line", { line })}</button>
        <span>${field ? html`<code>${field}</code>: ` : nothing}${message}</span>
      </li>`)}</ul>`;
  }

  private form(draft: Draft): TemplateResult {
    return html`<form @submit=${(event: SubmitEvent) => this.adding(event, draft)}>
      <h3>${steerWord("addRule")}</h3>
      <label>${steerWord("kind")}<select class="field" name="kind">${KINDS.map((kind) => html`<option value=${kind}>${steerWord(kind)}</option>`)}</select></label>
      <label>${steerWord("attribute")}<input class="field" name="attribute" list="attributes" required maxlength="200" autocomplete="off" /></label>
      <datalist id="attributes">${draft.state.attributes.map(({ label }) => html`<option value=${label}></option>`)}</datalist>
      <label>${steerWord("category")}<input class="field" name="category" maxlength="200" autocomplete="off" /></label>
      <label>${steerWord("factor")}<input class="field" name="factor" type="number" min="1.1" max="1000" step="0.1" .defaultValue=${"2"} /></label>
      <button class="button" type="submit">${steerWord("add")}</button>
    </form>`;
  }

  private buttons(draft: Draft): TemplateResult {
    const { busy, note, steered } = draft.state;
    return html`<div class="row">
      <button class="button" type="button" data-do="check" ?disabled=${busy} @click=${() => void draft.check()}>${steerWord("check")}</button>
      <button class="button" type="button" ?disabled=${busy || !draft.isDirty} @click=${() => draft.discard()}>${steerWord("discard")}</button>
      <label class="small">${steerWord("note")}<input class="field" name="note" maxlength="1000" .value=${note} @input=${(event: Event) => draft.put({ note: (event.target as HTMLInputElement).value })} /></label>
      <button class="button first" type="button" data-do="propose" ?disabled=${busy || !draft.isDirty} @click=${() => void draft.propose()}>${steerWord(steered?.four_eyes ? "proposeIt" : "makeCurrent")}</button>
    </div>`;
  }

  private trying(draft: Draft): TemplateResult {
    const { requests, preview, busy } = draft.state;
    return html`<h3>${steerWord("preview")}</h3>
      <label class="small">${steerWord("requests")} <span class="quiet">${steerWord("requestsHint")}</span>
        <textarea class="field" name="requests" rows="4" .value=${requests} @input=${(event: Event) => draft.put({ requests: (event.target as HTMLTextAreaElement).value })}></textarea></label>
      <div class="row"><button class="button" type="button" data-do="preview" ?disabled=${busy} @click=${() => void draft.preview()}>${steerWord("preview")}</button></div>
      ${preview ? previewView(preview) : nothing}`;
  }

  private revision(one: Revision, draft: Draft, inHistory = false): TemplateResult {
    const { shown, busy, steered } = draft.state;
    const isShown = shown?.revision.id === one.id;
    const isOwn = one.author === this.state.agent?.name;
    const decided = one.decided_by ? steerWord("decidedBy", { who: one.decided_by }) : "";
    return html`<article class="revision">
      <p><span class="badge ${one.state}">${steerWord(one.state)}</span> ${origin(one)} <span class="quiet">${decided}</span></p>
      ${one.note ? html`<p class="note">${one.note}</p>` : nothing}
      <div class="row">
        <button class="button" type="button" aria-expanded=${isShown} @click=${() => void draft.show(one.id)}>${steerWord(isShown ? "hideChanges" : "changes")}</button>
        ${one.state === "proposed" && !inHistory
          ? html`<button class="button first" type="button" ?disabled=${busy || (isOwn && steered?.four_eyes)} @click=${() => void draft.decide(one.id, "approve")}>${steerWord("approve")}</button>
              <button class="button" type="button" ?disabled=${busy} @click=${() => void draft.decide(one.id, "refuse")}>${steerWord(isOwn ? "withdraw" : "refuse")}</button>`
          : nothing}
        ${inHistory && one.state !== "current" && one.state !== "proposed"
          ? html`<button class="button" type="button" ?disabled=${busy} @click=${() => void draft.undo(one.id)}>${steerWord("undo")}</button>`
          : nothing}
      </div>
      ${isShown && shown ? changesView(shown) : nothing}
    </article>`;
  }

  private adding(event: SubmitEvent, draft: Draft): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = new FormData(form);
    const said = (name: string): string => String(given.get(name) ?? "").trim();
    draft.add({ kind: said("kind") as RuleKind, attribute: said("attribute"), category: said("category"), factor: Number(said("factor")) || 2 });
    form.reset();
    void draft.check();
  }

  private addingFamily({ detail }: CustomEvent<Family>, draft: Draft): void {
    draft.addFamily(detail);
    void draft.check();
  }

  /** Puts the caret at the beginning of a line. */
  private goTo(line: number): void {
    const field = this.found<HTMLTextAreaElement>("#text");
    if (!field) return;
    const start = field.value.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    const end = field.value.indexOf("\n", start);
    field.focus();
    field.setSelectionRange(start, end < 0 ? field.value.length : end);
    field.scrollTop = Math.max(0, (line - 4) * 20);
  }

  private readonly scrolled = (event: Event): void => {
    const numbers = this.found<HTMLElement>(".editor pre");
    if (numbers) numbers.scrollTop = (event.target as HTMLElement).scrollTop;
  };
}

customElements.define("fw-steering-text", FwSteeringText);
