// Which key does what. Letters are commands only where nobody writes, and only if the agent wants them to be.
import type { Word } from "./words";

export type Command = "next" | "previous" | "claim" | "reply" | "note" | "transfer" | "giveBack" | "close" | "search" | "help" | "escape" | "accept" | "draft" | "foldDraft" | "edit" | "reject" | "tryOut";

const LETTERS: Record<string, Command> = {
  j: "next",
  k: "previous",
  c: "claim",
  r: "reply",
  n: "note",
  t: "transfer",
  b: "giveBack",
  x: "close",
  a: "accept",
  g: "draft",
  v: "foldDraft",
  e: "edit",
  d: "reject",
  w: "tryOut",
  "/": "search",
  "?": "help",
};

/** What the help shows, in the order in which a conversation goes. */
export const HELP: readonly (readonly [string, Word])[] = [
  ["j", "keyNext"],
  ["k", "keyPrevious"],
  ["c", "keyClaim"],
  ["g", "keyDraft"],
  ["a Enter", "keyAccept"],
  ["e", "keyEdit"],
  ["d", "keyReject"],
  ["v", "keyFoldDraft"],
  ["r", "keyReply"],
  ["/… Tab", "keyCanned"],
  ["Ctrl+Enter", "keySend"],
  ["n", "keyNote"],
  ["w", "keyTryOut"],
  ["b", "keyReturn"],
  ["t", "keyTransfer"],
  ["x", "keyClose"],
  ["/", "keySearch"],
  ["Esc", "keyEscape"],
  ["?", "keyHelp"],
];

export function commandOf(event: KeyboardEvent, letters: boolean): Command | null {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  if (event.key === "Escape") return "escape";
  if (!letters || isWriting(event)) return null;
  return LETTERS[event.key] ?? null;
}

export function isWriting(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

export function sends(event: KeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
}
