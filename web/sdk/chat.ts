// A chat session with the shop's assistant. Renders nothing: a page subscribes to what happens.
import { EventQueue } from "./events";
import { newId } from "./ids";
import { listIn } from "./keeping";
import { Live, type Status } from "./live";
import { isOutage, isOwed } from "./outage";
import { Outbox, type Outgoing } from "./outbox";
import { agentOf, isHandoff, isPersonWanted } from "./person";
import { Reading } from "./reading";
import { isOver, Session, type SessionOptions } from "./session";
import type { StoredSession } from "./storage";
import { Tabs } from "./tabs";
import type { LoggedMessage, Message, ProductDetail, Request, ShopEvent } from "./types";

export type ChatOptions = SessionOptions;

/** What a page is told without having asked. */
export interface ChatNews {
  /** Said by an agent, or about one, or in another tab; none that the page got before. */
  messages(messages: LoggedMessage[]): void;
  /** Who answers, whenever that changes; the agent's name, if one does and it is known. */
  status(status: Status, agent: string | null): void;
  /** An agent types, just now. */
  typing(agent: string | null): void;
  /** The answer to what was said takes longer than usual; what to tell the shopper. */
  waiting?(text: string): void;
  /** What was said with `say` waits, is being sent, was sent, or could not be. */
  sending?(item: Outgoing): void;
  /** The answer to what was said with `say`; may be empty while a person has the conversation. Of an item that is
   * "unanswered" a notice that says so; its answer comes as `messages`, or to `outbox.again()`. */
  answered?(item: Outgoing, messages: Message[]): void;
  /** Begins the session before something is said in it, and shows its messages; without it the session is just begun. */
  begin?(): Promise<unknown>;
  /** Another session took the place of the one that was over; its greeting. */
  renewed?(messages: LoggedMessage[]): void;
  /** Another tab began another session, or ended this one: this is the conversation now. */
  replaced?(messages: LoggedMessage[]): void;
  /** The chat was opened or closed in another tab. */
  opened?(isOpen: boolean): void;
}

/** For so long after something was said, an agent may take a conversation that nobody passed on. */
const LIVELY_MS = 10 * 60_000;

