// Asking for consent in the site's words, where the page does not do so itself; what was said can be taken back as easily.
import { el } from "./dom";
import { word } from "./words";

const key = (siteKey: string): string => `floorwalker.consent.${siteKey}`;

/** What the shopper said on this browser; null: nothing yet. */
export function agreed(siteKey: string): boolean | null {
  try {
    const said = localStorage.getItem(key(siteKey));
    return said === null ? null : said === "yes";
  } catch {
    return null;
  }
}

/** The question, folded once it was answered. `allow` is told every answer. */
export function agreement(siteKey: string, asked: string, allow: (yes: boolean) => void): HTMLDetailsElement {
  const before = agreed(siteKey);
  const buttons = ([["agree", true], ["disagree", false]] as const).map(([name, yes]) =>
    el("button", { class: "option", type: "button", "aria-pressed": String(before === yes), onclick: () => answer(yes) }, word(name)),
  );
  const details = el("details", { class: "agreement", open: before === null }, el("summary", {}, word("yourData")), el("p", {}, asked), el("div", { class: "options" }, ...buttons));
  const answer = (yes: boolean): void => {
    try {
      localStorage.setItem(key(siteKey), yes ? "yes" : "no");
    } catch {
      // Without storage it holds for this page.
    }
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String((place === 0) === yes)));
    details.open = false;
    details.querySelector("summary")?.focus();
    allow(yes);
  };
  return details;
}
