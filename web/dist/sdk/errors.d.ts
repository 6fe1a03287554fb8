/** What a person can be told, and whether trying again may help. */
export declare class ChatError extends Error {
    readonly code: string;
    readonly mayRetry: boolean;
    /** What of the request was refused, such as "events.3.message_id"; and why, of each. */
    readonly fields: readonly string[];
    readonly reasons: readonly string[];
    /** Seconds that the gateway asks to wait. */
    readonly retryAfter: number | null;
    constructor(message: string, code: string, mayRetry: boolean, 
    /** What of the request was refused, such as "events.3.message_id"; and why, of each. */
    fields?: readonly string[], reasons?: readonly string[], 
    /** Seconds that the gateway asks to wait. */
    retryAfter?: number | null);
}
export declare function asChatError(error: unknown): ChatError;
