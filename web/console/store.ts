// What the page knows, in one place; whoever shows it is told of every change.
import type { Link } from "./live";
import type { Agent, CannedReply, Listed, Opened, Queue } from "./types";
import type { Language } from "./words";

export type Theme = "system" | "light" | "dark";
/** The rooms of the console: serving, teaching, steering, seeing. */
export type Room = "desk" | "teach" | "steer" | "see";
export type Section = "mine" | "waiting" | "others" | "live";
export type Dialog = "keys" | "transfer" | "close" | "outage";
export type Mode = "reply" | "note";

/** A reply on its way to the shopper, or one that did not get there. */
export interface Pending {
  conversation: string;
  clientId: string;
  text: string;
  state: "sending" | "failed";
  /** Why it failed, for the agent. */
  reason: string;
  mayRetry: boolean;
}

export interface Search {
  query: string;
  found: readonly Listed[];
  more: boolean;
  busy: boolean;
}

export interface State {
  phase: "starting" | "out" | "factor" | "in";
  /** Whether the agent has to set up a second factor before anything else. */
  mustSetFactor: boolean;
  room: Room;
  /** Whether the server ended the session, rather than the agent. */
  over: boolean;
  agent: Agent | null;
  queue: Queue | null;
  link: Link;
  /** The conversation that is shown, or being read. */
  current: string | null;
  /** Where j and k go on from; null after a conversation was left. */
  cursor: string | null;
  opened: Opened | null;
  /** By conversation, until when its shopper is taken to be typing (milliseconds). */
  typing: Readonly<Record<string, number>>;
  unread: ReadonlySet<string>;
  search: Search | null;
  replies: readonly CannedReply[];
  outbox: readonly Pending[];
  mode: Mode;
  dialog: Dialog | null;
  folded: ReadonlySet<Section>;
  /** What went wrong last, in words. */
  problem: string | null;
  /** For those who hear the page rather than see it. */
  announcement: string;
  theme: Theme;
  language: Language;
  /** Whether drafts are shown in one line. */
  foldsDraft: boolean;
  /** Whether single letters are commands. */
  letters: boolean;
}

const EMPTY: State = {
  phase: "starting",
  mustSetFactor: false,
  room: "desk",
  over: false,
  agent: null,
  queue: null,
  link: "connecting",
  current: null,
  cursor: null,
  opened: null,
  typing: {},
  unread: new Set(),
  search: null,
  replies: [],
  outbox: [],
  mode: "reply",
  dialog: null,
  folded: new Set(),
  problem: null,
  announcement: "",
  theme: "system",
  language: "en",
  foldsDraft: false,
  letters: true,
};

/** What somebody is to be taken to, with the keyboard. */
export type Place = "reply" | "search" | "title" | "draft";

export class Store {
  private now: State = EMPTY;
  private readonly watchers = new Set<() => void>();
  private readonly guides = new Set<(place: Place) => void>();

  get state(): State {
    return this.now;
  }

  change(part: Partial<State>): void {
    this.now = { ...this.now, ...part };
    for (const watcher of this.watchers) watcher();
  }

  /** Forgets everything of the agent who left; colours and the like stay. */
  clear(): void {
    const { theme, language, letters, foldsDraft } = this.now;
    this.change({ ...EMPTY, theme, language, letters, foldsDraft, phase: "out" });
  }

  announce(words: string): void {
    // The same words twice are heard only if they differ.
    this.change({ announcement: this.now.announcement === words ? `${words}\u00a0` : words });
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Asks for the focus to be put somewhere. */
  guide(place: Place): void {
    for (const guide of this.guides) guide(place);
  }

  onGuide(guide: (place: Place) => void): () => void {
    this.guides.add(guide);
    return () => this.guides.delete(guide);
  }
}
