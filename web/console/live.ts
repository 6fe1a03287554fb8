// The agents' WebSocket: frames as they come, and a new connection whenever one is lost.
import type { AgentTyping, Frame } from "./types";

export type Link = "connecting" | "connected" | "lost";

export interface Listener {
  frame(frame: Frame): void;
  /** Of every change; after "lost", "connected" means that something may have been missed. */
  link(link: Link): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export class Live {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
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
      this.listener.link("connected");
    };
    socket.onmessage = ({ data }) => {
      const frame = socket === this.socket ? parsed(data) : null;
      if (frame) this.listener.frame(frame);
    };
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.socket = null;
      this.listener.link("lost");
      this.again();
    };
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
