// Notices that nobody is there: what the page does by itself would keep its session alive for ever.
const KEY = "floorwalker.console.touched";
const CHECK_MS = 15_000;
const NOTE_MS = 5_000;

/** Calls `gone` once nobody has touched any of the browser's console pages for as long as said. */
export class Idle {
  private touchedAt = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly gone: () => void) {}

  start(milliseconds: number): void {
    this.stop();
    this.touch();
    for (const type of ["keydown", "pointerdown"]) addEventListener(type, this.touch, { capture: true, passive: true });
    this.timer = setInterval(() => {
      if (Date.now() - Math.max(this.touchedAt, elsewhere()) >= milliseconds) this.gone();
    }, CHECK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    for (const type of ["keydown", "pointerdown"]) removeEventListener(type, this.touch, { capture: true });
  }

  private readonly touch = (): void => {
    const now = Date.now();
    if (now - this.touchedAt < NOTE_MS) return;
    this.touchedAt = now;
    try {
      localStorage.setItem(KEY, String(now));
    } catch {
      // Then each page counts for itself.
    }
  };
}

function elsewhere(): number {
  try {
    return Number(localStorage.getItem(KEY) ?? 0);
  } catch {
    return 0;
  }
}
