// Section "catalog": a file is given, checked, and imported as it was checked.
import { html, nothing, type TemplateResult } from "lit";
import { clockTime, money, percent, spelled } from "../../words";
import { WorkPart } from "./part";
import "./report";
import { pointWords, reportWord } from "./report-words";
import type { Feed, Format, ImportReport, ImportResult, Imports, Job, Upload } from "./types";
import { workWord } from "./words";
import type { Topic } from "./workshop";

const FORMATS: readonly Format[] = [
  "auto", "csv", "json", "jsonl", "xml", "google", "jsonld", "shopify", "woocommerce", "magento", "icecat",
];
/** From this share of the products on, that so many would go is said aloud. */
const MANY_GO = 0.2;

export class FwSteerImports extends WorkPart {
  static override properties = { ...WorkPart.properties, chosen: { state: true }, of: { state: true } };
  /** The file that is looked at, by id; the newest if none is chosen. */
  declare chosen: string | null;
  /** The catalog that is looked at, by name; "": the main one. */
  declare of: string;
  protected override readonly topic: Topic = "imports";

  constructor() {
    super();
    this.chosen = null;
    this.of = "";
  }

  override render(): TemplateResult {
    const { imports, giving, busy } = this.workshop;
    const most = imports?.most_bytes ?? 0;
    const upload = imports?.uploads.find(({ id }) => id === this.chosen) ?? imports?.uploads[0];
    const feeds = imports?.feeds?.filter(({ catalog }) => (catalog ?? "") === this.of) ?? [];
    const { catalog, failed } = this.shown(imports);
    return html`
      <header class="stack">
        <h2>${workWord("imports")}</h2>
        <p class="quiet lead">${workWord("importsLead")}</p>
        ${this.nobody()}
      </header>
      ${imports?.others?.length ? this.catalogs(imports.others) : nothing}
      ${imports ? catalogView(catalog) : nothing}
      ${failed ? failedView(failed) : nothing}
      ${feeds.length > 0 ? this.feeds(feeds) : nothing}
      <div class="card" ?hidden=${!imports}>
        <label class="field-of" for="file">${workWord("chooseFile")}</label>
        <p class="quiet small" id="hint">${workWord("chooseHint", { size: bytes(most) })}</p>
        <input id="file" type="file" aria-describedby="hint" ?disabled=${busy} @change=${(event: Event) => void this.given(event, most)} />
        <p role="status" class="break">${giving ? workWord("giving", { name: giving }) : nothing}</p>
      </div>
      ${imports && imports.uploads.length > 1 ? this.files(imports.uploads, upload) : nothing}
      ${upload ? this.upload(upload) : this.last()}
      ${this.asks()}
    `;
  }

  /** The catalog that is looked at, and its last import if that failed. */
  private shown(imports: Imports | null): Pick<Imports, "catalog" | "failed"> {
    return (this.of ? imports?.others?.find(({ name }) => name === this.of) : imports) ?? {};
  }

  /** Whether a job is of the catalog that is looked at. */
  private isOf({ payload }: Job): boolean {
    return (payload["catalog"] ?? "") === this.of;
  }

  /** Which catalog it is about, where there are several. */
  private catalogs(others: NonNullable<Imports["others"]>): TemplateResult {
    return html`<label class="field-of">${workWord("whichCatalog")}
      <select class="field" ?disabled=${this.workshop.busy} @change=${(event: Event) => (this.of = (event.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${this.of === ""}>${workWord("mainCatalog")}</option>
        ${others.map(({ name, sites }) => html`<option value=${name} ?selected=${name === this.of}>${workWord("siteCatalog", { name, sites: sites.join(", ") })}</option>`)}
      </select>
    </label>`;
  }

  private feeds(feeds: readonly Feed[]): TemplateResult {
    const last = this.workshop.jobs.find((job) => job.kind === "run_feed" && this.isOf(job));
    const idle = !this.workshop.underway.some(isOfCatalog);
    return html`<section class="card" aria-label=${workWord("feeds")}>
      <h3>${workWord("feeds")}</h3>
      ${feeds.map(
        (feed) => html`<div class="stack">
          <div class="row">
            <h4 class="break">${feed.name}</h4>
            <span class=${feed.problem ? "warn" : "quiet small"}>${workWord(`feed_${feed.state}`, { count: spelled(feed.failures) })}</span>
            ${idle
              ? html`<button class="button" type="button" aria-label="${workWord(feed.state === "held" ? "feedRelease" : "feedRun")} ${feed.name}" @click=${() => this.fetch(feed)}>${workWord(feed.state === "held" ? "feedRelease" : "feedRun")}</button>`
              : nothing}
          </div>
          <p class="quiet small break">${workWord("feedLine", { url: feed.url, every: interval(feed.every), time: clockTime(feed.due_at) })}${feed.imported_at ? html`; ${workWord("feedImported", { time: clockTime(feed.imported_at) })}` : nothing}</p>
          ${feed.problem ? html`<p class="break">${feed.problem}</p>` : nothing}
        </div>`,
      )}
      ${last ? this.job(last) : nothing}
    </section>`;
  }

