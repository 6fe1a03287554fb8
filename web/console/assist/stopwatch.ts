// For how long each draft was before the agent's eyes: while it is shown, and the page is.
export class Stopwatch {
  private readonly times = new Map<string, number>();
  private shown: string | null = null;
  private since = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Shows one, and no other; null: none. */
  show(id: string | null): void {
    if (id === this.shown) return;
    this.stop();
    this.shown = id;
    this.since = this.now();
  }

  /** The milliseconds so far. */
  of(id: string): number {
    const running = this.shown === id && !document.hidden ? this.now() - this.since : 0;
    return Math.round((this.times.get(id) ?? 0) + running);
  }

  /** What the browser tells when another tab is looked at, and this one again. */
  readonly seen = (): void => {
    if (document.hidden) this.stop(true);
    else this.since = this.now();
  };

  private stop(evenHidden = false): void {
    if (this.shown && (evenHidden || !document.hidden)) this.times.set(this.shown, (this.times.get(this.shown) ?? 0) + this.now() - this.since);
  }
}
