// What somebody is writing in one text: kept while they look at other rooms, and for nobody else.
import type { App } from "../app";
import { ApiError, told } from "../errors";
import { type AttributeName, type Kind, type Preview, type Problem, type Revision, type RevisionText, SteeringCalls, type Steered } from "./calls";
import { type Family, withFamily } from "./family";
import { type Rule, withRule } from "./rule";
import { steerWord } from "./words";

export interface DraftState {
  steered: Steered | null;
  text: string;
  note: string;
  /** One a line. */
  requests: string;
  /** Of the text as it was checked last; null: not checked since it was changed. */
  problems: readonly Problem[] | null;
  preview: Preview | null;
  history: readonly Revision[] | null;
  /** The revision whose changes are shown. */
  shown: RevisionText | null;
  attributes: readonly AttributeName[];
  busy: boolean;
  told: { words: string; isGood: boolean } | null;
}

export class Draft {
  state: DraftState = { steered: null, text: "", note: "", requests: "", problems: null, preview: null, history: null, shown: null, attributes: [], busy: false, told: null };
  private readonly calls: SteeringCalls;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly app: App,
    readonly kind: Kind,
  ) {
    this.calls = new SteeringCalls(app.api, kind);
  }

  get isDirty(): boolean {
    return this.state.text !== plain(this.state.steered?.content ?? "");
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Reads what is current; what was written stays, unless nothing was. */
  async read(): Promise<void> {
    await this.doing(async () => {
      const keep = this.isDirty;
      const steered = await this.calls.read();
      const requests = this.state.requests || steered.requests.join("\n");
      this.change({ steered, requests, ...(keep ? {} : { text: plain(steered.content), problems: steered.problems }) });
      if (this.state.history) await this.readHistory();
      if (!this.state.attributes.length) this.change({ attributes: await this.calls.attributes().catch(() => []) });
    });
  }

  write(text: string): void {
    this.change({ text, problems: null, preview: null, told: null });
  }

  put(part: Pick<Partial<DraftState>, "note" | "requests">): void {
    this.change(part);
  }

  add(rule: Rule): void {
    this.write(withRule(this.state.text, rule));
  }

  addFamily(family: Family): void {
    this.write(withFamily(this.state.text, family));
  }

  /** Back to what is current. */
  discard(): void {
    this.change({ text: plain(this.state.steered?.content ?? ""), problems: this.state.steered?.problems ?? null, preview: null, told: null });
  }

  async check(): Promise<void> {
    await this.doing(async () => {
      const problems = await this.calls.check(this.state.text);
      this.change({ problems });
      this.tell(steerWord(problems.length ? "problemsFound" : "nothingWrong", { count: problems.length }), !problems.length);
    });
  }

  async preview(): Promise<void> {
    await this.doing(async () => {
      const requests = this.state.requests.split("\n").map((one) => one.trim()).filter(Boolean).slice(0, 12);
      const preview = await this.calls.preview(this.state.text, requests);
      this.change({ preview, problems: preview.problems });
      const changed = preview.requests.filter((one) => one.changed).length;
      if (!requests.length) this.tell(steerWord("noRequests"), false);
      else if (preview.requests.length) this.tell(steerWord("previewed", { changed, count: preview.requests.length }), true);
      else this.tell(steerWord("problemsFound", { count: preview.problems.length }), false);
    });
  }

  async propose(): Promise<void> {
    await this.doing(async () => {
      const { text, note, steered } = this.state;
      const { revision } = await this.calls.propose(text, steered?.revision?.id ?? null, note);
      await this.made(revision, true);
    });
  }

  async decide(id: string, decision: "approve" | "refuse"): Promise<void> {
    await this.doing(async () => this.made((await this.calls.decide(id, decision)).revision, false));
  }

  async undo(id: string): Promise<void> {
    await this.doing(async () => {
      const { revision } = await this.calls.undo(id, this.state.steered?.revision?.id ?? null, this.state.note);
      await this.made(revision, true);
    });
  }

  async readHistory(): Promise<void> {
    await this.doing(async () => this.change({ history: await this.calls.history() }));
  }

  async show(id: string): Promise<void> {
    if (this.state.shown?.revision.id === id) return this.change({ shown: null });
    await this.doing(async () => this.change({ shown: await this.calls.revision(id) }));
  }

  private async made(revision: Revision, wasWritten: boolean): Promise<void> {
    const steered = await this.calls.read();
    const takes = revision.state === "current" || (wasWritten && revision.state === "proposed");
    this.change({ steered, shown: null, preview: null, note: "", ...(takes ? { text: plain(steered.content), problems: steered.problems } : {}) });
    this.tell(steerWord(revision.state === "current" ? "madeCurrent" : revision.state === "proposed" ? "madeProposed" : "madeRefused"), true);
    if (this.state.history) this.change({ history: await this.calls.history() });
  }

  /** What goes wrong is told beside what it is about; nothing that was written is lost. */
  private async doing(work: () => Promise<void>): Promise<void> {
    this.change({ busy: true, told: null });
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.app.fail(error);
      else this.tell(told(error), false);
      if (error instanceof ApiError && error.status === 409) await this.calls.read().then((steered) => this.change({ steered })).catch(() => undefined);
    } finally {
      this.change({ busy: false });
    }
  }

  private tell(words: string, isGood: boolean): void {
    this.change({ told: { words, isGood } });
  }

  private change(part: Partial<DraftState>): void {
    this.state = { ...this.state, ...part };
    for (const watcher of this.watchers) watcher();
  }
}

/** As a field of a page has it: with plain line ends. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

const DRAFTS = new WeakMap<App, { agent: string; drafts: Map<Kind, Draft> }>();

/** The draft of the agent who is signed in; another's is forgotten. */
export function draftOf(app: App, kind: Kind): Draft {
  const agent = app.store.state.agent?.id ?? "";
  let kept = DRAFTS.get(app);
  if (!kept || kept.agent !== agent) DRAFTS.set(app, (kept = { agent, drafts: new Map() }));
  const draft = kept.drafts.get(kind) ?? new Draft(app, kind);
  kept.drafts.set(kind, draft);
  return draft;
}
