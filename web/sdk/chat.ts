// A chat session with the shop's assistant. Renders nothing: a page subscribes to what happens.
import { ChatError } from "./errors";
import { EventQueue } from "./events";
import { loadSession, saveSession, type StoredSession } from "./storage";
import { Transport } from "./transport";
import type { LoggedMessage, Message, ProductDetail, Request } from "./types";

export interface ChatOptions {
  /** Base URL of the gateway; empty: the page's own origin. */
  base: string;
  siteKey: string;
  locale: string;
  analytics: boolean;
  /** The shop's own id of the shopper; sent only with consent to analytics. */
  shopper?: string | null;
}

interface Opened {
  session_id: string;
  token: string;
  messages: Message[];
}

export class Chat {
  readonly events: EventQueue;
  private readonly transport: Transport;
  private session: StoredSession | null = null;
  private analytics: boolean;

  constructor(private readonly options: ChatOptions) {
    this.transport = new Transport(options.base);
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
    return this.session !== null || loadSession(this.options.siteKey) !== null || this.shopper() !== null;
  }

  /** Sends what the shopper said and returns the answers; a session that is over is opened again first. */
  async send(request: Request): Promise<Message[]> {
    await this.tell().catch(() => undefined);
    const body = { ...request, client_id: crypto.randomUUID() };
    try {
      return await this.post(body);
    } catch (error) {
      if (!isOver(error)) throw error;
      await this.open();
      return this.post(body);
    }
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

  private async history(): Promise<LoggedMessage[]> {
    const answer = await this.transport.call<{ messages: LoggedMessage[] }>("/v1/chat/messages", {
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
    this.session = { id: opened.session_id, token: opened.token, analytics };
    saveSession(siteKey, this.session);
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
