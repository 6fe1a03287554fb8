// What a message does, put together from a filterable list: a combobox with the acts chosen before it, and the words of
// each where there are several.
import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { SHARED } from "../components/styles";
import { actWord } from "../words";
import { say } from "./words";

const MOST_SHOWN = 8;
const MOST_ACTS = 10;

export interface ActPart {
  act: string;
  text: string;
}

export class FwActField extends LitElement {
  static override properties: PropertyDeclarations = {
    acts: { attribute: false },
    text: { attribute: false },
    chosen: { state: true },
    query: { state: true },
    at: { state: true },
    isOpen: { state: true },
  };
  static override styles = [
    SHARED,
    css`
      :host { display: grid; gap: 6px; position: relative; }
      .chips { display: flex; flex-wrap: wrap; gap: 5px; }
      .chip { display: inline-flex; align-items: center; gap: 4px; padding: 1px 4px 1px 9px; border-radius: 999px; background: var(--accent-soft); color: var(--accent-ink); }
      .chip button { border: 0; background: none; color: inherit; min-width: 24px; min-height: 24px; border-radius: 50%; cursor: pointer; }
      .list { border: 1px solid var(--line); border-radius: 7px; background: var(--paper); padding: 3px; }
      .list li { padding: 4px 8px; border-radius: 5px; cursor: pointer; min-height: 24px; }
      .list li[aria-selected="true"] { background: var(--accent-soft); color: var(--accent-ink); font-weight: 600; }
      .words { display: grid; gap: 4px; }
      .words label { display: grid; gap: 2px; font-size: 12.5px; color: var(--quiet); }
      .words input { color: var(--ink); }
    `,
  ];
  /** The names that there are. */
  declare acts: readonly string[];
  /** The message. */
  declare text: string;
  declare chosen: readonly ActPart[];
  private declare query: string;
  private declare at: number;
  private declare isOpen: boolean;

  constructor() {
    super();
    this.acts = [];
    this.text = "";
    this.chosen = [];
    this.query = "";
    this.at = 0;
    this.isOpen = false;
  }

  override render(): TemplateResult {
    const found = this.matching();
    const isOpen = this.isOpen && found.length > 0;
    return html`
      <span class="small quiet" id="label">${say("acts")}</span>
      ${this.chosen.length > 0
        ? html`<ul class="chips">${this.chosen.map(({ act }, place) => html`<li class="chip">${actWord(act)}<button type="button" aria-label=${say("remove", { act: actWord(act) })} @click=${() => this.takeAway(place)}>×</button></li>`)}</ul>`
        : nothing}
      <input class="field" role="combobox" aria-labelledby="label" aria-describedby="hint" aria-expanded=${isOpen} aria-controls="list" aria-autocomplete="list"
        aria-activedescendant=${isOpen ? `act-${this.at}` : nothing} autocomplete="off" .value=${this.query} @input=${this.typed} @keydown=${this.key} @blur=${() => (this.isOpen = false)} />
      ${isOpen
        ? html`<ul class="list" id="list" role="listbox" aria-labelledby="label">
            ${found.map((act, place) => html`<li id="act-${place}" role="option" aria-selected=${place === this.at} @mousedown=${(event: Event) => this.pressed(event, act)}>${actWord(act)}</li>`)}
          </ul>`
        : html`<span id="list" hidden></span>`}
      <span class="small quiet" id="hint">${this.query && found.length === 0 ? say("actNone") : say("actsHint")}</span>
      ${this.chosen.length > 1
        ? html`<div class="words">
            ${this.chosen.map(({ act, text }, place) => html`<label>${say("actWords", { act: actWord(act) })}<input class="field" .value=${text} @input=${(event: Event) => this.reword(place, (event.target as HTMLInputElement).value)} /></label>`)}
          </div>`
        : nothing}
    `;
  }

  override focus(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  /** What was chosen, as a verdict says it; one act alone has the whole message. */
  get value(): ActPart[] {
    return this.chosen.length === 1 ? [{ act: this.chosen[0]!.act, text: "" }] : this.chosen.map((part) => ({ ...part }));
  }

  /** Begins with these acts. */
  take(acts: readonly string[]): void {
    this.change(acts.map((act) => ({ act, text: "" })), true);
  }

  clear(): void {
    this.chosen = [];
    this.query = "";
    this.isOpen = false;
  }

  private matching(): string[] {
    const asked = this.query.trim().toLowerCase();
    const known = this.acts.filter((act) => `${act} ${act.replaceAll("_", " ")} ${actWord(act)}`.toLowerCase().includes(asked));
    const begins = (act: string): number => (actWord(act).toLowerCase().startsWith(asked) || act.startsWith(asked) ? 0 : 1);
    return known.sort((one, other) => begins(one) - begins(other)).slice(0, MOST_SHOWN);
  }

  private readonly typed = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
    this.at = 0;
    this.isOpen = this.query.trim() !== "";
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const found = this.matching();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.isOpen) this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(1, found.length);
      this.isOpen = true;
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && this.isOpen && found[this.at]) {
      event.preventDefault();
      event.stopPropagation();
      this.add(found[this.at]!);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.isOpen = false;
    } else if (event.key === "Backspace" && this.query === "" && this.chosen.length > 0) {
      this.takeAway(this.chosen.length - 1);
    }
  };

  private pressed(event: Event, act: string): void {
    event.preventDefault(); // the field keeps the focus
    this.add(act);
  }

  private add(act: string): void {
    this.query = "";
    this.isOpen = false;
    if (this.chosen.length < MOST_ACTS) this.change([...this.chosen, { act, text: "" }], true);
  }

  private takeAway(place: number): void {
    this.change(this.chosen.filter((_, other) => other !== place), true);
  }

  private reword(place: number, text: string): void {
    this.change(this.chosen.map((part, other) => (other === place ? { ...part, text } : part)), false);
  }

  private change(parts: readonly ActPart[], divides: boolean): void {
    const texts = divides ? divided(this.text, parts.length) : [];
    this.chosen = divides ? parts.map(({ act }, place) => ({ act, text: texts[place] ?? "" })) : parts;
    this.dispatchEvent(new CustomEvent("changed"));
  }
}

/** A message in so many parts, cut where a sentence or a clause ends if that gives as many; else by words. */
export function divided(text: string, count: number): string[] {
  if (count <= 1) return [text];
  for (const mark of [/(?<=[.!?。！？;；])\s*/u, /(?<=[.!?。！？;；,，、])\s*/u]) {
    const clauses = text.split(mark).map((one) => one.trim()).filter(Boolean);
    if (clauses.length === count) return clauses;
  }
  const words = text.split(/\s+/).filter(Boolean);
  const size = Math.max(1, Math.ceil(words.length / count));
  return Array.from({ length: count }, (_, place) => text.slice(...between(text, words, place * size, (place + 1) * size)).trim());
}

/** From where to where some words of a text stand in it. */
function between(text: string, words: readonly string[], from: number, to: number): [number, number] {
  let at = 0;
  let start = text.length;
  let end = text.length;
  words.forEach((word, place) => {
    const found = text.indexOf(word, at);
    if (place === from) start = found;
    if (place < to) end = found + word.length;
    at = found + word.length;
  });
  return [start, Math.max(start, end)];
}

customElements.define("fw-act-field", FwActField);
