import { type StoredSession } from "./storage.js";
import type { LoggedMessage, Message, Page, ProductDetail, ShopEvent } from "./types.js";
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
export declare class Session {
    private readonly options;
    private readonly transport;
    private stored;
    private analytics;
    /** The page that the gateway knows of. */
    private told;
    constructor(options: SessionOptions);
    /** Null before the session is begun here, and after its end. */
    get id(): string | null;
    get token(): string;
    /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
    get locale(): string;
    /** What the site asks shoppers to agree to, where the page does not. */
    get consent(): string | null;
    /** The shop's own id of the shopper, if they agreed to analytics. */
    get shopper(): string | null;
    /** The session as this browser keeps it, which another tab may have begun or ended. */
    kept(): StoredSession | null;
    /** Also before the session is taken up here; empty where there is none. */
    private keptToken;
    /** Goes on with a session; with none. */
    take(stored: StoredSession | null): void;
    /** Begins another; its greeting. */
    open(): Promise<Message[]>;
    /** Ends it, or has it deleted; one that is over is. */
    leave(method: "POST" | "DELETE", path: string): Promise<void>;
    /** Keeps it no longer. */
    forget(): void;
    /** Says whether the shopper allows analytics from now on. */
    allow(analytics: boolean): Promise<void>;
    /** Has the gateway know what is allowed, if it was told something else. */
    tell(keepalive?: boolean): Promise<void>;
    /** Tells where the shopper went; nothing before they chatted. */
    moved(): Promise<void>;
    /** Where the shopper is, told with what they say. */
    place(): {
        page?: Page;
    };
    /** Says something; the answers. */
    post(body: unknown): Promise<Message[]>;
    /** What was said, after a message or at all. */
    history(after?: string | null): Promise<LoggedMessage[]>;
    report(events: ShopEvent[], keepalive: boolean): Promise<void>;
    leaveAddress(address: string, note: string): Promise<Message[]>;
    product(id: string): Promise<ProductDetail>;
}
/** Whether the gateway knows the session no longer. */
export declare function isOver(error: unknown): boolean;