  private fetch({ name, state }: Feed): void {
    if (state !== "held") {
      void this.workshop.runFeed(name, false);
      return;
    }
    this.question = {
      title: workWord("feedReleaseTitle", { name }),
      content: html`<p>${workWord("feedReleaseAsk")}</p>`,
      go: workWord("feedRelease"),
      does: () => this.workshop.runFeed(name, true),
    };
  }

  private async given(event: Event, most: number): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    if (most > 0 && file.size > most) {
      this.app.store.change({ problem: workWord("tooLarge", { name: file.name, size: bytes(file.size), most: bytes(most) }) });
    } else {
      this.chosen = null;
      await this.workshop.give(file, this.of);
    }
    input.value = ""; // so that the same file, mended, can be chosen again
  }

  private files(uploads: readonly Upload[], shown: Upload | undefined): TemplateResult {
    return html`<section class="stack" aria-label=${workWord("waitingFiles")}>
      <h3>${workWord("waitingFiles")}</h3>
      ${uploads.map(
        (upload) => html`<div class="row">
          <button class="link break" type="button" aria-current=${upload.id === shown?.id ? "true" : nothing} @click=${() => (this.chosen = upload.id)}>${fileLine(upload)}</button>
        </div>`,
      )}
    </section>`;
  }

  private upload(upload: Upload): TemplateResult {
    const own = (kind: string): Job | undefined => this.workshop.jobs.find((job) => job.kind === kind && job.payload["upload"] === upload.id && this.isOf(job));
    const check = own("check_catalog");
    const imported = own("import_catalog");
    const result = (check?.result ?? null) as ImportResult | null;
    return html`<section class="stack" aria-label=${workWord("checkTitle", { name: upload.name })}>
      <div class="row">
        <h3 class="break">${workWord("checkTitle", { name: upload.name })}</h3>
        <button class="button" type="button" aria-label=${workWord("removeFile", { name: upload.name })} @click=${() => void this.workshop.remove(upload.id)}>${workWord("remove")}</button>
      </div>
      <p class="quiet small break">${fileLine(upload)}</p>
      ${check ? this.job(check) : nothing}
      ${result ? resultView(result) : nothing}
      ${imported ? this.job(imported) : nothing}
      ${this.workshop.underway.some(isOfCatalog) ? nothing : this.next(upload, check, result)}
    </section>`;
  }

  /** Checking it again in another way, or importing it. */
  private next(upload: Upload, check: Job | undefined, result: ImportResult | null): TemplateResult {
    const preview = check?.state === "done" ? result?.preview : undefined;
    return html`${check && preview
        ? html`<div class="row"><button class="button first" type="button" @click=${() => this.decide(upload, check, preview, result?.report)}>${workWord("import")}</button></div>`
        : nothing}
      <form class="card" @submit=${(event: SubmitEvent) => void this.checkAgain(event, upload)}>
        <label class="field-of">${workWord("formatOther")}
          <select class="field" name="format">${FORMATS.map((format) => html`<option value=${format} ?selected=${format === (check?.payload["format"] ?? "auto")}>${workWord(`format_${format}`)}</option>`)}</select>
        </label>
        <label class="field-of">${workWord("mapping")}
          <textarea class="field" name="mapping" rows="4" maxlength="20000" spellcheck="false" aria-describedby="mapping-hint"></textarea>
        </label>
        ${result?.mapping ? html`<div class="row"><button class="button" type="button" @click=${(event: Event) => begin(event, result.mapping ?? "")}>${reportWord("suggested")}</button></div>` : nothing}
        <p class="quiet small" id="mapping-hint">${workWord("mappingHint")}</p>
        <div class="row"><button class="button">${workWord("checkAgain")}</button></div>
      </form>`;
  }

  private async checkAgain(event: SubmitEvent, upload: Upload): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    await this.workshop.check(upload.id, String(form.get("format")) as Format, String(form.get("mapping") ?? ""), this.of);
  }

  private decide(upload: Upload, check: Job, preview: NonNullable<ImportResult["preview"]>, report?: ImportReport | null): void {
    const asked = (report?.points ?? []).filter(({ level }) => level === "ask");
    this.question = {
      title: this.of ? workWord("importTitleOf", { name: upload.name, catalog: this.of }) : workWord("importTitle", { name: upload.name }),
      content: html`<p>${workWord("importAsk", { products: spelled(preview.products), added: spelled(preview.added), removed: spelled(preview.removed) })}</p>${asked.length > 0 ? asked.map((point) => html`<p class="warn break">${pointWords(point).join(" ")}</p>`) : manyGo(preview)}`,
      go: workWord("importGo"),
      does: () => this.workshop.import(upload.id, check.id),
    };
  }

  /** The last import, once its file is gone. */
  private last(): TemplateResult | typeof nothing {
    const job = this.workshop.jobs.find((job) => job.kind === "import_catalog" && this.isOf(job));
    if (!job) return nothing;
    return html`<section class="stack" aria-label=${workWord("lastImport")}><h3>${workWord("lastImport")}</h3>${this.job(job)}${job.result ? resultView(job.result as ImportResult) : nothing}</section>`;
  }
}

