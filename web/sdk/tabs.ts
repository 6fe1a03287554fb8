// The other tabs of the shop in this browser: they share one conversation. What is written to the browser's storage is
// told to them by the browser (the storage event); what only one may do is done under a lock, where there are locks.
import { newId } from "./ids";
import { keep, kept } from "./keeping";
import { sessionName } from "./storage";

export interface TabsListener {
  /** Another tab began, or ended, the session. */
  session(): void;
  /** Something was said in another tab. */
  said(): void;
  /** The chat was opened or closed in another tab. */
  open(isOpen: boolean): void;
}

const MOST_DONE = 500;

export class Tabs {
  constructor(
    private readonly siteKey: string,
    private readonly listener: TabsListener,
  ) {}

  /** Hears from now on what other tabs do. */
  listen(): void {
    if (typeof window !== "undefined") addEventListener("storage", this.hear);
  }

  close(): void {
    if (typeof window !== "undefined") removeEventListener("storage", this.hear);
  }

  /** Tells other tabs that something was said here. */
  said(): void {
    keep("browser", this.name("said"), newId());
  }

  /** Whether the shopper left the chat open, in this tab or another; null: they did neither yet. */
  get isOpen(): boolean | null {
    const open = kept("browser", this.name("open"));
    return typeof open === "boolean" ? open : null;
  }

  set isOpen(open: boolean) {
    keep("browser", this.name("open"), open);
  }

  /** Does something while no other tab does the same. */
  async alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    const locks = typeof navigator === "undefined" ? undefined : (navigator.locks as LockManager | undefined);
    return locks ? ((await locks.request(this.name(what), work)) as T) : work(); // pages that are not https have none
  }

  /** Whether this is to be done here and now: true once for each thing, whichever tab or page asks. At once, so that a
   * page that goes away has done what it claimed; two tabs may both be told so within a few milliseconds. */
  claim(what: string): boolean {
    const stored = kept("browser", this.name("done"));
    const done: unknown[] = Array.isArray(stored) ? stored : [];
    if (done.includes(what)) return false;
    keep("browser", this.name("done"), [...done, what].slice(-MOST_DONE));
    return true;
  }

  private readonly hear = ({ key, storageArea }: StorageEvent): void => {
    if (storageArea !== null && storageArea !== localStorage) return;
    if (key === sessionName(this.siteKey)) this.listener.session();
    else if (key === this.name("said")) this.listener.said();
    else if (key === this.name("open") && this.isOpen !== null) this.listener.open(this.isOpen);
  };

  private name(what: string): string {
    return `floorwalker.${what}.${this.siteKey}`;
  }
}
