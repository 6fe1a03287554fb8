// What of the conversation the page has: it is read on from there, and nothing is given to the page twice.
import { ChatError } from "./errors";
import type { LoggedMessage } from "./types";

export interface ReadingListener {
  /** What was said after a message, or at all. */
  history(after: string | null): Promise<LoggedMessage[]>;
  /** Of which session that is. */
  token(): string;
  read(messages: LoggedMessage[]): void;
  /** It could not be read. */
  failed(error: unknown): void;
  /** Whether to read it again. */
  isOn(): boolean;
}

const READ_AGAIN_MS = 4_000;

export class Reading {
  /** The messages that the page has, and those among them that it was given as news. */
  private readonly known = new Set<string>();
  private readonly handed = new Set<string>();
  /** The message up to which everything was read. */
  private last: string | null = null;
  private reading: Promise<void> | null = null;
  private isBehind = false;
  /** What is being sent; and whether what is behind it was left to be read. */
  private pending: string | null = null;
  private isCut = false;

  constructor(private readonly listener: ReadingListener) {}

  /** Reads what was said since everything was read last; once more if asked meanwhile, and again if it fails. */
  catchUp(): void {
    this.isBehind = true;
    this.reading ??= this.readAll().finally(() => (this.reading = null));
  }

  /** Reads on, once. */
  async readOn(): Promise<void> {
    const token = this.listener.token();
    const messages = await this.listener.history(this.last);
    if (token !== this.listener.token()) return; // another session began meanwhile
    const place = messages.findIndex(({ client_id: id }) => typeof id === "string" && id === this.pending);
    const read = place < 0 ? messages : messages.slice(0, place); // what is behind it comes with its answer, or is read then
    this.last = read.at(-1)?.id ?? this.last;
    this.isCut = place >= 0;
    this.listener.read(read);
  }

  /** Leaves to a request under way what answers the message of this id. */
  async during<T>(id: string, request: () => Promise<T>): Promise<T> {
    this.pending = id;
    try {
      return await request();
    } finally {
      this.pending = null;
      if (this.isCut) this.catchUp();
    }
  }

  /** Those that the page did not get before. */
  fresh<M extends LoggedMessage>(messages: readonly M[]): M[] {
    const fresh = messages.filter((message) => !this.known.has(message.id));
    for (const message of fresh) this.known.add(message.id);
    return fresh;
  }

  /** The page is given these as news. */
  hand(messages: readonly LoggedMessage[]): void {
    for (const message of messages) this.handed.add(message.id);
  }

  wasHanded({ id }: LoggedMessage): boolean {
    return this.handed.has(id);
  }

  /** The page has these, and they are all that there are. */
  remember(messages: readonly LoggedMessage[]): void {
    this.fresh(messages);
    this.last = messages.at(-1)?.id ?? null;
  }

  private async readAll(): Promise<void> {
    while (this.isBehind) {
      this.isBehind = false;
      try {
        await this.readOn();
      } catch (error) {
        this.listener.failed(error);
        if (error instanceof ChatError && error.code === "not_found") this.last = null; // it was deleted: read all
        setTimeout(() => this.listener.isOn() && this.catchUp(), READ_AGAIN_MS);
      }
    }
  }
}
