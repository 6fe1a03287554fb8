// Replies on their way to shoppers: one that does not get there stays, says why, and can be sent again.
import type { Api } from "./api";
import { ApiError, told } from "./errors";
import type { Kept } from "./kept";
import type { Pending, Store } from "./store";
import type { Shown } from "./types";
import { word } from "./words";

export interface Delivered {
  (conversation: string, message: Shown): void;
}

export class Outbox {
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly api: Api,
    private readonly store: Store,
    private readonly kept: Kept,
    private readonly delivered: Delivered,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Takes up what an earlier page of this tab did not get sent: whether it arrived is not known, so it may be repeated. */
  restore(): void {
    this.set(this.kept.outbox.map((one) => (one.state === "sending" ? { ...one, state: "failed", reason: word("noAnswer"), mayRetry: true } : one)));
  }

  send(conversation: string, text: string): Promise<void> {
    const pending: Pending = { conversation, clientId: crypto.randomUUID(), text, state: "sending", reason: "", mayRetry: true };
    this.set([...this.all, pending]);
    return this.queue(pending);
  }

  /** Sends one again under the id it had, so that the shopper gets it once. */
  again(clientId: string): Promise<void> {
    const pending = this.all.find((one) => one.clientId === clientId);
    if (!pending || pending.state === "sending") return Promise.resolve();
    this.mark(clientId, { state: "sending", reason: "" });
    return this.queue(pending);
  }

  drop(clientId: string): void {
    this.set(this.all.filter((one) => one.clientId !== clientId));
  }

  /** A reply of this agent was seen in the conversation: it has arrived, whatever becomes of the answer to it. */
  seen(conversation: string, text: unknown): void {
    const arrived = this.all.find((one) => one.conversation === conversation && one.text === text);
    if (arrived) this.drop(arrived.clientId);
  }

  /** One after the other, so that they arrive in the order they were written. */
  private queue(pending: Pending): Promise<void> {
    this.last = this.last.then(() => this.post(pending));
    return this.last;
  }

  private async post({ conversation, text, clientId }: Pending): Promise<void> {
    try {
      const message = await this.api.say(conversation, text, clientId);
      this.drop(clientId);
      this.delivered(conversation, message);
    } catch (error) {
      const mayRetry = !(error instanceof ApiError) || error.mayRetry || error.status === 401;
      this.mark(clientId, { state: "failed", reason: told(error), mayRetry });
      this.store.announce(word("notSentYet", { reason: told(error) }));
      this.failed(error);
    }
  }

  private get all(): readonly Pending[] {
    return this.store.state.outbox;
  }

  private mark(clientId: string, part: Partial<Pending>): void {
    this.set(this.all.map((one) => (one.clientId === clientId ? { ...one, ...part } : one)));
  }

  private set(outbox: readonly Pending[]): void {
    this.store.change({ outbox });
    this.kept.keepOutbox(outbox);
  }
}
