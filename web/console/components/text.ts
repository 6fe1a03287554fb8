// Text from outside as text, with dots where personal data is hidden.
import { html, type TemplateResult } from "lit";
import { askToReveal } from "../safe/reveal";
import { safeWord } from "../safe/words";
import { word } from "../words";

/** A placeholder of `language.placeholders`, or the dots that already stand for one. */
const HIDDEN = /(‹[a-z]+_s?\d+›|•••)/;

/** `about`: what the text is of, where the agent may ask to see what is hidden. */
export function spokenText(text: unknown, about?: { message_id: string } | { note_id: string } | null): (string | TemplateResult)[] {
  return String(text ?? "")
    .split(HIDDEN)
    .map((part, index) => (index % 2 === 0 ? part : about ? dots({ ...about, place: (index - 1) / 2 }) : html`<span class="masked" role="img" aria-label=${word("hidden")} title=${word("hidden")}>•••</span>`));
}

function dots(hidden: { message_id?: string; note_id?: string; place: number }): TemplateResult {
  const ask = (event: Event): void => askToReveal(event.target!, hidden);
  return html`<button class="masked" type="button" aria-label=${safeWord("show")} title=${safeWord("show")} @click=${ask}>•••</button>`;
}
