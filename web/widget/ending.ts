// How a conversation ends: the shopper says how it was, if they like, or has it deleted.
import { el } from "./dom";
import { word, type Word } from "./words";

const SCORES: readonly Word[] = ["score1", "score2", "score3", "score4", "score5"];

export interface EndActions {
  /** `score` from 1 to 5; null: ended without one. `comment` in the shopper's words; empty: none. */
  end(score: number | null, comment: string): void;
  back(): void;
}

/** As many characters as the gateway takes. */
const MOST_COMMENT = 1000;

/** Asks how it was, in words too; any score, and none, ends the conversation. `comment`: what they wrote before. */
export function ratingForm({ end, back }: EndActions, comment: string): HTMLElement {
  const words = el("textarea", { class: "comment", rows: "2", maxlength: String(MOST_COMMENT), dir: "auto" });
  words.value = comment;
  const over = (score: number | null): void => end(score, words.value);
  const title = el("p", { class: "ending-title", id: "ending-title" }, word("rateChat"));
  const scores = SCORES.map((name, place) => el("button", { class: "score", type: "button", onclick: () => over(place + 1) }, el("b", { "aria-hidden": "true" }, String(place + 1)), el("span", {}, word(name))));
  return el(
    "section",
    { class: "ending", "aria-labelledby": "ending-title" },
    title,
    el("label", { class: "comment-label" }, el("span", {}, word("rateWords")), words),
    el("div", { class: "scores" }, ...scores),
    el("div", { class: "under" }, el("button", { class: "link", type: "button", onclick: () => over(null) }, word("endUnrated")), el("span", { class: "gap" }), el("button", { class: "link", type: "button", onclick: back }, word("backToChat"))),
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
