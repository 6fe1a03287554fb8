// How a conversation ends: the shopper says how it was, if they like, or has it deleted.
import { el } from "./dom";
import { word, type Word } from "./words";

const SCORES: readonly Word[] = ["score1", "score2", "score3", "score4", "score5"];

export interface EndActions {
  /** `score` from 1 to 5; null: ended without one. */
  end(score: number | null): void;
  back(): void;
}

/** Asks how it was; any answer, and none, ends the conversation. */
export function ratingForm({ end, back }: EndActions): HTMLElement {
  const title = el("p", { class: "ending-title", id: "ending-title" }, word("rateChat"));
  const scores = SCORES.map((name, place) => el("button", { class: "score", type: "button", onclick: () => end(place + 1) }, el("b", { "aria-hidden": "true" }, String(place + 1)), el("span", {}, word(name))));
  return el(
    "section",
    { class: "ending", "aria-labelledby": "ending-title" },
    title,
    el("div", { class: "scores" }, ...scores),
    el("div", { class: "under" }, el("button", { class: "link", type: "button", onclick: () => end(null) }, word("endUnrated")), el("span", { class: "gap" }), el("button", { class: "link", type: "button", onclick: back }, word("backToChat"))),
  );
}

/** Asks once more before a conversation is deleted. */
export function eraseForm(erase: () => void, back: () => void): HTMLElement {
  return el(
    "section",
    { class: "ending", role: "alertdialog", "aria-labelledby": "erase-title" },
    el("p", { id: "erase-title" }, word("eraseSure")),
    el("div", { class: "options" }, el("button", { class: "option danger", type: "button", onclick: erase }, word("erase")), el("button", { class: "option", type: "button", onclick: back }, word("keepChat"))),
  );
}
