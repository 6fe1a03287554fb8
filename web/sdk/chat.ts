// A chat session with the shop's assistant. Renders nothing: a page subscribes to what happens.
import { ChatError } from "./errors";
import { EventQueue } from "./events";
import { Live, type Status } from "./live";
import { agentOf, isHandoff, isPersonWanted } from "./person";
import { loadSession, saveSession, type StoredSession } from "./storage";
import { Transport } from "./transport";
import type { LoggedMessage, Message, Page, ProductDetail, Request } from "./types";

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
  /** Said by an agent, or about one; none that the page got before. */
  messages(messages: LoggedMessage[]): void;
  /** Who answers, whenever that changes; the agent's name, if one does and it is known. */
  status(status: Status, agent: string | null): void;
  /** An agent types, just now. */
  typing(agent: string | null): void;
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
        read: () => this.catchUp(),
      },
      makeSocket,
    );
    this.analytics = options.analytics;
    this.events = new EventQueue(async (events, closing) => {
      const told = this.tell(closing).catch(() => undefined);
      if (!closing) await told; // a page that goes away has no time to wait
      return this.transport.call("/v1/chat/events", { body: { events }, token: this.token(), keepalive: closing });
    });
  }

  /** The messages so far: of the session of this tab, or the greeting of a new one. */
  async start(): Promise<LoggedMessage[]> {
    this.session = loadSession(this.options.siteKey);
    if (this.session) {
      try {
        const messages = await this.history();
        this.remember(messages);
        this.agent = agentOf(messages);
        if (messages.some((message) => message.from === "shopper")) this.listen(messages.some(isHandoff));
        await this.tell();
        return messages;
      } catch (error) {
        if (!isOver(error)) throw error;
      }
    }
    return this.open();
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

  /** Tells an agent who serves the shopper, or may soon, that they type. */
  typing(): void {
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

  /** Ends the connection by which news come; the next message opens it again. */
  close(): void {
    clearTimeout(this.lonely);
    this.live.close();
  }

  /** Sends what the shopper said and returns the answers; a session that is over is opened again first. What fails may
   * be sent again with the same id, and is not said twice. While a person serves the shopper there are no answers. */
  async send(request: Request, id: string = crypto.randomUUID()): Promise<Message[]> {
    await this.tell().catch(() => undefined);
    const page = this.options.page?.() ?? null;
    const body = { ...request, client_id: id, ...(page ? { page } : {}) };
    this.told = page ? JSON.stringify(page) : "";
    const answers = await this.post(body).catch(async (error: unknown) => {
      if (!isOver(error)) throw error;
      await this.open();
      return this.post(body);
    });
    this.listen(answers.some(isHandoff) || answers.length === 0);
    this.fresh(answers);
    return answers.filter((message) => !this.handed.has(message.id));
  }

  /** Listens to what others say; also where nobody passed the conversation on, for an agent may take it all the same. */
  private listen(person: boolean): void {
    if (this.news === null) return;
    if (person) this.live.expect(true);
    this.live.open(this.token());
    clearTimeout(this.lonely);
    this.lonely = setTimeout(() => !isPersonWanted(this.status) && this.live.close(), LIVELY_MS);
  }

  private become(status: Status, agent: string | null): void {
    this.live.expect(isPersonWanted(status));
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
    this.last = messages.at(-1)?.id ?? this.last;
    this.hand(messages);
  }

  /** Gives the page what others said; what the shopper said, it shows by itself. */
  private hand(messages: LoggedMessage[]): void {
    const news = this.fresh(messages.filter((message) => message.from !== "shopper"));
    if (news.length === 0) return;
    for (const message of news) this.handed.add(message.id);
    const name = agentOf(news);
    const spoke = this.live.isPolling && news.some((message) => message.from === "agent");
    if (name !== null && (spoke || this.status === "agent")) this.become("agent", name);
    this.news?.messages(news);
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
