// What others say in a conversation, as it is said: over a WebSocket, and where none can be had by asking now and then.
// Frames are news and may be missed; who listens reads the conversation again whenever `read` is called.
import { around, onOnline } from "./waiting";
import type { LoggedMessage } from "./types";

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

type Frame =
  | { type: "ready"; status: Status }
  | { type: "messages"; messages: LoggedMessage[] }
  | { type: "status"; status: Status; agent: string | null }
  | { type: "typing"; from?: string; agent?: string | null }
  | { type: "waiting"; text: string }
  | { type: "missed" | "ping" }
  | { type: "error"; error: string };

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The gateway says something at least every 20 seconds. */
const SILENCE_MS = 45_000;
const POLL_MS = 4_000;
/** After so many connections in a row that did not come about, it is asked now and then besides. */
const FAILURES_TO_POLL = 2;
/** About a minute; who expects no person tries no longer. */
const MOST_FAILURES = 8;
const TYPING_MS = 2_000;
/** The session is over, or the page may not chat. */
const OVER = 1008;

export class Live {
  private socket: WebSocket | null = null;
  private token: string | null = null;
  private isReady = false;
  private isPatient = true;
  private failures = 0;
  private typedAt = 0;
  private again: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private poll: ReturnType<typeof setInterval> | undefined;
  private forget: () => void = () => undefined;

  constructor(
    private readonly base: string,
    private readonly listener: LiveListener,
    private readonly make: (url: string) => WebSocket = (url) => new WebSocket(url),
  ) {}

  get isOpen(): boolean {
    return this.token !== null;
  }

  /** Whether no connection can be had, so that who answers is not told. */
  get isPolling(): boolean {
    return this.poll !== undefined;
  }

  /** Whether what is said now is heard at once. */
  get isConnected(): boolean {
    return this.isReady;
  }

  /** Listens to the session of this token, if it does not yet. Where nothing is expected, it gives up after a while. */
  open(token: string): void {
    if (this.token === token) return;
    this.close();
    this.token = token;
    this.forget = onOnline(this.hurry);
    this.connect();
  }

  /** Listens no more. */
  close(): void {
    this.token = null;
    this.failures = 0;
    this.forget();
    this.drop();
    clearTimeout(this.again);
    this.stopPolling();
  }

  /** Whether something will be said for sure, by a person or as a late answer: then it is also asked where no connection
   * can be had. */
  expect(something: boolean): void {
    this.isPatient = !something;
    if (this.isPatient) this.stopPolling();
    else if (this.failures >= FAILURES_TO_POLL) this.startPolling();
  }

  /** Tells that the shopper types; lost where there is no connection. */
  typing(): void {
    if (!this.isReady || Date.now() - this.typedAt < TYPING_MS) return;
    this.typedAt = Date.now();
    this.socket?.send(JSON.stringify({ type: "typing" }));
  }

  private connect(): void {
    clearTimeout(this.again);
    let socket: WebSocket;
    try {
      socket = this.make(streamUrl(this.base));
    } catch {
      this.lost(); // no WebSockets here, or the page's policy forbids this one
      return;
    }
    this.socket = socket;
    this.listen(socket);
    socket.onopen = () => socket === this.socket && socket.send(JSON.stringify({ token: this.token, live: true }));
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.listen(socket);
      const frame = parsed(data);
      if (frame) this.take(frame);
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return;
      if (code === OVER) this.close();
      else this.lost();
    };
  }

  private take(frame: Frame): void {
    switch (frame.type) {
      case "ready":
        this.isReady = true;
        this.failures = 0;
        this.stopPolling();
        this.listener.status(frame.status, null);
        this.listener.read(); // what was said before it was ready
        break;
      case "messages":
        this.listener.messages(frame.messages);
        break;
      case "status":
        this.listener.status(frame.status, frame.agent);
        break;
      case "typing":
        if (frame.from === "agent") this.listener.typing(frame.agent ?? null);
        break;
      case "waiting":
        this.listener.waiting(frame.text);
        break;
      case "missed":
        this.listener.read();
        break;
    }
  }

  private lost(): void {
    this.drop();
    if (this.token === null) return;
    if (this.isPatient && this.failures >= MOST_FAILURES) {
      this.close(); // the next message opens it again
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
    if (this.failures >= FAILURES_TO_POLL && !this.isPatient) this.startPolling();
    this.again = setTimeout(() => this.connect(), around(pause));
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.isReady = false;
    clearTimeout(this.silence);
    socket?.close();
  }

  /** A connection on which nothing comes is dead, whatever the browser thinks of it. */
  private listen(socket: WebSocket): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => socket === this.socket && this.lost(), SILENCE_MS);
  }

  private startPolling(): void {
    this.poll ??= setInterval(() => this.listener.read(), POLL_MS);
  }

  private stopPolling(): void {
    clearInterval(this.poll);
    this.poll = undefined;
  }

  private readonly hurry = (): void => {
    if (this.token !== null && this.socket === null) this.connect();
  };
}

/** The address of the stream of a gateway; an empty base is the page's own origin. */
export function streamUrl(base: string): string {
  const url = new URL("/v1/chat/stream", /^https?:/.test(base) ? base : new URL(base || "/", location.href));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** A frame of a type that this page does not know does nothing: a newer gateway may send them. */
function parsed(data: unknown): Frame | null {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
