// What stands in for the gateway in tests: answers by path, and WebSockets that a test speaks for.
import { vi } from "vitest";

export interface Call {
  path: string;
  token: string | null;
  body: Record<string, unknown> | null;
}

/** Answers calls by path, each from its list of [status, body]; null is no answer at all. */
export function serve(answers: Record<string, ([number, unknown] | null)[]>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const key = `${init.method} ${url}`;
    calls.push({ path: key, token: headers.get("Authorization"), body: init.body ? JSON.parse(init.body as string) : null });
    const answer = answers[key]?.shift();
    if (!answer) throw new TypeError("network");
    return new Response(JSON.stringify(answer[1]), { status: answer[0] });
  });
  return calls;
}

/** A WebSocket whose other side is the test. */
export class FakeSocket {
  static all: FakeSocket[] = [];
  readonly sent: unknown[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    const last = FakeSocket.all.at(-1);
    if (!last) throw new Error("nobody connected");
    return last;
  }

  static make = (url: string): WebSocket => new FakeSocket(url) as unknown as WebSocket;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  /** The gateway takes the connection. */
  accept(status = "agent"): void {
    this.onopen?.();
    this.tell({ type: "ready", status });
  }

  tell(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The connection ends, as the gateway or the network wishes. */
  end(code = 1006): void {
    this.onclose?.({ code });
  }
}
