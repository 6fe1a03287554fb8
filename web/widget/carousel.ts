// Product cards side by side: a row to move through in a narrow chat, a grid in a wide one (the styles decide).
import { el } from "./dom";
import { word } from "./words";

export function carousel(cards: HTMLElement[]): HTMLElement {
  const row = el("div", { class: "cards" }, ...cards);
  if (cards.length < 2) return row;
  const step = (direction: 1 | -1) => (): void => {
    const isRtl = getComputedStyle(row).direction === "rtl";
    const width = (cards[1]?.offsetLeft ?? 0) - (cards[0]?.offsetLeft ?? 0);
    row.scrollBy({ left: direction * (Math.abs(width) || row.clientWidth) * (isRtl ? -1 : 1), behavior: calm() ? "auto" : "smooth" });
  };
  const arrow = (kind: "earlier" | "later", sign: string, label: string, direction: 1 | -1): HTMLButtonElement =>
    el("button", { class: `arrow ${kind}`, type: "button", "aria-label": label, onclick: step(direction) }, sign);
  const before = arrow("earlier", "‹", word("earlierProducts"), -1);
  const after = arrow("later", "›", word("laterProducts"), 1);
  const tell = (): void => {
    const at = Math.abs(row.scrollLeft);
    before.disabled = at < 4;
    after.disabled = at + row.clientWidth > row.scrollWidth - 4;
  };
  row.addEventListener("scroll", tell, { passive: true });
  before.disabled = true;
  return el("div", { class: "carousel" }, row, before, after);
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
