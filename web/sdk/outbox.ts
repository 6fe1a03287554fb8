// What the shopper said and the gateway has not answered yet: sent in order, one after the other, each until the gateway
// has it. What it answers later, since a part of it is down, is kept until then, and may be sent again. A message keeps
// its id however often it is sent, and is not said twice.
import { asChatError, type ChatError } from "./errors";
import { newId } from "./ids";
import { isAnswer, isOutage } from "./outage";
import { isOffline, onOnline, pauseAfter } from "./waiting";
import type { LoggedMessage, Message, Request } from "./types";

/** waiting: for its turn, the network or the gateway; failed: until `retry`; refused: the gateway will never take it;
 * unanswered: the gateway has it, and answers it when it can. */
export type SendingState = "waiting" | "sending" | "sent" | "failed" | "refused" | "unanswered";

export interface Outgoing {
  readonly id: string;
  readonly request: Request;
  /** As the page shows it. */
  readonly words: string;
  state: SendingState;
  /** Why it was not sent when it was tried last. */
  error: ChatError | null;
  tries: number;
}

export interface OutboxListener {
  changed(item: Outgoing): void;
  answered(item: Outgoing, messages: Message[]): void;
}

/** Keeps what is not sent, so that it outlives the page. */
export interface OutboxStore {
  load(): Pick<Outgoing, "id" | "request" | "words">[];
  save(waiting: Pick<Outgoing, "id" | "request" | "words">[]): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
/** Asked to wait, it waits a minute at the most. */
const LONGEST_LIMIT_MS = 60_000;
/** How often it is tried by itself: without any answer, over a limit, and when the gateway cannot just now. */
const TRIES = { no_answer: 5, too_many_requests: 4, other: 2 };

export class Outbox {
  private items: Outgoing[] = [];
  private owed: Outgoing[] = [];
  private isRunning = false;
  private wake: () => void = () => undefined;
  private forget: () => void = () => undefined;

  constructor(
    private readonly send: (request: Request, id: string) => Promise<Message[]>,
    private readonly listener: () => OutboxListener | null,
    private readonly store: OutboxStore = { load: () => [], save: () => undefined },
  ) {
    this.listen();
  }

  /** Tries again at once whenever the network comes back. */
  listen(): void {
    this.forget();
    this.forget = onOnline(() => this.isStuckForNetwork() && this.retry());
  }

  /** What is not sent yet, in order. */
  get waiting(): readonly Outgoing[] {
    return this.items;
  }

  /** What the gateway has, and could not answer yet. */
  get unanswered(): readonly Outgoing[] {
    return this.owed;
  }

  /** Says something, when what was said before is said. */
  add(request: Request, words: string): Outgoing {
    const item: Outgoing = { id: newId(), request, words, state: "waiting", error: null, tries: 0 };
    this.items.push(item);
    this.keep();
    if (this.items[0]?.state === "failed") this.retry(); // who goes on writing wants the first one said, too
    else queueMicrotask(() => void this.run());
    return item;
  }

  /** Tries again, now, what waits or failed. */
  retry(): void {
    for (const item of this.items) {
      item.tries = 0;
      if (item.state === "failed") this.become(item, "waiting");
    }
    this.wake();
    void this.run();
  }

  /** Sends what the gateway could not answer again, with the ids that it has, before all else. */
  again(): void {
    this.items.unshift(...this.owed);
    this.owed = [];
    this.retry();
  }

  /** What the gateway could not answer has its answer, which came by itself. */
  settle(): void {
    if (this.owed.length === 0) return; // what is kept may not be read yet
    const settled = this.owed;
    this.owed = [];
    this.keep();
    for (const item of settled) this.become(item, "sent");
  }

  /** Goes on with what an earlier page did not get answered; those of them that the conversation does not show yet. */
  resume(conversation: readonly LoggedMessage[]): Outgoing[] {
    const arrived = new Map(conversation.map((message, place) => [message.client_id, place]));
    const known = new Set([...this.owed, ...this.items].map(({ id }) => id));
    const left: Outgoing[] = [];
    for (const one of this.store.load()) {
      const place = arrived.get(one.id);
      const after = place === undefined ? [] : conversation.slice(place + 1);
      if (known.has(one.id) || after.some(isAnswer)) continue;
      const item: Outgoing = { ...one, state: "waiting", error: null, tries: 0 };
      if (after.some(isOutage)) this.owed.push({ ...item, state: "unanswered" });
      else left.push(item);
    }
    this.items.unshift(...left);
    this.keep();
    void this.run();
    return this.items.filter((item) => !known.has(item.id) && !arrived.has(item.id));
  }

  /** Forgets what is not sent yet. */
  clear(): void {
    this.items = [];
    this.owed = [];
    this.keep();
    this.wake();
  }

  close(): void {
    this.forget();
  }

  private isStuckForNetwork(): boolean {
    const first = this.items[0];
    return first !== undefined && (first.state === "waiting" || first.error?.code === "no_answer");
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      for (let item = this.items[0]; item && item.state !== "failed"; item = this.items[0]) await this.attempt(item);
    } finally {
      this.isRunning = false;
    }
  }

  private async attempt(item: Outgoing): Promise<void> {
    if (isOffline()) await this.wait(item, LONGEST_PAUSE_MS); // then all the same: browsers are wrong about it now and then
    if (!this.items.includes(item)) return;
    this.become(item, "sending");
    try {
      const messages = await this.send(item.request, item.id);
      item.error = null;
      const isOwed = messages.length > 0 && messages.every(isOutage);
      if (isOwed && this.items.includes(item)) this.owed.push(item);
      if (this.remove(item, isOwed ? "unanswered" : "sent")) this.listener()?.answered(item, messages);
    } catch (error) {
      await this.failed(item, asChatError(error));
    }
  }

  private async failed(item: Outgoing, error: ChatError): Promise<void> {
    item.error = error;
    item.tries += 1;
    const isLimit = error.code === "too_many_requests";
    const most = TRIES[error.code as keyof typeof TRIES] ?? TRIES.other;
    if (!error.mayRetry) this.remove(item, "refused");
    else if (item.tries > most && !isOffline()) this.become(item, "failed");
    else await this.wait(item, pauseAfter(error, item.tries, FIRST_PAUSE_MS, isLimit ? LONGEST_LIMIT_MS : LONGEST_PAUSE_MS));
  }

  private async wait(item: Outgoing, ms: number): Promise<void> {
    this.become(item, "waiting");
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => (clearTimeout(timer), resolve());
    });
  }

  /** Whether it was there: what was cleared meanwhile is nobody's any more. */
  private remove(item: Outgoing, state: SendingState): boolean {
    const wasThere = this.items.includes(item);
    this.items = this.items.filter((other) => other !== item);
    this.keep();
    if (wasThere) this.become(item, state);
    return wasThere;
  }

  private become(item: Outgoing, state: SendingState): void {
    item.state = state;
    this.listener()?.changed(item);
  }

  private keep(): void {
    this.store.save([...this.owed, ...this.items].map(({ id, request, words }) => ({ id, request, words })));
  }
}
