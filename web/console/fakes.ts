// For the tests: a server of answers by call, a socket that the test holds, and a conversation.
import { vi } from "vitest";
import type { Agent, Listed, Opened, Queue, Shown } from "./types";

export const ANNA: Agent = { id: "a1", name: "anna", display: "Anna", role: "agent", locale: "en", presence: "online", second_factor: false };
const AT = "2026-01-01T12:00:00Z";

export function listed(id: string, part: Partial<Listed> = {}): Listed {
  return { id, status: "queued", locale: "en", started_at: AT, last_at: AT, queued_at: AT, reason: "asked", told: "", summary: "", last_words: `words of ${id}`, agent_id: null, agent: null, page: null, contact: false, ...part };
}

export function shown(id: string, text: string, part: Partial<Shown> = {}): Shown {
  return { id, at: AT, sender: "shopper", message: { type: "text", id, text, from: part.sender ?? "shopper", at: AT }, acts: [], weights: [], deeds: [], propensity: null, ...part };
}

export function opened(id: string, part: Partial<Listed> = {}, messages: Shown[] = [shown("m1", "hello")]): Opened {
  return { conversation: listed(id, part), messages, wishes: [], query: "", notes: [] };
}

export function queue(part: Partial<Queue> = {}): Queue {
  return { waiting: [], mine: [], others: [], live: [], agents: [ANNA], ...part };
}

export interface Call {
  method: string;
  path: string;
  body: Record<string, unknown> | null;
  headers: Record<string, string>;
}
type Answer = unknown | ((call: Call) => unknown);

/** An answer that is a refusal. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly message: string,
  ) {}
}

/** No answer comes. */
export const NO_ANSWER = Symbol("no answer");

export class FakeServer {
  readonly calls: Call[] = [];
  answers: Record<string, Answer> = {
    "GET me": { agent: ANNA, csrf: "proof", idle_seconds: 1800 },
    "GET queue": queue(),
    "GET replies": { replies: [] },
    "POST logout": null,
  };

  readonly fetch = async (address: string, init: RequestInit): Promise<Response> => {
    const call: Call = {
      method: init.method ?? "GET",
      path: address.replace("/v1/agent/", ""),
      body: typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : null,
      headers: init.headers as Record<string, string>,
    };
    this.calls.push(call);
    const found = this.answers[`${call.method} ${call.path}`];
    const answer: unknown = typeof found === "function" ? (found as (call: Call) => unknown)(call) : found;
    if (answer === NO_ANSWER) throw new TypeError("failed to fetch");
    if (answer instanceof Refusal) return json({ error: answer.error, message: answer.message, detail: [] }, answer.status);
    return answer === undefined ? json({ error: "not_found", message: `no ${call.path}`, detail: [] }, 404) : json(answer, 200);
  };

  /** What was asked of one path. */
  asked(path: string): Call[] {
    return this.calls.filter((call) => `${call.method} ${call.path}` === path);
  }
}

/** A tab as it is when it is opened, at the page's first address, and the server that answers it. */
export function newTab(): FakeServer {
  sessionStorage.clear();
  history.replaceState(null, "", "/");
  const server = new FakeServer();
  vi.stubGlobal("fetch", server.fetch);
  return server;
}

function json(body: unknown, status: number): Response {
  return { ok: status < 400, status, json: () => Promise.resolve(body) } as Response;
}

export class FakeSocket {
  readyState = 0;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  send(data: string): void {
    this.sent.push(data);
  }

  close(code = 1000): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
