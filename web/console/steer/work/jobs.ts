// Section "jobs": what was asked for, how far it is, what came of it.
import { html, nothing, type TemplateResult } from "lit";
import { WorkPart } from "./part";
import { workWord } from "./words";
import type { Topic } from "./workshop";

export class FwSteerJobs extends WorkPart {
  protected override readonly topic: Topic = "jobs";

  override render(): TemplateResult {
    const { jobs, mayMore, workers } = this.workshop;
    return html`
      <header class="stack">
        <h2>${workWord("jobs")}</h2>
        <p class="quiet lead">${workWord("jobsLead")}</p>
        ${this.nobody()}
        <div class="row"><button class="button" type="button" @click=${() => void this.workshop.ask({ kind: "report" })}>${workWord("makeReport")}</button></div>
      </header>
      ${workers !== null && jobs.length === 0 ? html`<p class="quiet">${workWord("noJobs")}</p>` : nothing}
      <div class="stack">${jobs.map((job) => this.job(job))}</div>
      ${mayMore ? html`<div class="row"><button class="button" type="button" @click=${() => void this.workshop.more()}>${workWord("more")}</button></div>` : nothing}
    `;
  }
}

customElements.define("fw-steer-jobs", FwSteerJobs);
