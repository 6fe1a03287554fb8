// Teaching without its looks: what is to be judged, what was said of the open conversation, what became of it.
import type { Api } from "../api";
import { ApiError } from "../errors";
import type { Store } from "../store";
import type { Opened } from "../types";
import { TeachCalls } from "./calls";
import type { Labelling, ToJudge, Verdict, VerdictRequest } from "./types";
import { say } from "./words";

export type View = "queue" | "mine" | "flagged" | "all";

export interface TeachState {
  view: View;
  labelling: Labelling | null;
  /** What is being judged; null where nothing is left. */
  item: ToJudge | null;
  opened: Opened | null;
  /** By conversation, what was said of it. */
  said: Readonly<Record<string, readonly Verdict[]>>;
  /** Of the view, the latest first. */
  verdicts: readonly Verdict[];
  more: boolean;
  /** What was said last, to be taken back. */
  last: Verdict | null;
  busy: boolean;
  /** The names that acts have. */
  acts: readonly string[];
}

const EMPTY: TeachState = { view: "queue", labelling: null, item: null, opened: null, said: {}, verdicts: [], more: false, last: null, busy: false, acts: [] };

export class Teaching {
  private now: TeachState = EMPTY;
  private readonly watchers = new Set<() => void>();
  private readonly calls: TeachCalls;
  private agent: string | null = null;

  constructor(
    private readonly api: Api,
    private readonly store: Store,
    private readonly failed: (error: unknown) => void,
  ) {
    this.calls = new TeachCalls(api);
    store.watch(() => this.follow());
  }

