// Section "models": which rankers there are, two of them side by side, and which one serves.
import { css, html, nothing, type TemplateResult } from "lit";
import { SHARED } from "../../components/styles";
import { clockTime, percent, readable, spelled } from "../../words";
import { found } from "./found";
import { markdown } from "./markdown";
import { jobName } from "./names";
import { WORK, WorkPart } from "./part";
import type { Job, Model, ModelReport, Models } from "./types";
import { workWord } from "./words";
import type { Topic } from "./workshop";

const NEEDS = "needs ndcg@5";

export class FwSteerModels extends WorkPart {
  static override styles = [SHARED, WORK, css`
    .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 14px; }
    .sides > * { min-width: 0; align-content: start; }
  `];
  static override properties = { ...WorkPart.properties, chosen: { state: true }, read: { state: true } };
  declare chosen: readonly string[];
  /** The version whose report is open. */
  declare read: string | null;
  protected override readonly topic: Topic = "models";

  constructor() {
    super();
    this.chosen = [];
    this.read = null;
  }

  override render(): TemplateResult {
    const { models } = this.workshop;
    return html`
      <header class="stack">
        <h2>${workWord("models")}</h2>
        <p class="quiet lead">${workWord("modelsLead")}</p>
        ${this.nobody()}
      </header>
      ${models ? this.all(models) : nothing}
      ${this.asks()}
    `;
  }

  private all(models: Models): TemplateResult {
    const { isAdmin } = this.workshop;
    const [one, other] = this.chosen.map((version) => models.models.find((model) => model.version === version)).filter((model) => model !== undefined);
    return html`
      ${models.problem ? html`<p class="bad">${models.problem}</p>` : nothing}
      ${models.trial ? this.trial(models) : nothing}
      ${isAdmin ? this.buttons(models) : nothing}
      ${this.underway(models).map((job) => this.job(job))}
      <p class="quiet small">${models.as_of ? workWord("asOf", { time: clockTime(models.as_of) }) : workWord("notSeen")}${models.current ? nothing : html` · ${workWord("general")}`}</p>
      ${models.models.length > 0 ? this.table(models) : models.as_of ? html`<p>${workWord("noModels")}</p>` : nothing}
      ${(models.broken ?? []).map(({ version, problem }) => html`<p class="bad break">${workWord("broken")}: ${version}. ${problem}</p>`)}
      ${one && other ? this.compared(one, other) : models.models.length > 1 ? html`<p class="quiet small">${workWord("compareHint")}</p>` : nothing}
      ${this.read ? this.report(this.read) : nothing}
    `;
  }

  /** What is under way, and the last of what changed or judged models. */
  private underway({ busy }: Models): readonly Job[] {
    const [last] = this.workshop.jobs.filter(({ kind }) => !["check_catalog", "import_catalog", "report"].includes(kind));
    return [busy, last].filter((job, index, all): job is Job => !!job && all.findIndex((one) => one?.id === job.id) === index);
  }

  private trial({ trial }: Models): TemplateResult {
    const { version, kind, share } = trial!;
    return html`<div class="card">
      <p class="break">${workWord("onTrial", { version, kind: workWord(`trial_${kind}`), share: percent(share) })}</p>
      ${this.workshop.isAdmin
        ? html`<div class="row">
            <button class="button" type="button" @click=${() => void this.workshop.ask({ kind: "compare", version })}>${workWord("whatLogSays")}</button>
            <button class="button" type="button" @click=${() => void this.workshop.ask({ kind: "end_trial" })}>${workWord("endTrial")}</button>
          </div>
          ${this.logSays(version)}`
        : nothing}
    </div>`;
  }

  /** What the newest comparison by the log found. */
  private logSays(version: string): TemplateResult | typeof nothing {
    const job = this.workshop.jobs.find(({ kind, state, payload }) => kind === "compare" && state === "done" && payload["version"] === version);
    return job?.result ? html`<details open><summary>${jobName(job)} (${clockTime(job.created_at)})</summary>${found(job.result)}</details>` : nothing;
  }

