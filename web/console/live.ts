// The agents' WebSocket: frames as they come, and a new connection whenever one is lost.
import type { AgentTyping, Frame } from "./types";

export type Link = "connecting" | "connected" | "lost";

export interface Listener {
  frame(frame: Frame): void;
  /** Of every change; after "lost", "connected" means that something may have been missed. */
  link(link: Link): void;
  /** The session is over; no connection is tried any more. */
  over(): void;
}

/** The server says something at least every 20 seconds. */
const SILENCE_MS = 45_000;
/** With which the server closes a stream whose session is over. */
const OVER = 1008;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export class Live {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private wanted = false;

  constructor(
    private readonly listener: Listener,
    private readonly make: () => WebSocket = () => new WebSocket(streamUrl(location)),
  ) {}

  open(): void {
    if (this.wanted) return;
    this.wanted = true;
    addEventListener("online", this.hurry);
    this.connect();
  }

  close(): void {
    this.wanted = false;
    this.failures = 0;
    removeEventListener("online", this.hurry);
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Lost where there is no connection: only what does not matter is sent by it. */
  send(frame: AgentTyping): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    clearTimeout(this.timer);
    if (this.failures === 0) this.listener.link("connecting");
    const socket = this.make();
    this.socket = socket;
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.failures = 0;
      this.hear(socket);
      this.listener.link("connected");
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.hear(socket);
      const frame = parsed(data);
      if (frame) this.listener.frame(frame);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.socket) this.lost(code === OVER);
    };
  }

  private lost(isOver: boolean): void {
    clearTimeout(this.silence);
    this.socket = null;
    if (isOver) {
      this.close();
      this.listener.over();
      return;
    }
    this.listener.link("lost");
    this.again();
  }

  /** A connection on which nothing comes is dead, whatever the browser thinks of it. */
  private hear(socket: WebSocket): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (socket !== this.socket) return;
      this.lost(false);
      socket.close();
    }, SILENCE_MS);
  }

  private again(): void {
    if (!this.wanted) return;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
    this.timer = setTimeout(() => this.connect(), pause * (0.75 + Math.random() / 2)); // not all agents at once
  }

  private readonly hurry = (): void => {
    if (this.wanted && this.socket === null) this.connect();
  };
}

export function streamUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/v1/agent/stream`;
}

/** A frame of a type that this page does not know is none: a newer server may send them. */
function parsed(data: unknown): Frame | null {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
