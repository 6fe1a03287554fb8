// The one question: answers to tap with their counts, several of them at once where any will do, a range of one's own where
// they are numbers, and that it does not matter.
import type { OptionValue, QuestionMessage } from "../sdk/types";
import { el } from "./dom";
import { money } from "./numbers";
import { bubbleOf } from "./spoken";
import { withUnit } from "./product";
import { between } from "./wishes";
import { word } from "./words";

export interface QuestionActions {
  choose(attribute: string, value: OptionValue, label: string): void;
  /** Any of several values. */
  chooseSeveral(attribute: string, values: Scalar[], label: string): void;
}

export type Scalar = string | number | boolean;

export function questionElement(message: QuestionMessage, actions: QuestionActions): HTMLElement {
  const { attribute, label, options } = message;
  const choose = (value: OptionValue, said: string) => () => actions.choose(attribute, value, said);
  const buttons = options.map((option) => {
    const count = option.count ? el("span", { class: "option-count" }, ` (${option.count})`) : null;
    return el("button", { class: "option", type: "button", onclick: choose(option.value, option.label) }, option.label, count);
  });
  const group = el("div", { class: "options", role: "group", "aria-label": label }, ...buttons);
  const more = message.several ? several(message, group, actions) : message.bounds ? ownRange(message, group, actions) : null;
  if (more) group.append(more);
  if (message.may_skip) group.append(el("button", { class: "option skip", type: "button", onclick: choose(null, word("noPreference")) }, word("noPreference")));
  return el("section", { class: "question", "data-message": message.id, "data-attribute": attribute }, bubbleOf(message, message.text), group);
}

/** A switch after which the answers are picked one after the other, and sent together. */
function several(message: QuestionMessage, group: HTMLElement, actions: QuestionActions): HTMLElement {
  const picked = new Set<number>();
  const start = el("button", { class: "option more", type: "button", onclick: () => begin() }, word("several"));
  const begin = (): void => {
    const apply = el("button", { class: "option apply", type: "button", disabled: true }, word("apply"));
    const chips = message.options.map((option, place) => {
      const chip = el("button", { class: "option pick", type: "button", "aria-pressed": "false" }, option.label, option.count ? el("span", { class: "option-count" }, ` (${option.count})`) : null);
      chip.addEventListener("click", () => {
        if (!picked.delete(place)) picked.add(place);
        chip.setAttribute("aria-pressed", String(picked.has(place)));
        apply.disabled = picked.size === 0;
      });
      return chip;
    });
    apply.addEventListener("click", () => {
      const chosen = message.options.filter((_, place) => picked.has(place));
      const said = chosen.map((option) => option.label).join(word("or"));
      const [only] = chosen;
      if (chosen.length === 1 && only) actions.choose(message.attribute, only.value, only.label);
      else actions.chooseSeveral(message.attribute, chosen.map((option) => option.value as Scalar), said);
    });
    group.replaceChildren(...chips, apply);
    chips[0]?.focus();
  };
  return start;
}

/** Two fields between which the number is to lie; one may stay empty. */
function ownRange(message: QuestionMessage, group: HTMLElement, actions: QuestionActions): HTMLElement {
  const { attribute, label, unit } = message;
  const bounds = message.bounds ?? { min: 0, max: 0, step: 1 };
  const start = el("button", { class: "option more", type: "button", "aria-expanded": "false", onclick: () => begin() }, word("ownRange"));
  const field = (name: "rangeFrom" | "rangeTo", hint: number): HTMLInputElement =>
    el("input", { type: "number", inputmode: "decimal", ...(bounds.min >= 0 ? { min: "0" } : {}), step: String(bounds.step), placeholder: String(hint), "aria-label": word(name, { label, unit: unit ?? "" }).trim() });
  const begin = (): void => {
    const low = field("rangeFrom", bounds.min);
    const high = field("rangeTo", bounds.max);
    const problem = el("p", { class: "problem", role: "alert" });
    const submit = el("button", { class: "option apply", type: "submit" }, word("apply"));
    const form = el("form", { class: "own-range", novalidate: true }, low, el("span", { "aria-hidden": "true" }, "–"), high, unit ? el("span", {}, unit) : null, submit, problem);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const range = rangeOf(low, high);
      if (!range) {
        problem.textContent = word("rangeWrong");
        low.focus();
        return;
      }
      const amount = (value: unknown): string => (attribute === "price" && typeof value === "number" ? money(value, unit) : withUnit(value, unit));
      form.querySelectorAll("input").forEach((input) => (input.disabled = true));
      actions.choose(attribute, range, between("", range, amount).trim());
    });
    start.setAttribute("aria-expanded", "true");
    start.hidden = true;
    group.after(form);
    low.focus();
  };
  return start;
}

/** What was filled in, the smaller number first; null where no number stands. */
function rangeOf(low: HTMLInputElement, high: HTMLInputElement): { min: number | null; max: number | null } | null {
  const [min, max] = [low, high].map((field) => (field.value.trim() === "" || Number.isNaN(field.valueAsNumber) ? null : field.valueAsNumber)) as [number | null, number | null];
  if (min === null && max === null) return null;
  return min !== null && max !== null && min > max ? { min: max, max: min } : { min, max };
}
