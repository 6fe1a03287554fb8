// Talks to the gateway over HTTP: one call, one retry if no answer came, errors that a person can read.
import { ChatError } from "./errors";

export interface CallOptions {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  token?: string;
  keepalive?: boolean;
  /** Milliseconds. */
  patience?: number;
}

const TIMEOUT_MS = 20_000;
/** Nothing of the chat is on the page before this is answered. */
const PLACEMENT_TIMEOUT_MS = 3_000;
const RETRY_AFTER_MS = 600;

export class Transport {
  constructor(private readonly base: string) {}

  /** The answer's JSON. A call without an answer is made once more: repeats are harmless to the gateway. */
  async call<T>(path: string, options: CallOptions = {}): Promise<T> {
    try {
      return await this.once<T>(path, options);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== "no_answer") throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      return this.once<T>(path, options);
    }
  }

  /** Whether the chat is to be shown to a shopper who agreed to analytics; if it cannot be told just now, it is. */
  async isShown(siteKey: string, shopper: string): Promise<boolean> {
    const body = { site_key: siteKey, shopper_id: shopper, consent: { analytics: true } };
    try {
      return (await this.once<{ widget: boolean }>("/v1/chat/placement", { body, patience: PLACEMENT_TIMEOUT_MS })).widget;
    } catch {
      return true;
    }
  }

  private async once<T>(path: string, options: CallOptions): Promise<T> {
    const { method = "POST", body, token, keepalive, patience = TIMEOUT_MS } = options;
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (token) headers["Authorization"] = `Bearer ${token}`;
    const response = await this.fetched(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      keepalive: keepalive ?? false,
      signal: AbortSignal.timeout(patience),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as T;
    throw refusal(response, answer);
  }

  private async fetched(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.base + path, init);
    } catch {
      throw new ChatError("The shop cannot be reached just now. Please check your connection.", "no_answer", true);
    }
  }
}

function refusal(response: Response, answer: unknown): ChatError {
  const { status } = response;
  const body = (answer ?? {}) as { error?: string; message?: string; detail?: { field: string; reason: string }[] };
  const retry = status === 429 || status >= 500;
  const detail = body.detail ?? [];
  return new ChatError(
    body.message ?? "Something went wrong.",
    body.error ?? `http_${status}`,
    retry,
    detail.map(({ field }) => field),
    detail.map(({ reason }) => reason),
    secondsOf(response.headers.get("Retry-After")),
  );
}

/** Of a Retry-After header, which says seconds or a date (RFC 9110, section 10.2.3); null of none. */
function secondsOf(header: string | null): number | null {
  if (!header) return null;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