  get state(): TeachState {
    return this.now;
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Shows the queue, the agent's own verdicts, or what is flagged. */
  async show(view: View): Promise<void> {
    this.change({ view, ...(view === "queue" ? {} : { verdicts: [], more: false }) });
    await (view === "queue" ? this.read() : this.readVerdicts());
  }

  /** Reads what is to be judged, and goes on with the first of it. */
  async read(): Promise<void> {
    await this.attempt(async () => {
      const labelling = await this.calls.labelling();
      const { item } = this.now;
      const same = labelling.items.find((one) => item !== null && isSame(one, item));
      this.change({ labelling, acts: labelling.acts });
      await this.choose(same ?? labelling.items[0] ?? null);
    });
  }

  /** Opens the conversation of something that is to be judged. */
  async choose(item: ToJudge | null): Promise<void> {
    const { opened } = this.now;
    const isOpen = opened !== null && opened.conversation.id === item?.conversation_id;
    this.change({ item, ...(isOpen ? {} : { opened: null }) });
    if (!item || isOpen) return;
    await this.attempt(async () => {
      const [found] = await Promise.all([this.api.conversation(item.conversation_id), this.readSaid(item.conversation_id)]);
      if (this.now.item?.conversation_id === item.conversation_id) this.change({ opened: found });
    });
  }

  /** The next (1) or previous (-1) of the queue. */
  async step(steps: 1 | -1): Promise<void> {
    const items = this.now.labelling?.items ?? [];
    const at = items.findIndex((one) => this.now.item !== null && isSame(one, this.now.item));
    const next = items[at + steps];
    if (next) await this.choose(next);
  }

  /** Stores a verdict on a conversation; whether it is stored. What was to be judged by it leaves the queue. */
  async judge(conversation: string, verdict: VerdictRequest): Promise<boolean> {
    if (this.now.busy) return false;
    this.change({ busy: true });
    const done = await this.attempt(async () => {
      const kept = await this.calls.judge(conversation, verdict);
      const before = (this.now.said[conversation] ?? []).filter((one) => !isAbout(one, kept));
      this.change({ said: { ...this.now.said, [conversation]: [...before, kept] }, last: kept });
      await this.goOn(kept);
      this.store.announce(this.told(kept));
    });
    this.change({ busy: false });
    return done;
  }

  /** Takes a verdict of the agent's back. */
  async withdraw(verdict: Verdict): Promise<void> {
    await this.attempt(async () => {
      await this.calls.withdraw(verdict.conversation_id, verdict.id);
      const id = verdict.conversation_id;
      const rest = (all: readonly Verdict[]): readonly Verdict[] => all.filter((one) => one.id !== verdict.id);
      const { said, verdicts, last } = this.now;
      this.change({ said: { ...said, [id]: rest(said[id] ?? []) }, verdicts: rest(verdicts), last: last?.id === verdict.id ? null : last });
      this.store.announce(say("undone"));
      if (this.now.labelling) this.change({ labelling: await this.calls.labelling() });
    });
  }

  /** Takes back what was said last, and shows it again. */
  async undo(): Promise<void> {
    const { last } = this.now;
    if (!last) return;
    await this.withdraw(last);
    const again = this.now.labelling?.items.find((one) => one.message_id === last.message_id && (last.kind === "flag" || one.kind === last.kind));
    if (again) await this.choose(again);
  }

  /** Reads what was said of a conversation. */
  async readSaid(conversation: string): Promise<void> {
    await this.attempt(async () => {
      const found = await this.calls.of(conversation);
      this.change({ said: { ...this.now.said, [conversation]: found } });
    });
  }

  /** Reads the names of acts, where they are not known yet. */
  async readActs(): Promise<void> {
    if (this.now.acts.length > 0) return;
    await this.attempt(async () => this.change({ acts: (await this.calls.labelling()).acts }));
  }

  /** The latest verdicts of the view; `on`: the next of them. */
  async readVerdicts(on = false): Promise<void> {
    const { view, verdicts } = this.now;
    const last = on ? verdicts.at(-1) : undefined;
    await this.attempt(async () => {
      const found = await this.calls.newest({ mine: view === "mine", flagged: view === "flagged", ...(last ? { before: last.at } : {}) });
      if (this.now.view === view) this.change({ verdicts: [...(on ? verdicts : []), ...found.verdicts], more: found.more ?? false });
    });
  }

  private told(kept: Verdict): string {
    if (kept.kind === "flag") return say(kept.flag === "look" ? "flagDone" : "skipped");
    return this.now.labelling && this.store.state.room === "teach" ? say("kept", { left: this.now.labelling.left }) : say("keptOne");
  }

  /** Leaves out of the queue what was judged, and goes on with what comes next. */
  private async goOn(kept: Verdict): Promise<void> {
    const { labelling, item } = this.now;
    if (!labelling) return;
    const isDone = (one: ToJudge): boolean =>
      one.message_id === kept.message_id && (kept.kind === "flag" || (one.kind === kept.kind && (one.product_id ?? null) === (kept.product_id ?? null)));
    const at = labelling.items.findIndex((one) => item !== null && isSame(one, item));
    const items = labelling.items.filter((one) => !isDone(one));
    const left = labelling.left - (labelling.items.length - items.length);
    this.change({ labelling: { ...labelling, items, left } });
    if (item && !isDone(item)) return;
    if (items.length === 0 && left > 0) await this.read();
    else await this.choose(items[Math.min(at, items.length - 1)] ?? null);
  }

  private follow(): void {
    const agent = this.store.state.agent?.id ?? null;
    if (agent === this.agent) return;
    this.agent = agent;
    this.change(EMPTY);
  }

  private change(part: Partial<TeachState>): void {
    this.now = { ...this.now, ...part };
    for (const watcher of this.watchers) watcher();
  }

  private async attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404 && this.now.labelling) this.change({ item: null, opened: null });
      this.failed(error);
      return false;
    }
  }
}

function isSame(one: ToJudge, other: ToJudge): boolean {
  return one.message_id === other.message_id && one.kind === other.kind && (one.product_id ?? null) === (other.product_id ?? null);
}

function isAbout(one: Verdict, other: Verdict): boolean {
  return one.id === other.id || (one.is_mine && one.message_id === other.message_id && one.kind === other.kind && (one.product_id ?? null) === (other.product_id ?? null));
}
