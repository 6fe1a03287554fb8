// Product cards side by side: a row to move through in a narrow chat, a grid in a wide one (the styles decide).
import { el } from "./dom";
import { inFrame } from "./frames";
import { word } from "./words";

/** A phone shows two at first, and takes some 40 ms for them. */
const CARDS_A_FRAME = 2;

export interface CarouselActions {
  /** Puts more cards at the end of a row that is shown. */
  extend(row: HTMLElement, cards: HTMLElement[]): void;
}

/** `cards` make one each. They come within some frames: all in one go would hold up the page. */
export function carousel(cards: readonly (() => HTMLElement)[], actions: CarouselActions): HTMLElement {
  const row = el("div", { class: "cards" });
  for (let from = 0; from < cards.length; from += CARDS_A_FRAME) {
    inFrame(() => row.isConnected && actions.extend(row, cards.slice(from, from + CARDS_A_FRAME).map((make) => make())));
  }
  return cards.length < 2 ? row : withArrows(row);
}

function withArrows(row: HTMLElement): HTMLElement {
  const step = (direction: 1 | -1) => (): void => {
    const isRtl = getComputedStyle(row).direction === "rtl";
    const [first, second] = row.children as HTMLCollectionOf<HTMLElement>;
    const width = (second?.offsetLeft ?? 0) - (first?.offsetLeft ?? 0);
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
