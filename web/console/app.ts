// The console without its looks: who is signed in, their desk, the stream, their preferences.
import { Api } from "./api";
import { Assist } from "./assist/assist";
import { Compose } from "./compose/compose";
import { Desk } from "./desk";
import { ApiError, told } from "./errors";
import { Kept } from "./kept";
import { Idle } from "./idle";
import { type Link, type Listener, Live } from "./live";
import { Preferences } from "./preferences";
import { type State, Store } from "./store";
import { Teaching } from "./teach/teaching";
import type { Presence, SignedIn } from "./types";
import { word } from "./words";

const POLL_MS = 10_000;
const REFUSED_PAUSE_MS = 5_000;
const TYPING_EVERY_MS = 3_000;

export class App {
  readonly store = new Store();
  readonly preferences = new Preferences(this.store);
  readonly desk: Desk;
  readonly assist: Assist;
  readonly compose: Compose;
  readonly teaching: Teaching;
  private readonly kept = new Kept();
  private readonly live: Live;
  private poll: ReturnType<typeof setInterval> | undefined;
  private readonly idle: Idle;
  private typedAt = 0;

  constructor(
    readonly api = new Api(),
    socket?: () => WebSocket,
  ) {
    this.desk = new Desk(api, this.store, this.kept, (error) => this.fail(error));
    this.assist = new Assist(api, this.store, this.desk, (error) => this.fail(error));
    this.compose = new Compose(api, this.store, () => void this.desk.refresh(), (error) => this.fail(error));
    this.teaching = new Teaching(api, this.store, (error) => this.fail(error));
    const listener: Listener = {
      frame: (frame) => (this.desk.take(frame), this.assist.take(frame)),
      link: (link) => this.linked(link),
      over: () => void this.streamEnded(),
    };
    this.live = socket ? new Live(listener, socket) : new Live(listener);
    this.idle = new Idle(() => void this.expire());
  }

  /** Goes on with the session that the browser has, if it has one. */
  async start(): Promise<void> {
    try {
      await this.enter(await this.api.me());
    } catch (error) {
      this.store.change({ phase: "out" });
      if (!(error instanceof ApiError && error.status === 401)) this.fail(error);
    }
  }

  /** Raises ApiError: with code "code_needed" where the second factor's code is missing. */
  async signIn(name: string, password: string, code: string | null): Promise<void> {
    await this.enter(await this.api.signIn(name, password, code));
  }

  async signOut(): Promise<void> {
    try {
      await this.api.signOut();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) return this.fail(error);
    }
    this.stop();
    this.kept.clear();
    this.store.clear();
    history.replaceState(null, "", location.pathname);
  }

  async setPresence(presence: Presence): Promise<void> {
    try {
      this.store.change({ agent: await this.api.presence(presence) });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Lets the shopper know that somebody writes. */
  typing(conversation: string): void {
    if (Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.live.send({ type: "typing", conversation_id: conversation });
  }

  stop(): void {
    clearInterval(this.poll);
    this.poll = undefined;
    this.live.close();
    this.idle.stop();
  }

  /** The server says that the session is over; if it is not, the stream is tried again, but not at once. */
  private async streamEnded(): Promise<void> {
    try {
      await this.api.me();
      setTimeout(() => this.state.phase === "in" && this.live.open(), REFUSED_PAUSE_MS);
    } catch (error) {
      this.fail(error);
    }
  }

  private get state(): State {
    return this.store.state;
  }

  /** Ends the session of an agent who has not touched the page for so long; what they wrote is kept for them. */
  private async expire(): Promise<void> {
    await this.api.signOut().catch(() => undefined);
    this.end();
  }

  private end(): void {
    this.stop();
    this.store.change({ phase: "out", over: true, dialog: null, opened: null, queue: null, search: null, problem: null });
  }

  private async enter({ agent, idle_seconds, must_set_factor }: SignedIn): Promise<void> {
    const before = this.store.state.agent;
    if (before && before.id !== agent.id) this.store.clear();
    this.kept.belongTo(agent.id);
    this.preferences.greet(agent.locale);
    if (location.search) history.replaceState(null, "", location.pathname + location.hash); // why it was refused before
    this.store.change({ phase: must_set_factor ? "factor" : "in", mustSetFactor: must_set_factor, over: false, agent, problem: null });
    if (must_set_factor) return;
    this.desk.outbox.restore();
    this.idle.start(1000 * idle_seconds);
    this.live.open();
    const named = decodeURIComponent(location.hash.slice(1));
    const opening = named && !this.store.state.current ? this.desk.open(named, false) : undefined;
    await Promise.all([this.desk.refresh(), this.desk.readReplies(), opening]);
  }

  private linked(link: Link): void {
    const before = this.store.state.link;
    this.store.change({ link });
    if (link === "lost") this.poll ??= setInterval(() => void this.desk.refresh(), POLL_MS);
    if (link !== "connected") return;
    clearInterval(this.poll);
    this.poll = undefined;
    if (before === "lost") this.store.announce(word("linkBack"));
  }

  /** Tells the agent what went wrong; an ended session leads to signing in. */
  fail(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) {
      this.end();
    } else if (!(error instanceof ApiError && error.status === 0 && this.store.state.link === "lost")) {
      this.store.change({ problem: told(error) }); // that there is no connection is said already
    }
  }
}
