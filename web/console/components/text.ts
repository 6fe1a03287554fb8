// Text from outside as text, with dots where personal data is hidden.
import { html, type TemplateResult } from "lit";
import { word } from "../words";

/** A placeholder of `language.placeholders`, or the dots that already stand for one. */
const HIDDEN = /(‹[a-z]+_s?\d+›|•••)/;

export function spokenText(text: unknown): (string | TemplateResult)[] {
  return String(text ?? "")
    .split(HIDDEN)
    .map((part, index) => (index % 2 === 0 ? part : html`<span class="masked" role="img" aria-label=${word("hidden")} title=${word("hidden")}>•••</span>`));
}
