// The head of the chat: its name, that a program answers, and what can be done with the conversation, behind one button.
import { el } from "./dom";
import { word, type Word } from "./words";

export interface HeadActions {
  restart(): void;
  human(): void;
  /** Asks how it was, and ends the conversation. */
  end(): void;
  /** Deletes the conversation, once that is confirmed. */
  erase(): void;
  /** Hides the chat; null where it cannot be hidden. */
  close: (() => void) | null;
}

export function chatHead(heading: string, actions: HeadActions): HTMLElement {
  return el(
    "header",
    {},
    el("span", { class: "dot", "aria-hidden": "true" }, "F"),
    el("div", { class: "names" }, el("h2", {}, heading), el("p", { class: "program-short" }, word("programShort"))),
    ...menu(actions),
    actions.close ? el("button", { class: "quiet", type: "button", "aria-label": word("close"), onclick: actions.close }, "✕") : null,
  );
}

/** A button that shows a list of buttons; Escape, a tap elsewhere and the last one left close it. */
function menu(actions: HeadActions): HTMLElement[] {
  const items: [Word, () => void][] = [
    ["human", actions.human],
    ["restart", actions.restart],
    ["endChat", actions.end],
    ["eraseChat", actions.erase],
  ];
  const list = el("div", { class: "menu", id: "menu", hidden: true });
  const button = el("button", { class: "quiet menu-button", type: "button", "aria-label": word("menu"), "aria-expanded": "false", "aria-controls": "menu" }, "⋯");
  const show = (isShown: boolean): void => {
    list.hidden = !isShown;
    button.setAttribute("aria-expanded", String(isShown));
  };
  list.append(...items.map(([name, act]) => el("button", { type: "button", onclick: () => (show(false), button.focus(), act()) }, word(name))));
  button.addEventListener("click", () => show(list.hidden));
  const box = el("div", { class: "menu-box" }, button, list);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  box.addEventListener("focusout", ({ relatedTarget }) => !box.contains(relatedTarget as Node | null) && show(false));
  return [box];
}

/** That a program answers (Regulation (EU) 2024/1689, article 50, paragraph 1), with the way to a person. */
export function programNote(human: () => void): HTMLElement {
  return el("p", { class: "program", role: "note" }, `${word("program")} `, el("button", { class: "link", type: "button", onclick: human }, word("human")));
}
