// The calls of jobs, models and imports.
import type { Api } from "../../api";
import type { Format, Imports, Job, JobRequest, Jobs, ModelReport, Models, Upload } from "./types";

const UPLOAD_TIMEOUT_MS = 30 * 60_000;

export class WorkCalls {
  constructor(private readonly api: Api) {}

  jobs(before: string | null = null): Promise<Jobs> {
    return this.api.call("GET", `steering/jobs${before ? `?${new URLSearchParams({ before })}` : ""}`);
  }

  ask(job: JobRequest): Promise<Job> {
    return this.api.call("POST", "steering/jobs", job);
  }

  cancel(id: string): Promise<Job> {
    return this.api.call("POST", `steering/jobs/${encodeURIComponent(id)}/cancel`);
  }

  models(): Promise<Models> {
    return this.api.call("GET", "steering/models");
  }

  model(version: string): Promise<ModelReport> {
    return this.api.call("GET", `steering/models/${encodeURIComponent(version)}`);
  }

  imports(): Promise<Imports> {
    return this.api.call("GET", "steering/imports");
  }

  give(file: File): Promise<Upload> {
    return this.api.call("POST", `steering/imports?${new URLSearchParams({ name: file.name })}`, file, UPLOAD_TIMEOUT_MS);
  }

  remove(upload: string): Promise<void> {
    return this.api.call("DELETE", `steering/imports/${encodeURIComponent(upload)}`);
  }

  /** `catalog`: which one it is for; "": the main one. */
  check(upload: string, format: Format, mapping: string, catalog: string): Promise<Job> {
    return this.api.call("POST", `steering/imports/${encodeURIComponent(upload)}/check`, { format, mapping, ...(catalog && { catalog }) });
  }

  runFeed(name: string, force: boolean): Promise<Job> {
    return this.api.call("POST", `steering/feeds/${encodeURIComponent(name)}/run`, { force });
  }

  import(upload: string, check: string): Promise<Job> {
    return this.api.call("POST", `steering/imports/${encodeURIComponent(upload)}/import`, { check });
  }
}
