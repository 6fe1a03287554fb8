// The agents' interface of the gateway, call by call. The session is a cookie that no script can read; what proves that a
// call comes from this page is kept in memory alone.
import { ApiError } from "./errors";
import type { Agent, CannedReply, Found, Listed, Note, Opened, Presence, Queue, QueueReason, Shown, SignedIn } from "./types";
import { word } from "./words";

const TIMEOUT_MS = 15_000;
/** Each shopper of a queue that is closed is told. */
const QUEUE_TIMEOUT_MS = 120_000;

export class Api {
  private csrf = "";

  constructor(private readonly base = "") {}

  async signIn(name: string, password: string, code: string | null): Promise<SignedIn> {
    return this.entered(await this.call<SignedIn>("POST", "login", { name, password, ...(code ? { code } : {}) }));
  }

  /** Who is signed in already, after the page was loaded again. */
  async me(): Promise<SignedIn> {
    return this.entered(await this.call<SignedIn>("GET", "me"));
  }

  async signOut(): Promise<void> {
    await this.call("POST", "logout");
    this.csrf = "";
  }

  presence(presence: Presence): Promise<Agent> {
    return this.call("POST", "presence", { presence });
  }

  queue(): Promise<Queue> {
    return this.call("GET", "queue");
  }

  async closeQueue(reason: QueueReason): Promise<number> {
    return (await this.call<{ closed: number }>("POST", "queue/close", { reason }, QUEUE_TIMEOUT_MS)).closed;
  }

  search(query: string, before: string | null): Promise<Found> {
    const asked = new URLSearchParams({ query, ...(before ? { before } : {}), limit: "50" });
    return this.call("GET", `conversations?${asked}`);
  }

  conversation(id: string): Promise<Opened> {
    return this.call("GET", conversationPath(id));
  }

  claim(id: string): Promise<Listed> {
    return this.changed(id, "claim");
  }

  transfer(id: string, to: string | null): Promise<Listed> {
    return this.changed(id, "transfer", { to });
  }

  giveBack(id: string): Promise<Listed> {
    return this.changed(id, "return");
  }

  close(id: string): Promise<Listed> {
    return this.changed(id, "close");
  }

  /** Sends a text to the shopper; a repeat with the same `clientId` is harmless. */
  async say(id: string, text: string, clientId: string): Promise<Shown> {
    const body = { text, client_id: clientId };
    return (await this.call<{ message: Shown }>("POST", `${conversationPath(id)}/messages`, body)).message;
  }

  note(id: string, text: string): Promise<Note> {
    return this.call("POST", `${conversationPath(id)}/notes`, { text });
  }

  async replies(): Promise<CannedReply[]> {
    return (await this.call<{ replies: CannedReply[] }>("GET", "replies")).replies;
  }

  private async changed(id: string, change: string, body?: unknown): Promise<Listed> {
    return (await this.call<{ conversation: Listed }>("POST", `${conversationPath(id)}/${change}`, body)).conversation;
  }

  private entered(answer: SignedIn): SignedIn {
    this.csrf = answer.csrf;
    return answer;
  }

  /** One call, for the parts of the page that have calls of their own; `patience` in milliseconds. Raises ApiError. */
  async call<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown, patience = TIMEOUT_MS): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET" && this.csrf) headers["X-CSRF-Token"] = this.csrf;
    const response = await this.fetched(`/v1/agent/${path}`, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as T;
    const { error, message } = (answer ?? {}) as { error?: string; message?: string };
    throw new ApiError(message ?? word("failed"), error ?? `http_${response.status}`, response.status);
  }

  private async fetched(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.base + path, init);
    } catch {
      throw new ApiError(word("noAnswer"), "no_answer", 0);
    }
  }
}

function conversationPath(id: string): string {
  return `conversations/${encodeURIComponent(id)}`;
}
