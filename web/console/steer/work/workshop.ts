// What the page knows of jobs, models and imports, read again as long as somebody looks: often while a job is under way,
// else now and then.
import type { App } from "../../app";
import { ApiError } from "../../errors";
import { WorkCalls } from "./calls";
import { jobName } from "./names";
import type { Format, Imports, Job, JobRequest, ModelReport, Models } from "./types";
import { workWord } from "./words";

const OFTEN_MS = 1_500;
const SELDOM_MS = 15_000;
/** What the workshop reads; leads see models alone. */
export type Topic = "models" | "imports" | "jobs";

const workshops = new WeakMap<App, Workshop>();

export class Workshop {
  models: Models | null = null;
  imports: Imports | null = null;
  jobs: readonly Job[] = [];
  mayMore = false;
  workers: number | null = null;
  /** By version. */
  readonly reports = new Map<string, ModelReport>();
  /** Whether a file is on its way. */
  giving: string | null = null;
  busy = false;
  private readonly watchers = new Map<() => void, Topic>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly calls: WorkCalls;

  constructor(private readonly app: App) {
    this.calls = new WorkCalls(app.api);
  }

  /** The one of an app. */
  static of(app: App): Workshop {
    let found = workshops.get(app);
    if (!found) workshops.set(app, (found = new Workshop(app)));
    return found;
  }

  /** Keeps what `topic` is about fresh until the answer is called. */
  watch(topic: Topic, watcher: () => void): () => void {
    this.watchers.set(watcher, topic);
    void this.refresh();
    return () => {
      this.watchers.delete(watcher);
      if (this.watchers.size === 0) clearTimeout(this.timer);
    };
  }

  get isAdmin(): boolean {
    return this.app.store.state.agent?.role === "admin";
  }

  /** Jobs that wait or run, the newest first. */
  get underway(): readonly Job[] {
    return this.jobs.filter(({ state }) => state === "waiting" || state === "running");
  }

  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    const topics = new Set(this.watchers.values());
    if (topics.size === 0 || this.app.store.state.phase !== "in") return;
    await this.attempt(async () => {
      const [models, imports, jobs] = await Promise.all([
        topics.has("models") ? this.calls.models() : null,
        topics.has("imports") ? this.calls.imports() : null,
        this.isAdmin ? this.calls.jobs() : null,
      ]);
      this.models = models ?? this.models;
      this.imports = imports ?? this.imports;
      if (jobs) this.take(jobs.jobs, jobs.jobs.length === LISTED);
      this.workers = jobs?.workers ?? models?.workers ?? this.workers;
    });
    const often = this.underway.length > 0 || this.models?.busy;
    if (this.watchers.size > 0) this.timer = setTimeout(() => void this.refresh(), often ? OFTEN_MS : SELDOM_MS);
  }

  async more(): Promise<void> {
    const last = this.jobs[this.jobs.length - 1];
    if (!last) return;
    await this.attempt(async () => {
      const { jobs } = await this.calls.jobs(last.created_at);
      this.jobs = [...this.jobs, ...jobs];
      this.mayMore = jobs.length === LISTED;
    });
  }

  /** Asks for a job; whether it was taken. */
  ask(job: JobRequest): Promise<boolean> {
    return this.change(() => this.calls.ask(job));
  }

  cancel(id: string): Promise<boolean> {
    return this.change(() => this.calls.cancel(id));
  }

  /** Gives a file, and has it checked for a catalog; "": the main one. */
  give(file: File, catalog: string): Promise<boolean> {
    return this.change(async () => {
      this.giving = file.name;
      this.told();
      try {
        const upload = await this.calls.give(file);
        await this.calls.check(upload.id, "auto", "", catalog);
      } finally {
        this.giving = null;
      }
    });
  }

  check(upload: string, format: Format, mapping: string, catalog: string): Promise<boolean> {
    return this.change(() => this.calls.check(upload, format, mapping, catalog));
  }

  /** Has a feed fetched now; `force`: whatever it has less of. */
  runFeed(name: string, force: boolean): Promise<boolean> {
    return this.change(() => this.calls.runFeed(name, force));
  }

  import(upload: string, check: string): Promise<boolean> {
    return this.change(() => this.calls.import(upload, check));
  }

  remove(upload: string): Promise<boolean> {
    return this.change(() => this.calls.remove(upload));
  }

  /** Reads a version's report, once. */
  async report(version: string): Promise<void> {
    if (this.reports.has(version)) return;
    await this.attempt(async () => void this.reports.set(version, await this.calls.model(version)));
  }

  private async change(call: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.told();
    const done = await this.attempt(call);
    this.busy = false;
    await this.refresh();
    return done;
  }

  private async attempt(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (error) {
      const code = error instanceof ApiError ? error.code : "";
      if (code === "job_busy") await this.busyWith();
      else if (code === "not_stoppable") this.app.store.change({ problem: workWord(code) });
      else this.app.fail(error);
      return false;
    } finally {
      this.told();
    }
  }

  /** Tells which jobs wait or run: one of them must not meet another. */
  private async busyWith(): Promise<void> {
    const { jobs } = await this.calls.jobs().catch(() => ({ jobs: this.jobs }));
    const others = jobs.filter(({ state }) => state === "waiting" || state === "running");
    const named = others.map((one) => workWord("jobOf", { job: jobName(one), name: one.asked_by, state: workWord(`state_${one.state}`) })).join("; ");
    this.app.store.change({ problem: `${workWord("job_busy")} ${named}` });
  }

  /** The newest ones as they are now; of those that were listed before, the older ones stay. */
  private take(newest: readonly Job[], isFull: boolean): void {
    const ids = new Set(newest.map(({ id }) => id));
    const older = this.jobs.filter(({ id }) => !ids.has(id));
    const wasMore = this.jobs.length > newest.length && this.mayMore;
    this.jobs = isFull ? [...newest, ...older] : newest;
    this.mayMore = older.length > 0 ? wasMore : isFull;
  }

  private told(): void {
    for (const watcher of this.watchers.keys()) watcher();
  }
}

/** How many jobs an answer has at the most. */
const LISTED = 30;
