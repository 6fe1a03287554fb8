// The agent's desk: the lists, the conversation that is open, and what is done with it.
import type { Api } from "./api";
import { ApiError } from "./errors";
import type { Kept } from "./kept";
import { Outbox } from "./outbox";
import { rowsOf, stepped, withListed } from "./rows";
import type { Section, Store } from "./store";
import type { Frame, Listed, Shown } from "./types";
import { word } from "./words";

/** In a row, while more and more is told of a conversation. */
const MOST_READINGS = 5;
const SOON_MS = 250;
/** Who goes through the list with j does not read every conversation on the way. */
const SETTLE_MS = 150;
const TYPING_MS = 6_000;

export class Desk {
  readonly outbox: Outbox;
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly api: Api,
    private readonly store: Store,
    readonly kept: Kept,
    private readonly failed: (error: unknown) => void,
  ) {
    this.outbox = new Outbox(api, store, kept, (id, message) => this.append(id, message), (error) => this.notSent(error));
  }

  /** Reads everything again: at the beginning, and when something may have been missed. */
  async refresh(): Promise<void> {
    await Promise.all([this.readQueue(), this.reread()]);
  }

  async readQueue(): Promise<void> {
    await this.attempt(async () => this.store.change({ queue: await this.api.queue() }));
  }

  async readReplies(): Promise<void> {
    await this.attempt(async () => this.store.change({ replies: await this.api.replies() }));
  }

  /** How often something was told of the open conversation. */
  private told = 0;

  /** Opens a conversation; when it is read, its title has the focus if `follow`. */
  async open(id: string, follow = true): Promise<void> {
    this.show(id);
    await this.read(id);
    if (follow && this.store.state.current === id) this.store.guide("title");
  }

  /** Shows no conversation, where there is room for the lists alone. */
  leaveView(): void {
    this.store.change({ current: null, opened: null });
    history.replaceState(null, "", location.pathname);
  }

  /** The next (1) or previous (-1) conversation of the list. */
  step(steps: 1 | -1): void {
    const next = stepped(rowsOf(this.store.state), this.store.state.cursor, steps);
    if (!next) return;
    const { section, index, total, listed } = next;
    this.store.announce(word("position", { list: word(section), index: index + 1, total, words: listed.last_words || listed.id }));
    this.show(listed.id);
    this.later("read", SETTLE_MS, () => void this.read(listed.id));
  }

  fold(section: Section): void {
    const folded = new Set(this.store.state.folded);
    if (!folded.delete(section)) folded.add(section);
    this.store.change({ folded });
  }

  async claim(): Promise<void> {
    const done = await this.change((id) => this.api.claim(id), "claimed");
    if (done) {
      this.store.change({ mode: "reply" });
      this.store.guide("reply");
    }
  }

  async transfer(to: string | null): Promise<void> {
    await this.leave((id) => this.api.transfer(id, to), "transferred");
  }

  async giveBack(): Promise<void> {
    await this.leave((id) => this.api.giveBack(id), "gaveBack");
  }

  async close(): Promise<void> {
    await this.leave((id) => this.api.close(id), "closed");
  }

  /** Gives all that wait because of an outage back to the assistant. */
  async closeOutage(): Promise<void> {
    await this.attempt(async () => {
      this.store.announce(word("outageDone", { count: await this.api.closeQueue("outage") }));
      await this.readQueue();
    });
  }

  async note(text: string): Promise<boolean> {
    const id = this.store.state.current;
    if (!id) return false;
    return this.attempt(async () => {
      const note = await this.api.note(id, text);
      const { opened } = this.store.state;
      if (opened?.conversation.id === id && !opened.notes.some((one) => one.id === note.id)) {
        this.store.change({ opened: { ...opened, notes: [...opened.notes, note] } });
      }
      this.store.announce(word("noteKept"));
    });
  }

  async search(query: string): Promise<void> {
    const asked = query.trim();
    if (!asked) return this.endSearch();
    this.store.change({ search: { query: asked, found: [], more: false, busy: true } });
    await this.searched(asked, null, []);
  }

  async searchOn(): Promise<void> {
    const { search } = this.store.state;
    const last = search?.found.at(-1);
    if (search && last) await this.searched(search.query, last.last_at, search.found);
  }

  endSearch(): void {
    this.store.change({ search: null });
  }

  /** Takes what the stream sent. */
  take(frame: Frame): void {
    const id = frame.conversation_id ?? null;
    const isOpen = id !== null && id === this.store.state.current;
    if (frame.type === "ready" || frame.type === "missed") void this.refresh();
    if (frame.type === "queue" || frame.type === "status") this.later("queue", SOON_MS, () => void this.readQueue());
    if (id === null) return;
    if (frame.type === "status" && frame.conversation) this.takeStatus(frame.conversation);
    else if (frame.type === "status" && isOpen) this.later("reread", SOON_MS, () => void this.reread());
    if (frame.type === "message" && frame.message) this.takeMessage(id, frame.message);
    if (frame.type === "typing" && !frame.agent) this.takeTyping(id);
    if (frame.type === "events" && isOpen) this.later("reread", SOON_MS, () => void this.reread());
  }

  private takeStatus(listed: Listed): void {
    const { current, opened } = this.store.state;
    if (current === listed.id) this.told++;
    if (opened?.conversation.id === listed.id) this.store.change({ opened: { ...opened, conversation: listed } });
  }

  private takeMessage(id: string, message: Shown): void {
    const { queue, current, opened, agent, unread, typing } = this.store.state;
    const isShoppers = message.sender === "shopper";
    const isToldAgain = id === current && opened?.messages.some((one) => one.id === message.id);
    const words = isShoppers && typeof message.message["text"] === "string" ? message.message["text"] : null;
    if (queue) {
      const change = (listed: Listed): Listed => ({ ...listed, last_at: message.at, ...(words ? { last_words: words } : {}) });
      this.store.change({ queue: withListed(queue, id, change) });
      const isMine = queue.mine.some((listed) => listed.id === id);
      if (isShoppers && isMine && (id !== current || document.hidden)) this.store.change({ unread: new Set([...unread, id]) });
    }
    if (isShoppers) this.store.change({ typing: { ...typing, [id]: 0 } });
    if (message.sender === "agent" && message.message["agent"] === agent?.display) this.outbox.seen(id, message.message["text"]);
    this.append(id, message);
    if (id !== current) return;
    if (words && !isToldAgain) this.store.announce(`${word("shopper")}${word("colon")}${words}`);
    if (message.message["type"] === "products") this.later("reread", SOON_MS, () => void this.reread());
  }

  private takeTyping(id: string): void {
    this.store.change({ typing: { ...this.store.state.typing, [id]: Date.now() + TYPING_MS } });
    this.later(`typing ${id}`, TYPING_MS, () => this.store.change({ typing: { ...this.store.state.typing } }));
  }

  /** Adds a message to the open conversation, or takes the place of it. */
  append(id: string, message: Shown): void {
    const { current, opened } = this.store.state;
    if (current === id) this.told++;
    if (opened?.conversation.id !== id) return;
    const isKnown = opened.messages.some((one) => one.id === message.id);
    const messages = isKnown ? opened.messages.map((one) => (one.id === message.id ? message : one)) : [...opened.messages, message];
    this.store.change({ opened: { ...opened, messages } });
  }

  private show(id: string): void {
    const unread = new Set(this.store.state.unread);
    unread.delete(id);
    const isNew = this.store.state.current !== id;
    this.store.change({ current: id, cursor: id, unread, ...(isNew ? { opened: null, mode: "reply" } : {}) });
    history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  }

  private async reread(): Promise<void> {
    const { current } = this.store.state;
    if (current) await this.read(current);
  }

  private async read(id: string): Promise<void> {
    clearTimeout(this.timers.get("read"));
    try {
      for (let left = MOST_READINGS; left > 0; left--) {
        const told = this.told;
        const opened = await this.api.conversation(id);
        if (this.store.state.current !== id) return;
        if (this.told !== told && left > 1) continue; // it is of before what was told meanwhile
        this.store.change({ opened });
        return;
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 404 && this.store.state.current === id) {
        this.store.change({ cursor: null });
        this.leaveView();
      }
      this.failed(error);
    }
  }

  private async leave(change: (id: string) => Promise<Listed>, said: "transferred" | "gaveBack" | "closed"): Promise<void> {
    const left = this.store.state.current;
    const done = await this.change(change, said);
    if (!done || this.store.state.current !== left) return; // or the agent went on meanwhile
    this.store.change({ cursor: null });
    this.store.guide("title");
  }

  private async change(change: (id: string) => Promise<Listed>, said: "claimed" | "transferred" | "gaveBack" | "closed"): Promise<boolean> {
    const id = this.store.state.current;
    if (!id) return false;
    const done = await this.attempt(async () => {
      this.takeStatus(await change(id));
      this.store.change({ problem: null });
      this.store.announce(word(said));
    });
    await this.readQueue();
    if (!done) await this.reread();
    return done;
  }

  private async searched(query: string, before: string | null, so_far: readonly Listed[]): Promise<void> {
    await this.attempt(async () => {
      const { conversations, more } = await this.api.search(query, before);
      if (this.store.state.search?.query !== query) return;
      const known = new Set(so_far.map((listed) => listed.id));
      const found = [...so_far, ...conversations.filter((listed) => !known.has(listed.id))];
      this.store.change({ search: { query, found, more, busy: false } });
      this.store.announce(found.length > 0 ? word("foundCount", { count: found.length }) : word("foundNone"));
    });
    const { search } = this.store.state;
    if (search?.query === query && search.busy) this.store.change({ search: { ...search, busy: false } });
  }

  /** A reply that is refused says so where it stands; only a session that is over concerns the whole page. */
  private notSent(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) this.failed(error);
    else if (error instanceof ApiError && !error.mayRetry) void this.refresh();
  }

  private async attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  private later(name: string, milliseconds: number, act: () => void): void {
    if (name !== "read" && !name.startsWith("typing") && this.timers.has(name)) return; // it is on its way already
    clearTimeout(this.timers.get(name));
    const run = (): void => {
      this.timers.delete(name);
      act();
    };
    this.timers.set(name, setTimeout(run, milliseconds));
  }
}
