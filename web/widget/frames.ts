// Work that nobody waits for, a piece a frame: done in one go it would hold up the page.

/** Pages out of sight draw no frames; there it goes on by the clock. */
const MOST_WAIT_MS = 250;
const waiting: (() => void)[] = [];

/** Does a piece of work in a frame of its own, after those that were asked for before. */
export function inFrame(work: () => void): void {
  if (waiting.push(work) === 1) next();
}

function next(): void {
  const done = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    try {
      waiting[0]?.();
    } finally {
      waiting.shift();
      if (waiting.length > 0) next();
    }
  };
  const frame = requestAnimationFrame(done);
  const timer = setTimeout(done, MOST_WAIT_MS);
}
