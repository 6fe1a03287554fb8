import type { LoggedMessage } from "./types.js";
export type Status = "bot" | "queued" | "agent" | "closed";
export interface LiveListener {
    /** Said by others. */
    messages(messages: LoggedMessage[]): void;
    /** Who answers; `agent`: the name of who does now, if it is told. */
    status(status: Status, agent: string | null): void;
    /** An agent types. */
    typing(agent: string | null): void;
    /** The assistant's answer takes longer than usual; what to tell the shopper. */
    waiting(text: string): void;
    /** Something may have been missed: read the conversation again. */
    read(): void;
}
export declare class Live {
    private readonly base;
    private readonly listener;
    private readonly make;
    private socket;
    private token;
    private isReady;
    private isPatient;
    private failures;
    private typedAt;
    private again;
    private silence;
    private poll;
    private forget;
    constructor(base: string, listener: LiveListener, make?: (url: string) => WebSocket);
    get isOpen(): boolean;
    /** Whether no connection can be had, so that who answers is not told. */
    get isPolling(): boolean;
    /** Whether what is said now is heard at once. */
    get isConnected(): boolean;
    /** Listens to the session of this token, if it does not yet. Where nothing is expected, it gives up after a while. */
    open(token: string): void;
    /** Listens no more. */
    close(): void;
    /** Whether something will be said for sure, by a person or as a late answer: then it is also asked where no connection
     * can be had. */
    expect(something: boolean): void;
    /** Tells that the shopper types; lost where there is no connection. */
    typing(): void;
    private connect;
    private take;
    private lost;
    private drop;
    /** A connection on which nothing comes is dead, whatever the browser thinks of it. */
    private listen;
    private startPolling;
    private stopPolling;
    private readonly hurry;
}
/** The address of the stream of a gateway; an empty base is the page's own origin. */
export declare function streamUrl(base: string): string;
