// What the sections of models, imports and jobs have in common: the workshop, how a job is shown, and questions.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../../components/part";
import { SHARED } from "../../components/styles";
import "../../components/since";
import { clockTime, lasting } from "../../words";
import { found } from "./found";
import { jobName } from "./names";
import type { Job } from "./types";
import { stepWord, workWord } from "./words";
import { type Topic, Workshop } from "./workshop";

/** What is asked before something is done. */
export interface Question {
  title: string;
  /** Of the form's fields. */
  content: TemplateResult;
  go: string;
  does: (form: FormData) => unknown;
}

export const WORK = css`
  :host { display: grid; gap: 18px; max-width: 1180px; }
  h2 { font-size: 18px; }
  h3 { font-size: 15px; }
  h4 { margin-top: 10px; }
  .lead { max-width: 70ch; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
  .stack { display: grid; gap: 10px; }
  .card { display: grid; gap: 8px; padding: 12px 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); }
  [hidden] { display: none; }
  .warn { padding: 9px 13px; border-radius: 8px; background: var(--warn-soft); color: var(--warn); }
  .bad { color: var(--bad); }
  .good { color: var(--good); }
  .break { overflow-wrap: anywhere; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; background: var(--paper); }
  th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
  th { font-weight: 600; white-space: nowrap; }
  td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
  table.narrow { max-width: 340px; }
  .dots { padding-left: 18px; list-style: disc; }
  .badge.current, .badge.done { background: var(--good-soft); color: var(--good); }
  .badge.trial, .badge.running { background: var(--accent-soft); color: var(--accent-ink); }
  .badge.failed, .badge.interrupted { background: var(--bad-soft); color: var(--bad); }
  summary { cursor: pointer; min-height: 24px; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--sunk); border-radius: 7px; padding: 8px 10px; max-height: 320px; overflow-y: auto; }
  dialog { margin: auto; width: min(480px, calc(100vw - 24px)); max-height: 90dvh; padding: 22px 24px; border: 1px solid var(--line); border-radius: 14px;
    background: var(--paper); color: var(--ink); box-shadow: 0 18px 60px rgb(0 0 0 / 0.3); }
  dialog::backdrop { background: rgb(8 14 13 / 0.5); }
  dialog form { display: grid; gap: 14px; }
  .end { justify-content: flex-end; }
  label.field-of { display: grid; gap: 4px; font-weight: 500; }
  label.check { display: flex; gap: 8px; align-items: center; min-height: 24px; }
  label.check input, td input[type="checkbox"] { width: 18px; height: 18px; accent-color: var(--accent); }
  select.field { width: auto; }
`;

export abstract class WorkPart extends Part {
  static override properties = { ...Part.properties, question: { state: true } };
  static override styles = [SHARED, WORK];
  declare question: Question | null;
  protected abstract readonly topic: Topic;
  private stops: (() => void) | undefined;

  constructor() {
    super();
    this.question = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stops = this.workshop.watch(this.topic, () => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stops?.();
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.found<HTMLDialogElement>("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-first]")?.focus();
  }

  protected get workshop(): Workshop {
    return Workshop.of(this.app);
  }

  /** Where nobody does jobs, that is said first. */
  protected nobody(): TemplateResult | typeof nothing {
    return this.workshop.workers === 0 ? html`<p class="warn" role="status">${workWord("nobodyWorks")}</p>` : nothing;
  }

  protected asks(): TemplateResult | typeof nothing {
    const { question } = this;
    if (!question) return nothing;
    return html`<dialog aria-labelledby="ask" @close=${() => (this.question = null)}>
      <form method="dialog" @submit=${(event: SubmitEvent) => void this.answered(event, question)}>
        <h3 id="ask">${question.title}</h3>
        ${question.content}
        <div class="row end">
          <button class="button" type="button" @click=${() => this.found<HTMLDialogElement>("dialog")?.close()}>${workWord("cancel")}</button>
          <button class="button first" data-first>${question.go}</button>
        </div>
      </form>
    </dialog>`;
  }

  private async answered(event: SubmitEvent, question: Question): Promise<void> {
    await question.does(new FormData(event.target as HTMLFormElement));
  }

  /** A job as a card: what, who, how far, what came of it. */
  protected job(job: Job): TemplateResult {
    const { error } = job;
    return html`<article class="card" aria-label=${jobName(job)}>
      <div class="row">
        <strong class="break">${jobName(job)}</strong>
        <span class="badge ${job.state}">${workWord(`state_${job.state}`)}</span>
        <span class="quiet small">${workWord("askedBy", { name: job.asked_by, time: clockTime(job.created_at) })}${duration(job)}</span>
        ${job.stoppable ? html`<button class="button" type="button" aria-label=${workWord("cancelOf", { job: jobName(job) })} @click=${() => void this.workshop.cancel(job.id)}>${workWord("cancelJob")}</button>` : nothing}
      </div>
      ${error ? problemView(job.state, error) : nothing}
      ${headline(job) ? html`<p class="break">${headline(job)}</p>` : nothing}
      ${job.state === "running" ? html`<p class="quiet small break" role="status">${howFar(job)}</p>` : nothing}
      ${job.lines.length > 0 ? html`<details><summary class="small">${workWord("said")}</summary><pre tabindex="0" aria-label=${workWord("said")}>${job.lines.join("\n")}</pre></details>` : nothing}
      ${job.result && !job.kind.endsWith("_catalog") ? html`<details><summary class="small">${workWord("result")}</summary><div class="break">${found(job.result)}</div></details>` : nothing}
    </article>`;
  }
}

/** What came of it in a line, where that is more than that it is done. */
function headline({ kind, state, result, payload }: Job): string {
  if (state !== "done") return "";
  const version = String(payload["version"] ?? "");
  switch (kind) {
    case "promote":
      return workWord("done_promote", { version });
    case "rollback":
      return workWord("done_rollback");
    case "try_out":
      return workWord("done_try_out", { version });
    case "end_trial":
      return workWord("done_end_trial");
    case "retrain":
      return retrained(result ?? {});
    default:
      return "";
  }
}

/** What a retraining came to: its lines say more, and stand below. */
function retrained({ learned, promoted, version }: Record<string, unknown>): string {
  if (learned === false) return workWord("done_retrain_early");
  if (typeof version !== "string") return workWord("done_retrain_none");
  return workWord(promoted ? "done_retrain_promoted" : "done_retrain_kept", { version });
}

/** How far a job is, in the agent's language where it said it by a step that is known. */
function howFar({ progress, lines }: Job): TemplateResult | string {
  const last = lines[lines.length - 1] ?? "";
  if (!progress) return html`<span lang="en">${last}</span>`;
  const step = stepWord(progress.step);
  return step ? workWord("progress", { step, percent: progress.percent }) : html`<span lang="en">${last}</span>`;
}

/** What went wrong: what is the same for all is worded here; a command's own words are quoted, in English. */
function problemView(state: Job["state"], error: string): TemplateResult {
  if (state === "interrupted") return html`<p class="bad break">${workWord("wasInterrupted")}</p>`;
  return html`<p class="bad break">${workWord("failedWith")} <q lang="en">${error}</q></p>`;
}

function duration({ state, started_at, ended_at }: Job): TemplateResult | string {
  if (state === "running" && started_at) return html` · ${workWord("since")} <fw-since .at=${started_at}></fw-since>`;
  if (!started_at || !ended_at) return "";
  return ` · ${workWord("took", { time: lasting(new Date(ended_at).getTime() - new Date(started_at).getTime()) })}`;
}
