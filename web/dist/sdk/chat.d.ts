import { EventQueue } from "./events.js";
import { type Status } from "./live.js";
import { Outbox, type Outgoing } from "./outbox.js";
import { type SessionOptions } from "./session.js";
import { Tabs } from "./tabs.js";
import type { LoggedMessage, Message, ProductDetail, Request } from "./types.js";
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
export declare class Chat {
    readonly events: EventQueue;
    readonly outbox: Outbox;
    readonly tabs: Tabs;
    private readonly session;
    private readonly live;
    private readonly reading;
    private news;
    private status;
    private agent;
    /** Whether the gateway could not answer yet, and will. */
    private isOwed;
    /** The ids of what was sent from here. */
    private readonly mine;
    private starting;
    private lonely;
    constructor(options: ChatOptions, makeSocket?: (url: string) => WebSocket);
    /** The messages so far: of the session of this browser, or the greeting of a new one. */
    start(): Promise<LoggedMessage[]>;
    private resume;
    private continued;
    private open;
    /** Says something: at once, or as soon as that can be; `ChatNews` is told what becomes of it. */
    say(request: Request, words: string): Outgoing;
    /** Whether there may be something shown before that an event is about: in this tab, or to this shopper. */
    isKnown(): boolean;
    /** Whether there is a session in this tab. */
    hasChatted(): boolean;
    /** Who is told what nobody asked for. */
    listenTo(news: ChatNews): void;
    /** Tells an agent who serves the shopper, or may soon, that they type. What they say will be sent soon: who listens by
     * then hears if its answer takes longer. */
    typing(): void;
    /** In which language the shopper is spoken to: what the page wished, unless the site does not offer it. */
    get locale(): string;
    /** What the site asks shoppers to agree to, where the page does not. */
    get consent(): string | null;
    /** Keeps an address at which the shopper wants to be answered; what they are told. */
    leaveAddress(address: string, note: string): Promise<LoggedMessage[]>;
    /** Tells whoever serves the shopper that they went to another page; nothing before they chatted. */
    moved(): Promise<void>;
    /** Goes on after `close`. */
    reopen(): void;
    /** Hears of nothing any more, but for what the next message opens again. */
    close(): void;
    /** Sends what the shopper said and returns the answers; a session that is over is opened again first. What fails may
     * be sent again with the same id, and is not said twice. While a person serves the shopper there are no answers. */
    send(request: Request, id?: string): Promise<Message[]>;
    private report;
    /** Calls, in another session if this one is over: the one that another tab began meanwhile, or a new one. */
    private signedIn;
    /** Goes over to the session that another tab began; to none, if it ended this one. */
    private adopt;
    private take;
    /** Nobody is expected any more: that was in another conversation. */
    private startOver;
    /** Listens to what others say; also where nobody is `expected`, for an agent may take the conversation all the same. */
    private listen;
    /** Whether somebody will speak who was not asked just now: a person, or the assistant after an outage. */
    private isMoreExpected;
    /** Notes whether the gateway owes an answer, which it gives by itself once it can. */
    private heed;
    private become;
    /** Gives the page what others said, and what the shopper said in another tab; what they said here, it shows by itself. */
    private hand;
    private isOfAnotherTab;
    /** Says whether the shopper allows analytics from now on; a session that is not open yet begins with it. What could
     * not be told is told before the next message or event, or by the next page. */
    allow(analytics: boolean): Promise<void>;
    /** Says how the conversation was, from 1 (very bad) to 5 (very good), in words, or both; once for each. Resolves when it
     * is stored. */
    rate(score: number | null, comment?: string): Promise<void>;
    /** Ends the conversation, in all tabs; what is said next begins another. */
    end(): Promise<void>;
    /** Has the gateway delete the conversation, with all that belongs to it. */
    erase(): Promise<void>;
    private leave;
    /** Everything about one product. */
    product(id: string): Promise<ProductDetail>;
}