export class Chat {
  readonly events: EventQueue;
  readonly outbox: Outbox;
  readonly tabs: Tabs;
  private readonly session: Session;
  private readonly live: Live;
  private readonly reading: Reading;
  private news: ChatNews | null = null;
  private status: Status = "bot";
  private agent: string | null = null;
  /** Whether the gateway could not answer yet, and will. */
  private isOwed = false;
  /** The ids of what was sent from here. */
  private readonly mine = new Set<string>();
  private starting: Promise<LoggedMessage[]> | null = null;
  private lonely: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ChatOptions, makeSocket?: (url: string) => WebSocket) {
    this.session = new Session(options);
    this.live = new Live(
      options.base,
      {
        messages: (messages) => this.hand(messages),
        status: (status, agent) => this.become(status, agent),
        typing: (agent) => this.news?.typing(agent ?? this.agent),
        waiting: (text) => this.news?.waiting?.(text),
        read: () => this.reading.catchUp(),
      },
      makeSocket,
    );
    this.reading = new Reading({
      history: (after) => this.session.history(after),
      token: () => this.session.token,
      read: (messages) => this.hand(messages),
      failed: (error) => isOver(error) && this.live.close(),
      isOn: () => this.live.isOpen,
    });
    const { siteKey } = options;
    this.tabs = new Tabs(siteKey, {
      session: () => void this.adopt().catch(() => undefined),
      said: () => this.session.id !== null && this.reading.catchUp(),
      open: (isOpen) => this.news?.opened?.(isOpen),
    });
    this.events = new EventQueue((events, closing) => this.report(events, closing), listIn(`floorwalker.events.${siteKey}`));
    this.tabs.listen();
    this.outbox = new Outbox(
      (request, id) => this.send(request, id),
      () => ({ changed: (item) => this.news?.sending?.(item), answered: (item, messages) => this.news?.answered?.(item, messages) }),
      listIn(`floorwalker.outbox.${siteKey}`),
    );
  }

  /** The messages so far: of the session of this browser, or the greeting of a new one. */
  start(): Promise<LoggedMessage[]> {
    this.starting ??= this.tabs.alone("session", () => this.resume()).finally(() => (this.starting = null)); // two tabs begin one session
    return this.starting;
  }

  private async resume(): Promise<LoggedMessage[]> {
    this.session.take(this.session.kept());
    if (this.session.id !== null) {
      try {
        const messages = await this.continued();
        await this.session.tell().catch(() => undefined); // or else before the next message
        return messages;
      } catch (error) {
        if (!isOver(error)) throw error;
      }
    }
    return this.open();
  }

  private async continued(): Promise<LoggedMessage[]> {
    const messages = await this.session.history();
    this.reading.remember(messages);
    this.agent = agentOf(messages);
    if (messages.some((message) => message.from === "shopper")) this.listen(messages.some(isHandoff));
    this.heed(messages);
    if (this.events.size > 0) void this.events.flush();
    return messages;
  }

  private async open(): Promise<Message[]> {
    const greeting = await this.session.open();
    this.startOver();
    this.reading.remember(greeting);
    return greeting;
  }

  /** Says something: at once, or as soon as that can be; `ChatNews` is told what becomes of it. */
  say(request: Request, words: string): Outgoing {
    return this.outbox.add(request, words);
  }

  /** Whether there may be something shown before that an event is about: in this tab, or to this shopper. */
  isKnown(): boolean {
    return this.hasChatted() || this.session.shopper !== null;
  }

  /** Whether there is a session in this tab. */
  hasChatted(): boolean {
    return this.session.id !== null || this.session.kept() !== null;
  }

  /** Who is told what nobody asked for. */
  listenTo(news: ChatNews): void {
    this.news = news;
  }

  /** Tells an agent who serves the shopper, or may soon, that they type. What they say will be sent soon: who listens by
   * then hears if its answer takes longer. */
  typing(): void {
    if (this.session.id !== null) this.listen(false);
    if (isPersonWanted(this.status)) this.live.typing();
  }

  /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
  get locale(): string {
    return this.session.locale;
  }

  /** What the site asks shoppers to agree to, where the page does not. */
  get consent(): string | null {
    return this.session.consent;
  }

  /** Keeps an address at which the shopper wants to be answered; what they are told. */
  async leaveAddress(address: string, note: string): Promise<LoggedMessage[]> {
    return this.reading.fresh(await this.session.leaveAddress(address, note));
  }

  /** Tells whoever serves the shopper that they went to another page; nothing before they chatted. */
  moved(): Promise<void> {
    return this.session.moved();
  }

  /** Goes on after `close`. */
  reopen(): void {
    this.outbox.listen();
    this.tabs.listen();
  }

  /** Hears of nothing any more, but for what the next message opens again. */
  close(): void {
    clearTimeout(this.lonely);
    this.live.close();
    this.outbox.close();
    this.tabs.close();
  }

  /** Sends what the shopper said and returns the answers; a session that is over is opened again first. What fails may
   * be sent again with the same id, and is not said twice. While a person serves the shopper there are no answers. */
  async send(request: Request, id: string = newId()): Promise<Message[]> {
    if (this.session.id === null) await (this.news?.begin?.() ?? this.start());
    this.mine.add(id);
    await this.session.tell().catch(() => undefined);
    const body = { ...request, client_id: id, ...this.session.place() };
    this.listen(false);
    const wasOwed = this.isOwed;
    const answers = await this.reading.during(id, () => this.signedIn(() => this.session.post(body)));
    this.reading.fresh(answers);
    if (wasOwed && !this.live.isConnected) await this.reading.readOn().catch(() => undefined); // that was answered before this
    this.heed(answers);
    this.listen(answers.some(isHandoff) || answers.length === 0);
    this.tabs.said();
    return answers.filter((message) => isOutage(message) || !this.reading.wasHanded(message)); // the same notice is said once more
  }

  private async report(events: ShopEvent[], closing: boolean): Promise<void> {
    const post = (): Promise<void> => this.session.report(events, closing);
    const told = this.session.tell(closing).catch(() => undefined);
    if (closing) return post(); // a page that goes away has no time to wait
    await told;
    if (this.session.id === null) await this.start();
    return this.signedIn(post);
  }

  /** Calls, in another session if this one is over: the one that another tab began meanwhile, or a new one. */
  private async signedIn<T>(call: () => Promise<T>): Promise<T> {
    const { token } = this.session;
    try {
      return await call();
    } catch (error) {
      if (!isOver(error)) throw error;
      await this.tabs.alone("session", async () => {
        const stored = this.session.kept();
        if (this.session.token !== token) return; // done already
        if (stored && stored.token !== token) return this.take(stored);
        const greeting = await this.open();
        this.news?.renewed?.(greeting);
      });
      return call();
    }
  }

  /** Goes over to the session that another tab began; to none, if it ended this one. */
  private async adopt(): Promise<void> {
    if (this.session.id === null) return; // not begun here: it will be, with that one
    const stored = this.session.kept();
    if (stored?.token === this.session.token) this.session.take(stored); // what was allowed, say
    else if (stored) await this.take(stored);
    else {
      this.session.take(null);
      this.startOver();
      this.news?.replaced?.([]);
    }
  }

  private async take(stored: StoredSession): Promise<void> {
    this.session.take(stored);
    this.startOver();
    this.news?.replaced?.(await this.continued());
  }

  /** Nobody is expected any more: that was in another conversation. */
  private startOver(): void {
    this.isOwed = false;
    this.outbox.settle();
    this.live.close();
    this.become("bot", null);
  }

  /** Listens to what others say; also where nobody is `expected`, for an agent may take the conversation all the same. */
  private listen(expected: boolean): void {
    if (this.news === null) return;
    if (expected) this.live.expect(true);
    this.live.open(this.session.token);
    clearTimeout(this.lonely);
    this.lonely = setTimeout(() => !this.isMoreExpected() && this.live.close(), LIVELY_MS);
  }

  /** Whether somebody will speak who was not asked just now: a person, or the assistant after an outage. */
  private isMoreExpected(): boolean {
    return this.isOwed || isPersonWanted(this.status);
  }

  /** Notes whether the gateway owes an answer, which it gives by itself once it can. */
  private heed(messages: readonly LoggedMessage[]): void {
    const owed = isOwed(messages);
    if (owed === null || owed === this.isOwed) return;
    this.isOwed = owed;
    if (!owed) this.outbox.settle();
    if (owed || !messages.some(isHandoff)) this.live.expect(this.isMoreExpected());
  }

  private become(status: Status, agent: string | null): void {
    this.live.expect(this.isOwed || isPersonWanted(status));
    const name = status === "agent" ? (agent ?? this.agent) : null;
    if (status === this.status && name === this.agent) return;
    this.status = status;
    this.agent = name;
    this.news?.status(status, name);
  }

  /** Gives the page what others said, and what the shopper said in another tab; what they said here, it shows by itself. */
  private hand(messages: LoggedMessage[]): void {
    const news = this.reading.fresh(messages.filter((message) => message.from !== "shopper" || this.isOfAnotherTab(message)));
    if (news.length === 0) return;
    this.heed(news);
    this.reading.hand(news);
    const name = agentOf(news);
    const spoke = this.live.isPolling && news.some((message) => message.from === "agent");
    if (name !== null && (spoke || this.status === "agent")) this.become("agent", name);
    this.news?.messages(news);
  }

  private isOfAnotherTab({ client_id: id }: LoggedMessage): boolean {
    return typeof id === "string" && !this.mine.has(id);
  }

  /** Says whether the shopper allows analytics from now on; a session that is not open yet begins with it. What could
   * not be told is told before the next message or event, or by the next page. */
  allow(analytics: boolean): Promise<void> {
    return this.session.allow(analytics);
  }

  /** Says how the conversation was, from 1 (very bad) to 5 (very good), in words, or both; once for each. Resolves when it
   * is stored. */
  async rate(score: number | null, comment = ""): Promise<void> {
    const said = { ...(score === null ? {} : { score }), ...(comment.trim() ? { comment: comment.trim() } : {}) };
    if (Object.keys(said).length === 0 || this.session.id === null || !this.tabs.claim(`rated ${this.session.id}`)) return;
    this.events.add("csat", said);
    await this.events.flush();
  }

  /** Ends the conversation, in all tabs; what is said next begins another. */
  async end(): Promise<void> {
    await this.events.flush();
    await this.leave("POST", "/v1/chat/session/end");
  }

  /** Has the gateway delete the conversation, with all that belongs to it. */
  async erase(): Promise<void> {
    this.events.clear();
    await this.leave("DELETE", "/v1/chat/session");
  }

  private async leave(method: "POST" | "DELETE", path: string): Promise<void> {
    await this.session.leave(method, path);
    this.outbox.clear();
    this.session.forget();
    this.reading.remember([]);
    this.startOver();
  }

  /** Everything about one product. */
  product(id: string): Promise<ProductDetail> {
    return this.session.product(id);
  }
}
