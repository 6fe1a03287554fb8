import type { ChatError } from "./errors.js";
/** Not all shoppers at once: a quarter more or less. */
export declare function around(ms: number): number;
/** Milliseconds before the next try, after `tries` that failed: doubled each time, or what the gateway asks for. */
export declare function pauseAfter(error: ChatError | null, tries: number, first: number, longest: number): number;
/** Whether the browser knows that it has no network. */
export declare function isOffline(): boolean;
/** Calls back whenever the network comes back; returns how to end that. */
export declare function onOnline(back: () => void): () => void;
