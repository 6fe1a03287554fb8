// A chat session with the shop's assistant. Renders nothing: a page subscribes to what happens.
import { ChatError } from "./errors";
import { EventQueue } from "./events";
import { newId } from "./ids";
import { listIn } from "./keeping";
import { Live, type Status } from "./live";
import { isOutage, isOwed } from "./outage";
import { Outbox, type Outgoing } from "./outbox";
import { agentOf, isHandoff, isPersonWanted } from "./person";
import { loadSession, saveSession, type StoredSession } from "./storage";
import { Tabs } from "./tabs";
import { Transport } from "./transport";
import type { LoggedMessage, Message, Page, ProductDetail, Request, ShopEvent } from "./types";

export interface ChatOptions {
  /** Base URL of the gateway; empty: the page's own origin. */
  base: string;
  siteKey: string;
  locale: string;
  analytics: boolean;
  /** The shop's own id of the shopper; sent only with consent to analytics. */
  shopper?: string | null;
  /** Where in the shop the shopper is, for the agent who serves them. */
  page?: () => Page | null;
}

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
const READ_AGAIN_MS = 4_000;

interface Opened {
  session_id: string;
  token: string;
  messages: Message[];
  locale?: string;
  consent?: string | null;
}

export class Chat {
  readonly events: EventQueue;
  readonly outbox: Outbox;
  readonly tabs: Tabs;
  private readonly transport: Transport;
  private session: StoredSession | null = null;
  private analytics: boolean;
  private readonly live: Live;
  private news: ChatNews | null = null;
  /** The messages that the page has, and those among them that it was given as news. */
  private readonly known = new Set<string>();
  private readonly handed = new Set<string>();
  /** The message up to which everything was read. */
  private last: string | null = null;
  private status: Status = "bot";
  private agent: string | null = null;
  private reading: Promise<void> | null = null;
  private isBehind = false;
  /** Whether the gateway could not answer yet, and will. */
  private isOwed = false;
  /** What is being sent; and whether what is behind it was left to be read. */
  private pending: string | null = null;
  private isCut = false;
  /** The ids of what was sent from here. */
  private readonly mine = new Set<string>();
  private starting: Promise<LoggedMessage[]> | null = null;
  private told = "";
  private lonely: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ChatOptions, makeSocket?: (url: string) => WebSocket) {
    this.transport = new Transport(options.base);
    this.live = new Live(
      options.base,
      {
        messages: (messages) => this.hand(messages),
        status: (status, agent) => this.become(status, agent),
        typing: (agent) => this.news?.typing(agent ?? this.agent),
        waiting: (text) => this.news?.waiting?.(text),
        read: () => this.catchUp(),
      },
      makeSocket,
    );
    this.analytics = options.analytics;
    const { siteKey } = options;
    this.tabs = new Tabs(siteKey, {
      session: () => void this.adopt().catch(() => undefined),
      said: () => this.session && this.catchUp(),
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
    this.session = loadSession(this.options.siteKey);
    if (this.session) {
      try {
        const messages = await this.continued();
        await this.tell().catch(() => undefined); // or else before the next message
        return messages;
      } catch (error) {
        if (!isOver(error)) throw error;
      }
    }
    return this.open();
  }

  private async continued(): Promise<LoggedMessage[]> {
    const messages = await this.history();
    this.remember(messages);
    this.agent = agentOf(messages);
    if (messages.some((message) => message.from === "shopper")) this.listen(messages.some(isHandoff));
    this.heed(messages);
    if (this.events.size > 0) void this.events.flush();
    return messages;
  }

  /** Says something: at once, or as soon as that can be; `ChatNews` is told what becomes of it. */
  say(request: Request, words: string): Outgoing {
    return this.outbox.add(request, words);
  }

  /** Whether there may be something shown before that an event is about: in this tab, or to this shopper. */
  isKnown(): boolean {
    return this.hasChatted() || this.shopper() !== null;
  }

  /** Whether there is a session in this tab. */
  hasChatted(): boolean {
    return this.session !== null || loadSession(this.options.siteKey) !== null;
  }

  /** Who is told what nobody asked for. */
  listenTo(news: ChatNews): void {
    this.news = news;
  }

  /** Tells an agent who serves the shopper, or may soon, that they type. What they say will be sent soon: who listens by
   * then hears if its answer takes longer. */
  typing(): void {
    if (this.session) this.listen(false);
    if (isPersonWanted(this.status)) this.live.typing();
  }

  /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
  get locale(): string {
    return this.session?.locale ?? this.options.locale;
  }

  /** What the site asks shoppers to agree to, where the page does not. */
  get consent(): string | null {
    return this.session?.consent ?? null;
  }

  /** Keeps an address at which the shopper wants to be answered; what they are told. */
  async leaveAddress(address: string, note: string): Promise<LoggedMessage[]> {
    const answer = await this.transport.call<{ messages: Message[] }>("/v1/chat/contact", { body: { address, note }, token: this.token() });
    return this.fresh(answer.messages);
  }

  /** Tells whoever serves the shopper that they went to another page; nothing before they chatted. */
  async moved(): Promise<void> {
    const page = this.options.page?.() ?? null;
    const token = (this.session ?? loadSession(this.options.siteKey))?.token;
    if (!page || !token || this.told === JSON.stringify(page)) return;
    this.told = JSON.stringify(page);
    await this.transport.call("/v1/chat/page", { body: page, token }).catch(() => (this.told = ""));
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
    if (!this.session) await (this.news?.begin?.() ?? this.start());
    this.mine.add(id);
    await this.tell().catch(() => undefined);
    const page = this.options.page?.() ?? null;
    const body = { ...request, client_id: id, ...(page ? { page } : {}) };
    this.told = page ? JSON.stringify(page) : "";
    this.listen(false);
    const wasOwed = this.isOwed;
    const answers = await this.posted(body, id);
    this.fresh(answers);
    if (wasOwed && !this.live.isConnected) await this.readOn().catch(() => undefined); // that was answered before this
    this.heed(answers);
    this.listen(answers.some(isHandoff) || answers.length === 0);
    this.tabs.said();
    return answers.filter((message) => isOutage(message) || !this.handed.has(message.id)); // the same notice is said once more
  }

  private async posted(body: unknown, id: string): Promise<Message[]> {
    this.pending = id;
    try {
      return await this.signedIn(() => this.post(body));
    } finally {
      this.pending = null;
      if (this.isCut) this.catchUp();
    }
  }

  private async report(events: ShopEvent[], closing: boolean): Promise<void> {
    const post = (): Promise<void> => this.transport.call("/v1/chat/events", { body: { events }, token: this.token(), keepalive: closing });
    const told = this.tell(closing).catch(() => undefined);
    if (closing) return post(); // a page that goes away has no time to wait
    await told;
    if (!this.session) await this.start();
    return this.signedIn(post);
  }

  /** Calls, in another session if this one is over: the one that another tab began meanwhile, or a new one. */
  private async signedIn<T>(call: () => Promise<T>): Promise<T> {
    const token = this.token();
    try {
      return await call();
    } catch (error) {
      if (!isOver(error)) throw error;
      await this.tabs.alone("session", async () => {
        const stored = loadSession(this.options.siteKey);
        if (this.token() !== token) return; // done already
        if (stored && stored.token !== token) return this.take(stored);
        const greeting = await this.open();
        this.news?.renewed?.(greeting);
      });
      return call();
    }
  }

  /** Goes over to the session that another tab began; to none, if it ended this one. */
  private async adopt(): Promise<void> {
    if (!this.session) return; // not begun here: it will be, with that one
    const stored = loadSession(this.options.siteKey);
    if (stored?.token === this.token()) this.session = stored; // what was allowed, say
    else if (stored) await this.take(stored);
    else {
      this.session = null;
      this.forgetOwed();
      this.live.close();
      this.become("bot", null);
      this.news?.replaced?.([]);
    }
  }

  private async take(stored: StoredSession): Promise<void> {
    this.session = stored;
    this.forgetOwed();
    this.live.close();
    this.become("bot", null);
    this.news?.replaced?.(await this.continued());
  }

  /** Listens to what others say; also where nobody is `expected`, for an agent may take the conversation all the same. */
  private listen(expected: boolean): void {
    if (this.news === null) return;
    if (expected) this.live.expect(true);
    this.live.open(this.token());
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

  /** What was owed was so in another conversation. */
  private forgetOwed(): void {
    this.isOwed = false;
    this.outbox.settle();
  }

  private become(status: Status, agent: string | null): void {
    this.live.expect(this.isOwed || isPersonWanted(status));
    const name = status === "agent" ? (agent ?? this.agent) : null;
    if (status === this.status && name === this.agent) return;
    this.status = status;
    this.agent = name;
    this.news?.status(status, name);
  }

  /** Reads what was said since everything was read last; once more if asked meanwhile, and again if it fails. */
  private catchUp(): void {
    this.isBehind = true;
    this.reading ??= this.readAll().finally(() => (this.reading = null));
  }

  private async readAll(): Promise<void> {
    while (this.isBehind) {
      this.isBehind = false;
      try {
        await this.readOn();
      } catch (error) {
        if (isOver(error)) this.live.close();
        if (error instanceof ChatError && error.code === "not_found") this.last = null; // it was deleted: read all
        setTimeout(() => this.live.isOpen && this.catchUp(), READ_AGAIN_MS);
      }
    }
  }

  private async readOn(): Promise<void> {
    const token = this.token();
    const messages = await this.history(this.last);
    if (token !== this.token()) return; // another session began meanwhile
    const place = messages.findIndex(({ client_id: id }) => typeof id === "string" && id === this.pending);
    const heard = place < 0 ? messages : messages.slice(0, place); // what is behind it comes with its answer, or is read then
    this.last = heard.at(-1)?.id ?? this.last;
    this.hand(heard);
    this.isCut = place >= 0;
  }

  /** Gives the page what others said, and what the shopper said in another tab; what they said here, it shows by itself. */
  private hand(messages: LoggedMessage[]): void {
    const news = this.fresh(messages.filter((message) => message.from !== "shopper" || this.isOfAnotherTab(message)));
    if (news.length === 0) return;
    this.heed(news);
    for (const message of news) this.handed.add(message.id);
    const name = agentOf(news);
    const spoke = this.live.isPolling && news.some((message) => message.from === "agent");
    if (name !== null && (spoke || this.status === "agent")) this.become("agent", name);
    this.news?.messages(news);
  }

  private isOfAnotherTab({ client_id: id }: LoggedMessage): boolean {
    return typeof id === "string" && !this.mine.has(id);
  }

  /** Those that the page did not get before. */
  private fresh<M extends LoggedMessage>(messages: readonly M[]): M[] {
    const fresh = messages.filter((message) => !this.known.has(message.id));
    for (const message of fresh) this.known.add(message.id);
    return fresh;
  }

  private remember(messages: readonly LoggedMessage[]): void {
    this.fresh(messages);
    this.last = messages.at(-1)?.id ?? null;
  }

  /** Says whether the shopper allows analytics from now on; a session that is not open yet begins with it. What could
   * not be told is told before the next message or event, or by the next page. */
  async allow(analytics: boolean): Promise<void> {
    this.analytics = analytics;
    await this.tell();
  }

  /** Says how the conversation was, from 1 (very bad) to 5 (very good); once for each. Resolves when it is stored. */
  async rate(score: number): Promise<void> {
    if (!this.session || !this.tabs.claim(`rated ${this.session.id}`)) return;
    this.events.add("csat", { score });
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
    try {
      if (this.session) await this.transport.call(path, { method, token: this.token() });
    } catch (error) {
      if (!isOver(error)) throw error;
    }
    this.outbox.clear();
    this.isOwed = false;
    this.session = null;
    this.last = null;
    saveSession(this.options.siteKey, null);
    this.live.close();
    this.become("bot", null);
  }

  /** Everything about one product. */
  product(id: string): Promise<ProductDetail> {
    return this.transport.call(`/v1/chat/products/${encodeURIComponent(id)}`, { method: "GET", token: this.token() });
  }

  private async post(body: unknown): Promise<Message[]> {
    const answer = await this.transport.call<{ messages: Message[] }>("/v1/chat/messages", {
      body,
      token: this.token(),
    });
    return answer.messages;
  }

  private async history(after: string | null = null): Promise<LoggedMessage[]> {
    const behind = after === null ? "" : `?after=${encodeURIComponent(after)}`;
    const answer = await this.transport.call<{ messages: LoggedMessage[] }>(`/v1/chat/messages${behind}`, {
      method: "GET",
      token: this.token(),
    });
    return answer.messages;
  }

  private async open(): Promise<Message[]> {
    const { siteKey, locale } = this.options;
    const analytics = this.analytics;
    const shopper = this.shopper();
    const opened = await this.transport.call<Opened>("/v1/chat/sessions", {
      body: { site_key: siteKey, locale, consent: { analytics }, ...(shopper ? { shopper_id: shopper } : {}) },
    });
    const { locale: spoken = locale, consent = null } = opened;
    this.session = { id: opened.session_id, token: opened.token, analytics, locale: spoken, consent };
    saveSession(siteKey, this.session);
    this.forgetOwed();
    this.live.close();
    this.become("bot", null);
    this.remember(opened.messages);
    return opened.messages;
  }

  /** Has the gateway know what is allowed, if it was told something else. */
  private async tell(keepalive = false): Promise<void> {
    const analytics = this.analytics;
    if (!this.session || this.session.analytics === analytics) return;
    const shopper = this.shopper();
    const body = { analytics, ...(shopper ? { shopper_id: shopper } : {}) };
    await this.transport.call("/v1/chat/consent", { body, token: this.token(), keepalive });
    this.session = { ...this.session, analytics };
    saveSession(this.options.siteKey, this.session);
  }

  private shopper(): string | null {
    return this.analytics ? this.options.shopper || null : null;
  }

  private token(): string {
    return this.session?.token ?? "";
  }
}

function isOver(error: unknown): boolean {
  return error instanceof ChatError && error.code === "not_signed_in";
}
