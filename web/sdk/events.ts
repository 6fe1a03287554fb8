// What the shopper did, sent in batches until the gateway says it is stored; each event has an id, so repeats are harmless.
// The gateway judges each event by itself: those that it refuses are dropped with a warning, and hold up no other.
import { asChatError, type ChatError } from "./errors";
import { newId } from "./ids";
import { isOver } from "./session";
import { onOnline, pauseAfter } from "./waiting";
import type { EventType, ShopEvent } from "./types";

export type EventFields = Partial<Omit<ShopEvent, "event_id" | "type" | "at">>;
/** Sends a batch; resolves when it is stored. */
export type SendEvents = (events: ShopEvent[], closing: boolean) => Promise<void>;
/** Keeps what waits, so that it outlives the page. */
export interface EventStore {
  load(): ShopEvent[];
  save(waiting: ShopEvent[]): void;
}

const WAIT_MS = 1500;
const FIRST_PAUSE_MS = 4_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const MOST_AT_ONCE = 100;
const MOST_KEPT = 1000;
/** Browsers send at most 64 kB after the page has gone (Fetch, "HTTP-network-or-cache fetch"). */
const MOST_CLOSING_CHARACTERS = 30_000;

export class EventQueue {
  private waiting: ShopEvent[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private closing = false;
  private failures = 0;
  /** How many are sent at once: fewer while the gateway refuses a batch without saying which of it. */
  private most = MOST_AT_ONCE;

  constructor(
    private readonly send: SendEvents,
    private readonly store: EventStore = { load: () => [], save: () => undefined },
  ) {
    this.waiting = store.load().slice(-MOST_KEPT);
    onOnline(() => void this.flush());
  }

  /** How many wait to be sent. */
  get size(): number {
    return this.waiting.length;
  }

  /** `id`: of what happens once, whichever tab tells it (`idOf`). */
  add(type: EventType, fields: EventFields = {}, id: string = newId()): void {
    this.keep([...this.waiting, { event_id: id, type, at: new Date().toISOString(), ...fields }].slice(-MOST_KEPT));
    this.schedule(WAIT_MS);
  }

  /** Forgets what waits: the conversation that it is of was deleted. */
  clear(): void {
    this.keep([]);
  }

  /** Sends what waits, now. `closing` when the page goes away: then what is on its way is sent again, as it may not arrive. */
  async flush(closing = false): Promise<void> {
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.timer = undefined;
    if ((this.sending && !closing) || this.closing || this.waiting.length === 0) return;
    const batch = closing ? fitting(this.waiting) : this.waiting.slice(0, this.most);
    this.sending = true;
    this.closing = closing;
    try {
      await this.send(batch, closing);
      this.most = MOST_AT_ONCE;
      this.settle(batch);
    } catch (error) {
      this.refused(batch, asChatError(error));
    } finally {
      this.sending = this.closing = false;
    }
  }

  private refused(batch: ShopEvent[], error: ChatError): void {
    if (error.mayRetry || isOver(error)) { // it is the session that was refused
      this.failures += 1;
      this.schedule(pauseAfter(error, this.failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
      return;
    }
    const named = refusedOf(batch, error);
    if (named.length > 0 || batch.length === 1) this.drop(named.length > 0 ? named : [[batch[0] as ShopEvent, error.message]]);
    else {
      this.most = Math.ceil(batch.length / 2); // until it is one alone
      this.schedule(WAIT_MS);
    }
  }

  private drop(refused: [ShopEvent, string][]): void {
    for (const [event, reason] of refused) console.warn("floorwalker: the gateway refused an event, which is dropped:", event.type, reason);
    this.settle(refused.map(([event]) => event));
  }

  private settle(events: ShopEvent[]): void {
    const gone = new Set(events.map((event) => event.event_id));
    this.failures = 0;
    this.keep(this.waiting.filter((event) => !gone.has(event.event_id)));
    if (this.waiting.length > 0) this.schedule(WAIT_MS);
  }

  private keep(waiting: ShopEvent[]): void {
    this.waiting = waiting;
    this.store.save(waiting);
  }

  private schedule(delay: number): void {
    this.timer ??= setTimeout(() => void this.flush(), delay);
  }
}

/** Those that the gateway names, with the reason of each. */
function refusedOf(batch: ShopEvent[], error: ChatError): [ShopEvent, string][] {
  const reasons = new Map<number, string>();
  error.fields.forEach((field, index) => {
    const place = /^events\.(\d+)(?:\.|$)/.exec(field)?.[1];
    if (place !== undefined) reasons.set(Number(place), `${field}: ${error.reasons[index] ?? error.message}`);
  });
  return batch.flatMap((event, place) => (reasons.has(place) ? [[event, reasons.get(place) as string]] : []));
}

/** As many of the first as may be sent when the page goes. */
function fitting(events: ShopEvent[]): ShopEvent[] {
  let characters = 0;
  const fits = events.findIndex((event) => (characters += JSON.stringify(event).length) > MOST_CLOSING_CHARACTERS);
  return events.slice(0, fits === -1 ? MOST_AT_ONCE : Math.max(1, fits)).slice(0, MOST_AT_ONCE);
}
