// What the room shows: the last report of the days and the product type that were chosen, and how shoppers are served.
import type { Api } from "../api";
import type { Dashboard, Days, Service } from "./types";

const FRESH_MS = 30_000;

export class Sight {
  days: Days = 28;
  type = "";
  dashboard: Dashboard | null = null;
  service: Service | null = null;
  busy = false;
  private asked = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** `changed` is told of every change, `failed` of what went wrong. */
  constructor(
    private readonly api: Pick<Api, "call">,
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Reads, and goes on reading how shoppers are served for as long as the room is open and seen. */
  open(): void {
    this.timer ??= setInterval(() => document.visibilityState === "visible" && void this.refresh(), FRESH_MS);
    void this.read();
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.asked++;
  }

  choose(part: { days?: Days; type?: string }): Promise<void> {
    this.days = part.days ?? this.days;
    this.type = part.type ?? this.type;
    return this.read();
  }

  async read(): Promise<void> {
    const asked = ++this.asked;
    this.busy = true;
    this.changed();
    try {
      const { days, type } = this;
      const query = new URLSearchParams({ days: String(days), ...(type ? { type } : {}) });
      const [dashboard, service] = await Promise.all([
        this.api.call<Dashboard>("GET", `report?${query}`),
        this.api.call<Service>("GET", `report/service?days=${days}`),
      ]);
      if (asked !== this.asked) return; // something else was chosen meanwhile
      this.dashboard = dashboard;
      this.service = service;
    } catch (error) {
      if (asked === this.asked) this.failed(error);
    } finally {
      if (asked === this.asked) {
        this.busy = false;
        this.changed();
      }
    }
  }

  private async refresh(): Promise<void> {
    const asked = this.asked;
    try {
      const service = await this.api.call<Service>("GET", `report/service?days=${this.days}`);
      if (asked !== this.asked) return;
      this.service = service;
      this.changed();
    } catch (error) {
      if (asked === this.asked) this.failed(error);
    }
  }
}
