export interface CallOptions {
    method?: "GET" | "POST" | "DELETE";
    body?: unknown;
    token?: string;
    keepalive?: boolean;
    /** Milliseconds. */
    patience?: number;
}
export declare class Transport {
    private readonly base;
    constructor(base: string);
    /** The answer's JSON. A call without an answer is made once more: repeats are harmless to the gateway. */
    call<T>(path: string, options?: CallOptions): Promise<T>;
    /** Whether the chat is to be shown to a shopper who agreed to analytics; if it cannot be told just now, it is. */
    isShown(siteKey: string, shopper: string): Promise<boolean>;
    private once;
    private fetched;
}
