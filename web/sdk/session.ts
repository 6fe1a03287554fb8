// The shopper's session at the gateway: what this browser keeps of it, what they agreed to, and what is asked with its token.
import { ChatError } from "./errors";
import { loadSession, saveSession, type StoredSession } from "./storage";
import { Transport } from "./transport";
import type { LoggedMessage, Message, Page, ProductDetail, ShopEvent } from "./types";

export interface SessionOptions {
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

interface Opened {
  session_id: string;
  token: string;
  messages: Message[];
  locale?: string;
  consent?: string | null;
}

export class Session {
  private readonly transport: Transport;
  private stored: StoredSession | null = null;
  private analytics: boolean;
  /** The page that the gateway knows of. */
  private told = "";

  constructor(private readonly options: SessionOptions) {
    this.transport = new Transport(options.base);
    this.analytics = options.analytics;
  }

  /** Null before the session is begun here, and after its end. */
  get id(): string | null {
    return this.stored?.id ?? null;
  }

  get token(): string {
    return this.stored?.token ?? "";
  }

  /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
  get locale(): string {
    return this.stored?.locale ?? this.options.locale;
  }

  /** What the site asks shoppers to agree to, where the page does not. */
  get consent(): string | null {
    return this.stored?.consent ?? null;
  }

  /** The shop's own id of the shopper, if they agreed to analytics. */
  get shopper(): string | null {
    return this.analytics ? this.options.shopper || null : null;
  }

  /** The session as this browser keeps it, which another tab may have begun or ended. */
  kept(): StoredSession | null {
    return loadSession(this.options.siteKey);
  }

  /** Also before the session is taken up here; empty where there is none. */
  private keptToken(): string {
    return (this.stored ?? this.kept())?.token ?? "";
  }

  /** Goes on with a session; with none. */
  take(stored: StoredSession | null): void {
    this.stored = stored;
  }

  /** Begins another; its greeting. */
  async open(): Promise<Message[]> {
    const { siteKey, locale } = this.options;
    const { analytics, shopper } = this;
    const opened = await this.transport.call<Opened>("/v1/chat/sessions", {
      body: { site_key: siteKey, locale, consent: { analytics }, ...(shopper ? { shopper_id: shopper } : {}) },
    });
    const { locale: spoken = locale, consent = null } = opened;
    this.stored = { id: opened.session_id, token: opened.token, analytics, locale: spoken, consent };
    saveSession(siteKey, this.stored);
    return opened.messages;
  }

  /** Ends it, or has it deleted; one that is over is. */
  async leave(method: "POST" | "DELETE", path: string): Promise<void> {
    try {
      if (this.stored) await this.transport.call(path, { method, token: this.token });
    } catch (error) {
      if (!isOver(error)) throw error;
    }
  }

  /** Keeps it no longer. */
  forget(): void {
    this.stored = null;
    saveSession(this.options.siteKey, null);
  }

  /** Says whether the shopper allows analytics from now on. */
  async allow(analytics: boolean): Promise<void> {
    this.analytics = analytics;
    await this.tell();
  }

  /** Has the gateway know what is allowed, if it was told something else. */
  async tell(keepalive = false): Promise<void> {
    const { analytics, shopper } = this;
    if (!this.stored || this.stored.analytics === analytics) return;
    const body = { analytics, ...(shopper ? { shopper_id: shopper } : {}) };
    await this.transport.call("/v1/chat/consent", { body, token: this.token, keepalive });
    this.stored = { ...this.stored, analytics };
    saveSession(this.options.siteKey, this.stored);
  }

  /** Tells where the shopper went; nothing before they chatted. */
  async moved(): Promise<void> {
    const page = this.options.page?.() ?? null;
    const token = this.keptToken();
    if (!page || !token || this.told === JSON.stringify(page)) return;
    this.told = JSON.stringify(page);
    await this.transport.call("/v1/chat/page", { body: page, token }).catch(() => (this.told = ""));
  }

  /** Where the shopper is, told with what they say. */
  place(): { page?: Page } {
    const page = this.options.page?.() ?? null;
    this.told = page ? JSON.stringify(page) : "";
    return page ? { page } : {};
  }

  /** Says something; the answers. */
  async post(body: unknown): Promise<Message[]> {
    return (await this.transport.call<{ messages: Message[] }>("/v1/chat/messages", { body, token: this.token })).messages;
  }

  /** What was said, after a message or at all. */
  async history(after: string | null = null): Promise<LoggedMessage[]> {
    const behind = after === null ? "" : `?after=${encodeURIComponent(after)}`;
    const answer = await this.transport.call<{ messages: LoggedMessage[] }>(`/v1/chat/messages${behind}`, { method: "GET", token: this.token });
    return answer.messages;
  }

  report(events: ShopEvent[], keepalive: boolean): Promise<void> {
    return this.transport.call("/v1/chat/events", { body: { events }, token: this.keptToken(), keepalive });
  }

  async leaveAddress(address: string, note: string): Promise<Message[]> {
    return (await this.transport.call<{ messages: Message[] }>("/v1/chat/contact", { body: { address, note }, token: this.token })).messages;
  }

  product(id: string): Promise<ProductDetail> {
    return this.transport.call(`/v1/chat/products/${encodeURIComponent(id)}`, { method: "GET", token: this.token });
  }
}

/** Whether the gateway knows the session no longer. */
export function isOver(error: unknown): boolean {
  return error instanceof ChatError && error.code === "not_signed_in";
}
