// What a job found, as nested lists of names and values.
import { html, type TemplateResult } from "lit";
import { readable, spelled } from "../../words";

export function found(value: unknown): TemplateResult | string {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => typeof one === "number") ? spelled(value) : html`<ul class="dots">${value.map((one) => html`<li>${found(one)}</li>`)}</ul>`;
  if (typeof value !== "object" || value === null) return spelled(value);
  return html`<ul class="dots">${Object.entries(value).map(([name, one]) => html`<li>${readable(name)}: ${found(one)}</li>`)}</ul>`;
}
