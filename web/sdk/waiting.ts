// How long to wait before something is tried again, and for the network to be back.
import type { ChatError } from "./errors";

/** Not all shoppers at once: a quarter more or less. */
export function around(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}

/** Milliseconds before the next try, after `tries` that failed: doubled each time, or what the gateway asks for. */
export function pauseAfter(error: ChatError | null, tries: number, first: number, longest: number): number {
  const pause = around(Math.min(longest, first * 2 ** Math.max(0, tries - 1)));
  return error?.retryAfter ? Math.max(pause, Math.min(longest, error.retryAfter * 1000)) : pause;
}

/** Whether the browser knows that it has no network. */
export function isOffline(): boolean {
  return typeof navigator !== "undefined" && navigator.onLine === false;
}

/** Calls back whenever the network comes back; returns how to end that. */
export function onOnline(back: () => void): () => void {
  if (typeof window === "undefined") return () => undefined;
  addEventListener("online", back);
  return () => removeEventListener("online", back);
}
