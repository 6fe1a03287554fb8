// Whether an answer was right, by thumb, and why not.
import type { ThumbReason } from "../sdk/types";
import { el } from "./dom";
import { word, type Word } from "./words";

export interface ThumbActions {
  rate(message: { id: string }, up: boolean): void;
  /** Why a thumb is down. */
  explain(message: { id: string }, reason: ThumbReason): void;
}

type Reasons = readonly (readonly [ThumbReason, Word])[];

const OF_PRODUCTS: Reasons = [
  ["misunderstood", "whyMisunderstood"],
  ["wrong_products", "whyWrongProducts"],
  ["too_expensive", "whyTooExpensive"],
  ["not_enough_information", "whyTooLittle"],
];
const OF_ANSWERS: Reasons = [
  ["misunderstood", "whyMisunderstood"],
  ["not_enough_information", "whyTooLittle"],
  ["other", "whyWrong"],
];

/** The thumbs under a list of products. */
export function productThumbs(message: { id: string }, actions: ThumbActions): HTMLElement {
  return thumbs(message, actions, word("fit"), word("noFit"), word("whyNot"), OF_PRODUCTS);
}

/** The thumbs under an answer in words. */
export function answerThumbs(message: { id: string }, actions: ThumbActions): HTMLElement {
  return thumbs(message, actions, word("helped"), word("noHelp"), word("whyNoHelp"), OF_ANSWERS);
}

function thumbs(message: { id: string }, actions: ThumbActions, yes: string, no: string, why: string, reasons: Reasons): HTMLElement {
  const row = el("span", { class: "thumbs", role: "group" });
  const rate = (up: boolean, button: HTMLElement): void => {
    actions.rate(message, up);
    row.querySelectorAll<HTMLButtonElement>(".thumb").forEach((other) => (other.disabled = true));
    button.classList.add("given");
    if (!up) (row.closest(".under") ?? row).after(whyNot(why, reasons, (reason) => actions.explain(message, reason)));
  };
  row.append(thumb("good", yes, (button) => rate(true, button)), thumb("bad", no, (button) => rate(false, button)));
  return row;
}

/** Asks why, once; whoever does not want to say need not. */
function whyNot(label: string, reasons: Reasons, explain: (reason: ThumbReason) => void): HTMLElement {
  const row = el("div", { class: "options why", role: "group", "aria-label": label });
  for (const [reason, name] of reasons) {
    const said = (): void => {
      explain(reason);
      row.replaceChildren(el("span", { class: "count", role: "status" }, word("thanks")));
    };
    row.append(el("button", { class: "option", type: "button", onclick: said }, word(name)));
  }
  return row;
}

const SVG = "http://www.w3.org/2000/svg";
const THUMB = "M4 11h3v9H4zM9 20V11l4-8c1.500 0 2.300 1 2 2.400L14.300 9H19a2 2 0 0 1 2 2.400l-1.400 7A2 2 0 0 1 17.600 20z";

function thumb(kind: "good" | "bad", label: string, rate: (button: HTMLElement) => void): HTMLElement {
  const button = el("button", { class: `thumb ${kind}`, type: "button", "aria-label": label, title: label });
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", THUMB);
  icon.append(path);
  button.append(icon);
  button.addEventListener("click", () => rate(button));
  return button;
}
