// The words as widget-parts.js has them: lent by widget.js, which knows the language. The build puts this in the place of
// words.ts there.
import type * as Words from "./words";

type Lent = Pick<typeof Words, "languageOf" | "spokenLocale" | "word">;
let words: Lent;

export function lend(lent: Lent): void {
  words = lent;
}

export const word: Lent["word"] = (name, gaps) => words.word(name, gaps);
export const spokenLocale: Lent["spokenLocale"] = () => words.spokenLocale();
export const languageOf: Lent["languageOf"] = (chosen) => words.languageOf(chosen);
