import type { EventType, ShopEvent } from "./types.js";
export type EventFields = Partial<Omit<ShopEvent, "event_id" | "type" | "at">>;
/** Sends a batch; resolves when it is stored. */
export type SendEvents = (events: ShopEvent[], closing: boolean) => Promise<void>;
/** Keeps what waits, so that it outlives the page. */
export interface EventStore {
    load(): ShopEvent[];
    save(waiting: ShopEvent[]): void;
}
export declare class EventQueue {
    private readonly send;
    private readonly store;
    private waiting;
    private timer;
    private sending;
    private closing;
    private failures;
    /** How many are sent at once: fewer while the gateway refuses a batch without saying which of it. */
    private most;
    constructor(send: SendEvents, store?: EventStore);
    /** How many wait to be sent. */
    get size(): number;
    /** `id`: of what happens once, whichever tab tells it (`idOf`). */
    add(type: EventType, fields?: EventFields, id?: string): void;
    /** Forgets what waits: the conversation that it is of was deleted. */
    clear(): void;
    /** Sends what waits, now. `closing` when the page goes away: then what is on its way is sent again, as it may not arrive. */
    flush(closing?: boolean): Promise<void>;
    private refused;
    private drop;
    private settle;
    private keep;
    private schedule;
}