  private buttons(models: Models): TemplateResult {
    return html`<div class="row">
      ${models.current ? html`<button class="button" type="button" @click=${() => this.rollBack(models)}>${workWord("rollback")}</button>` : nothing}
      <button class="button" type="button" @click=${() => this.retrain()}>${workWord("retrain")}</button>
    </div>`;
  }

  private table(models: Models): TemplateResult {
    const { isAdmin } = this.workshop;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${workWord("models")}><table>
      <thead><tr>
        <th scope="col">${workWord("choose")}</th><th scope="col">${workWord("version")}</th><th scope="col">${workWord("made")}</th>
        <th scope="col">${workWord("kind")}</th><th scope="col" class="n">${workWord("needs")}</th><th scope="col">${workWord("gate")}</th><th scope="col">${workWord("actions")}</th>
      </tr></thead>
      <tbody>${models.models.map((model) => this.line(model, models, isAdmin))}</tbody>
    </table></div>`;
  }

  private line(model: Model, models: Models, isAdmin: boolean): TemplateResult {
    const { version, role, figures } = model;
    return html`<tr>
      <td><input type="checkbox" aria-label=${workWord("chooseVersion", { version })} .checked=${this.chosen.includes(version)} @change=${() => this.choose(version)} /></td>
      <td class="break">${version} ${role ? html`<span class="badge ${role}">${workWord(`role_${role}`)}</span>` : nothing}</td>
      <td>${clockTime(model.created_at)}</td>
      <td>${readable(model.kind)}</td>
      <td class="n">${figures[NEEDS] === undefined ? "–" : spelled(figures[NEEDS])}</td>
      <td>${gateSummary(model)}</td>
      <td><div class="row">
        <button class="button" type="button" aria-label="${workWord("read")}: ${version}" @click=${() => this.open(version)}>${workWord("read")}</button>
        ${isAdmin && role !== "current"
          ? html`<button class="button" type="button" aria-label=${workWord("promoteOf", { version })} @click=${() => this.promote(model, models)}>${workWord("promote")}</button>
            ${role === "trial" ? nothing : html`<button class="button" type="button" aria-label=${workWord("tryOutOf", { version })} @click=${() => this.tryOut(version, models)}>${workWord("tryOut")}</button>`}`
          : nothing}
      </div></td>
    </tr>`;
  }

  private choose(version: string): void {
    this.chosen = this.chosen.includes(version) ? this.chosen.filter((one) => one !== version) : [...this.chosen, version].slice(-2);
    for (const one of this.chosen.length === 2 ? this.chosen : []) void this.workshop.report(one);
  }

  private open(version: string): void {
    this.read = this.read === version ? null : version;
    void this.workshop.report(version);
  }

  private promote(model: Model, models: Models): void {
    const current = models.current ?? workWord("generalRanker");
    const failed = model.gate.filter((line) => line.startsWith("fails"));
    this.question = {
      title: workWord("promoteOf", { version: model.version }),
      content: html`<p class="break">${workWord("promoteAsk", { version: model.version, current })}</p>
        ${failed.length > 0 ? html`<p class="warn break">${workWord("promoteFails", { lines: failed.join("; ") })}</p>` : nothing}`,
      go: workWord("promoteOf", { version: model.version }),
      does: () => this.workshop.ask({ kind: "promote", version: model.version, instead_of: models.current ?? null }),
    };
  }

  private rollBack({ current, before }: Models): void {
    this.question = {
      title: workWord("rollbackTitle"),
      content: html`<p class="break">${workWord("rollbackAsk", { before: before ?? workWord("generalRanker"), current: current ?? workWord("generalRanker") })}</p>`,
      go: workWord("rollbackTitle"),
      does: () => this.workshop.ask({ kind: "rollback", instead_of: current ?? null }),
    };
  }

  private tryOut(version: string, { trial }: Models): void {
    this.question = {
      title: workWord("tryOutOf", { version }),
      content: html`
        ${trial ? html`<p class="break">${workWord("trialReplaces", trial)}</p>` : nothing}
        <label class="field-of">${workWord("trialKind")}
          <select class="field" name="trial" data-first>${(["shadow", "canary", "interleave"] as const).map((kind) => html`<option value=${kind}>${workWord(`trial_${kind}`)}</option>`)}</select>
        </label>
        <label class="field-of">${workWord("share")}<input class="field" name="share" type="number" min="0.1" max="100" step="0.1" value="10" required /></label>`,
      go: workWord("tryOutOf", { version }),
      does: (form) => this.workshop.ask({ kind: "try_out", version, trial: String(form.get("trial")) as "canary", share: Number(form.get("share")) / 100 }),
    };
  }

  private retrain(): void {
    this.question = {
      title: workWord("retrainTitle"),
      content: html`<p>${workWord("retrainAsk")}</p>
        <label class="check"><input type="checkbox" name="promote" checked />${workWord("promoteIfPasses")}</label>
        <label class="check"><input type="checkbox" name="dry_run" />${workWord("dryRun")}</label>
        <label class="field-of">${workWord("least")}<input class="field" name="least" type="number" min="1" step="1" value="100" required /></label>`,
      go: workWord("start"),
      does: (form) => this.workshop.ask({ kind: "retrain", promote: form.has("promote"), dry_run: form.has("dry_run"), least: Number(form.get("least")) }),
    };
  }

  private compared(one: Model, other: Model): TemplateResult {
    const names = [...new Set([...Object.keys(one.figures), ...Object.keys(other.figures)])].sort();
    return html`<section class="stack" aria-label=${workWord("compareTitle", { one: one.version, other: other.version })}>
      <h3 class="break">${workWord("compareTitle", { one: one.version, other: other.version })}</h3>
      ${one.catalog_version === other.catalog_version ? nothing : html`<p class="warn">${workWord("otherCatalog")}</p>`}
      <div class="scroll" tabindex="0" role="group" aria-label=${workWord("figure")}><table>
        <thead><tr><th scope="col">${workWord("figure")}</th><th scope="col" class="n">${one.version}</th><th scope="col" class="n">${other.version}</th><th scope="col" class="n">${workWord("difference")}</th></tr></thead>
        <tbody>${names.map((name) => figureLine(name, one.figures[name], other.figures[name]))}</tbody>
      </table></div>
      <div class="sides">${[one, other].map(({ version }) => html`<div class="card"><h4 class="break">${version}</h4>${reportView(this.workshop.reports.get(version))}</div>`)}</div>
    </section>`;
  }

  private report(version: string): TemplateResult {
    return html`<section class="card" aria-label=${workWord("reportTitle", { version })}>
      <div class="row"><h3 class="break">${workWord("reportTitle", { version })}</h3><button class="button" type="button" @click=${() => (this.read = null)}>${workWord("closeReport")}</button></div>
      ${reportView(this.workshop.reports.get(version))}
    </section>`;
  }
}

function gateSummary({ gate }: Model): TemplateResult | string {
  const judged = gate.filter((line) => /^(passes|fails)/.test(line));
  if (judged.length === 0) return workWord("noGate");
  const passed = judged.filter((line) => line.startsWith("passes")).length;
  return html`<span class=${passed === judged.length ? "good" : "bad"}>${workWord("gatePassed", { passed, all: judged.length })}</span>`;
}

function figureLine(name: string, one: number | undefined, other: number | undefined): TemplateResult {
  const difference = one === undefined || other === undefined ? "–" : `${other - one > 0 ? "+" : ""}${spelled(other - one)}`;
  return html`<tr><th scope="row">${name}</th><td class="n">${spelled(one)}</td><td class="n">${spelled(other)}</td><td class="n">${difference}</td></tr>`;
}

function reportView(found: ModelReport | undefined): TemplateResult | TemplateResult[] {
  if (!found) return html`<p class="quiet">…</p>`;
  return found.report ? markdown(found.report) : html`<p>${workWord("noReport")}</p>`;
}

customElements.define("fw-steer-models", FwSteerModels);
