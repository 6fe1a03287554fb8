// Two versions of a text, line by line: what went, what came, and a little of what stayed around it.

export interface Line {
  kind: "same" | "gone" | "new" | "gap";
  text: string;
  /** In the version that has it, from 1 on; of a gap, how many lines it stands for. */
  number: number;
}

/** Lines shown around each change. */
const AROUND = 2;
/** Above so many pairs of lines in question, the whole middle is shown as replaced. */
const MOST_PAIRS = 4_000_000;

export function diff(before: string, after: string): Line[] {
  const was = linesOf(before);
  const now = linesOf(after);
  let first = 0;
  while (first < was.length && first < now.length && was[first] === now[first]) first++;
  let last = 0;
  while (last < was.length - first && last < now.length - first && was[was.length - 1 - last] === now[now.length - 1 - last]) last++;
  const middle = changed(was.slice(first, was.length - last), now.slice(first, now.length - last), first);
  const same = (from: number, to: number): Line[] => now.slice(from, to).map((text, index) => ({ kind: "same", text, number: from + index + 1 }));
  return shortened([...same(0, first), ...middle, ...same(now.length - last, now.length)]);
}

function linesOf(text: string): string[] {
  if (!text) return [];
  return text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
}

/** By the longest common subsequence. */
function changed(was: string[], now: string[], offset: number): Line[] {
  const gone = (index: number): Line => ({ kind: "gone", text: was[index] ?? "", number: offset + index + 1 });
  const come = (index: number): Line => ({ kind: "new", text: now[index] ?? "", number: offset + index + 1 });
  if (was.length * now.length > MOST_PAIRS) return [...was.map((_, i) => gone(i)), ...now.map((_, i) => come(i))];
  const width = now.length + 1;
  const common = new Uint32Array((was.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = was.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] = was[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < was.length || j < now.length) {
    if (i < was.length && j < now.length && was[i] === now[j]) {
      lines.push({ kind: "same", text: now[j] ?? "", number: offset + j + 1 });
      i++;
      j++;
    } else if (j >= now.length || (i < was.length && at(i + 1, j) >= at(i, j + 1))) lines.push(gone(i++));
    else lines.push(come(j++));
  }
  return lines;
}

/** Without what stayed the same far from any change. */
function shortened(lines: Line[]): Line[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== "same"));
  const kept: Line[] = [];
  lines.forEach((line, index) => {
    const previous = kept.at(-1);
    if (near[index]) kept.push(line);
    else if (previous?.kind === "gap") previous.number++;
    else kept.push({ kind: "gap", text: "", number: 1 });
  });
  return kept;
}
