// What the shopper did, sent in batches until the gateway says it is stored; each event has an id, so repeats are harmless.
import { ChatError } from "./errors";
import type { EventType, ShopEvent } from "./types";

export type EventFields = Partial<Omit<ShopEvent, "event_id" | "type" | "at">>;
/** Sends a batch; resolves when it is stored. */
export type SendEvents = (events: ShopEvent[], closing: boolean) => Promise<void>;

const WAIT_MS = 1500;
const RETRY_MS = 10_000;
const MOST_AT_ONCE = 100;
const MOST_KEPT = 1000;

export class EventQueue {
  private waiting: ShopEvent[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;

  constructor(private readonly send: SendEvents) {}

  add(type: EventType, fields: EventFields = {}): void {
    this.waiting.push({ event_id: crypto.randomUUID(), type, at: new Date().toISOString(), ...fields });
    this.waiting.splice(0, Math.max(0, this.waiting.length - MOST_KEPT));
    this.schedule(WAIT_MS);
  }

  /** Sends what waits, now. `closing` when the page goes away: then what is on its way is sent again, as it may not arrive. */
  async flush(closing = false): Promise<void> {
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.timer = undefined;
    if ((this.sending && !closing) || this.waiting.length === 0) return;
    const batch = this.waiting.slice(0, MOST_AT_ONCE);
    this.sending = true;
    try {
      await this.send(batch, closing);
      this.forget(batch);
    } catch (error) {
      const refused = refusedOf(batch, error);
      this.forget(refused);
      if (refused.length === 0) this.schedule(RETRY_MS);
    } finally {
      this.sending = false;
    }
  }

  private forget(events: ShopEvent[]): void {
    const gone = new Set(events.map((event) => event.event_id));
    this.waiting = this.waiting.filter((event) => !gone.has(event.event_id));
    if (gone.size > 0 && this.waiting.length > 0) this.schedule(WAIT_MS);
  }

  private schedule(delay: number): void {
    this.timer ??= setTimeout(() => void this.flush(), delay);
  }
}

/** Those that the gateway will never take: the others are sent again without them. */
function refusedOf(batch: ShopEvent[], error: unknown): ShopEvent[] {
  if (!(error instanceof ChatError) || error.mayRetry) return [];
  const places = error.fields.map((field) => /^events\.(\d+)\./.exec(field)?.[1]);
  return batch.filter((_, place) => places.includes(String(place)));
}