function catalogView(catalog: Imports["catalog"]): TemplateResult {
  const report = (catalog?.report ?? {}) as ImportReport;
  return html`<section class="card" aria-label=${workWord("current")}>
    <h3>${workWord("current")}</h3>
    ${catalog
      ? html`<p class="break">${workWord("catalogLine", { products: spelled(catalog.products), time: clockTime(catalog.imported_at), source: report.source ?? "–" })}</p>
          <details><summary class="small">${workWord("read")}</summary>${reportView(report)}</details>`
      : html`<p class="quiet">${workWord("noCatalog")}</p>`}
  </section>`;
}

function resultView({ format, report, preview }: ImportResult): TemplateResult {
  return html`<div class="card">
    ${format ? html`<p>${workWord("format")}: <strong>${workWord(`format_${format as Format}`)}</strong></p>` : nothing}
    ${report?.unchanged ? html`<p>${workWord("unchanged")}</p>` : nothing}
    ${preview ? previewView(preview, report?.rows) : nothing}
    ${report ? reportView(report) : nothing}
  </div>`;
}

/** The last import, which did not replace the catalog. */
function failedView({ at, report }: NonNullable<Imports["failed"]>): TemplateResult {
  return html`<section class="card" aria-label=${reportWord("lastFailed", { time: clockTime(at) })}>
    <h3>${reportWord("lastFailed", { time: clockTime(at) })}</h3>
    <p class="break">${(report as ImportReport).problem ?? ""}</p>
    <details><summary class="small">${workWord("read")}</summary>${reportView({ ...report, problem: "" })}</details>
  </section>`;
}

/** Writes a mapping into the field of the form, for people to go through. */
function begin(event: Event, mapping: string): void {
  const field = (event.target as HTMLElement).closest("form")?.querySelector("textarea");
  if (field) {
    field.value = mapping;
    field.focus();
  }
}

function previewView(preview: NonNullable<ImportResult["preview"]>, rows: number | undefined): TemplateResult {
  const figures = [["rows", rows], ["products", preview.products], ["attributes", preview.attributes], ["added", preview.added], ["stay", preview.stay], ["removed", preview.removed]] as const;
  return html`${manyGo(preview)}
    <div class="scroll" tabindex="0" role="group" aria-label=${workWord("result")}><table class="narrow">
      <tbody>${figures.map(([name, figure]) => html`<tr><th scope="row">${workWord(name)}</th><td class="n">${spelled(figure)}</td></tr>`)}</tbody>
    </table></div>
    <h4>${workWord("categories")}</h4>
    <p class="break">${preview.categories.map(([name, count]) => `${name || workWord("noType")} (${spelled(count)})`).join(" · ")}</p>
    <h4>${workWord("samples")}</h4>
    <div class="scroll" tabindex="0" role="group" aria-label=${workWord("samples")}><table>
      <thead><tr><th scope="col">${workWord("products")}</th><th scope="col">${workWord("categories")}</th><th scope="col" class="n">${workWord("price")}</th><th scope="col" class="n">${workWord("attributes")}</th></tr></thead>
      <tbody>${preview.samples.map(
        (one) => html`<tr><td class="break">${one.title}</td><td>${one.category ?? workWord("noType")}</td><td class="n">${money(one.price, one.currency)}</td><td class="n">${one.attributes}</td></tr>`,
      )}</tbody>
    </table></div>`;
}

function manyGo({ removed, stay }: NonNullable<ImportResult["preview"]>): TemplateResult | typeof nothing {
  const all = removed + stay;
  return all > 0 && removed / all > MANY_GO ? html`<p class="warn">${workWord("removesMost", { removed: `${spelled(removed)} (${percent(removed / all)})`, all: spelled(all) })}</p>` : nothing;
}

function reportView(report: ImportReport): TemplateResult {
  return html`<fw-import-report .report=${report}></fw-import-report>`;
}

/** Jobs of which one at a time may run. */
function isOfCatalog({ kind }: Job): boolean {
  return kind.endsWith("_catalog") || kind === "run_feed";
}

/** An interval of seconds, as a person writes it. */
function interval(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes % 1440 === 0 ? `${minutes / 1440} d` : minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

function fileLine({ name, size, by, at }: Upload): string {
  return workWord("fileLine", { name, size: bytes(size), by, time: clockTime(at) });
}

/** So many bytes, in a unit that people read. */
function bytes(count: number): string {
  return count < 1024 * 1024 ? `${spelled(Math.max(1, Math.round(count / 1024)))} kB` : `${spelled(Math.round(count / 1024 / 102.4) / 10)} MB`;
}

customElements.define("fw-steer-imports", FwSteerImports);
