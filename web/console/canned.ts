// Canned replies by "/name": which ones a field is asking for, and the field with one of them in it.
import type { CannedReply } from "./types";

const ASKED = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u;
const MOST_OFFERED = 8;

/** Those whose names begin with what stands before the caret, of the shopper's language first; none where none is asked for. */
export function offered(replies: readonly CannedReply[], text: string, caret: number, locale: string): CannedReply[] {
  const asked = ASKED.exec(text.slice(0, caret))?.[1]?.toLowerCase();
  if (asked === undefined) return [];
  const rank = (reply: CannedReply): number => (languagePart(reply.locale) === languagePart(locale) ? 0 : 1);
  return replies
    .filter((reply) => reply.name.toLowerCase().startsWith(asked))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, MOST_OFFERED);
}

/** The text with the reply in place of "/name", and where the caret then stands. */
export function inserted(text: string, caret: number, reply: CannedReply): { text: string; caret: number } {
  const before = text.slice(0, caret).replace(/\/[\p{L}\p{N}_-]*$/u, "");
  return { text: before + reply.text + text.slice(caret), caret: before.length + reply.text.length };
}

function languagePart(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? "";
}
