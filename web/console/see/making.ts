// The report made on request: asks for it, and says how far it is for as long as it takes.
import type { Api } from "../api";
import type { ReportJob, ReportMaking } from "./types";

const OFTEN_MS = 2_000;

export class Making {
  job: ReportJob | null = null;
  /** How many do jobs just now; null: nobody said yet. */
  workers: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOpen = false;
  private isAsking = false;

  /** `changed` is told of every change, `made` when a report is there, `failed` of what went wrong. */
  constructor(
    private readonly api: Pick<Api, "call">,
    private readonly changed: () => void,
    private readonly made: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  get isUnderway(): boolean {
    return this.job?.state === "waiting" || this.job?.state === "running";
  }

  open(): void {
    this.isOpen = true;
    void this.look();
  }

  close(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
  }

  /** Asks for a report; one that is under way already is the same to who asks. */
  async make(): Promise<void> {
    if (this.isUnderway || this.isAsking) return;
    this.isAsking = true;
    try {
      this.job = await this.api.call<ReportJob>("POST", "report/job");
    } catch (error) {
      this.failed(error);
    } finally {
      this.isAsking = false;
    }
    await this.look();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    const was = this.isUnderway;
    try {
      const { job, workers } = await this.api.call<ReportMaking>("GET", "report/job");
      if (!this.isOpen) return;
      this.job = job ?? null;
      this.workers = workers;
      this.changed();
      if (was && job?.state === "done") this.made();
    } catch (error) {
      if (this.isOpen && !was) this.failed(error); // else it is asked again
    }
    if (this.isOpen && this.isUnderway) this.timer = setTimeout(() => void this.look(), OFTEN_MS);
  }
}
