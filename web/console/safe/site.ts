// Room "steer", section of a site's settings: hours, greeting, languages, consent text; and how they were before.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { told } from "../errors";
import { clockTime, languageName } from "../words";
import { SafeCalls, type Site, type SiteRevision, type SiteState } from "./calls";
import { DAYS, LANGUAGES, Unreadable, exceptionsText, siteOf, spansText } from "./site-form";
import { FORMS } from "./styles";
import { safeWord } from "./words";

/** Where there are no hours yet. */
const SUGGESTED: Record<(typeof DAYS)[number], string> = { mon: "09:00-18:00", tue: "09:00-18:00", wed: "09:00-18:00", thu: "09:00-18:00", fri: "09:00-18:00", sat: "", sun: "" };

export class FwSite extends Part {
  static override properties = { ...Part.properties, sites: { state: true }, key: { state: true }, draft: { state: true }, problem: { state: true }, saved: { state: true }, isOpen: { state: true } };
  static override styles = [SHARED, FORMS];
  declare sites: readonly SiteState[] | null;
  declare key: string;
  declare draft: Site | null;
  declare problem: string | null;
  declare saved: boolean;
  declare isOpen: boolean;

  constructor() {
    super();
    this.sites = null;
    this.key = "";
    this.draft = null;
    this.problem = null;
    this.saved = false;
    this.isOpen = false;
  }

  override firstUpdated(): void {
    void this.read();
  }

  override render(): TemplateResult {
    const site = this.site;
    return html`
      <div><h2>${safeWord("site")}</h2><p class="quiet">${safeWord("siteLead")}</p></div>
      ${site ? this.form(site, this.draft ?? site.settings) : nothing}
      <div role="alert">${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}</div>
      ${site ? this.history(site) : nothing}
    `;
  }

  private get site(): SiteState | null {
    return this.sites?.find(({ key }) => key === this.key) ?? this.sites?.[0] ?? null;
  }

  private get calls(): SafeCalls {
    return new SafeCalls(this.app.api);
  }

  private async read(): Promise<void> {
    try {
      this.sites = await this.calls.sites();
      this.isOpen = this.site?.settings.hours != null;
    } catch (error) {
      this.app.fail(error);
    }
  }

  private form(site: SiteState, settings: Site): TemplateResult {
    return html`<form @submit=${this.submit} @input=${() => (this.saved = false)}>
      ${(this.sites?.length ?? 0) > 1
        ? html`<label>${safeWord("siteKey")}<select class="field" @change=${this.choose}>${this.sites?.map(({ key }) => html`<option ?selected=${key === site.key}>${key}</option>`)}</select></label>`
        : nothing}
      <fieldset>
        <legend>${safeWord("hours")}</legend>
        <label class="check"><input type="checkbox" name="open" .checked=${live(this.isOpen)} @change=${this.toggle} />${safeWord("hoursSet")}</label>
        ${this.isOpen ? this.hours(site, settings) : nothing}
        <label class="check"><input type="checkbox" name="leave" .checked=${live(settings.leave_address)} />${safeWord("leaveAddress")}</label>
      </fieldset>
      <fieldset>
        <legend>${safeWord("speech")}</legend>
        ${LANGUAGES.map((code) => this.words("greeting", code, settings))} ${LANGUAGES.map((code) => this.words("consent", code, settings))}
        <label>${safeWord("languages")}<input class="field" name="languages" maxlength="120" .value=${live((settings.languages ?? []).join(", "))} /><small>${safeWord("languagesHint")}</small></label>
      </fieldset>
      <label>${safeWord("why")}<input class="field" name="note" maxlength="1000" /></label>
      <div class="row"><button class="button first">${safeWord(site.four_eyes ? "propose" : "save")}</button><span class="good" role="status">${this.saved ? safeWord(site.four_eyes ? "proposed" : "saved") : nothing}</span></div>
      ${site.four_eyes ? html`<small class="quiet">${safeWord("fourEyes")}</small>` : nothing}
    </form>`;
  }

  private hours(site: SiteState, { hours }: Site): TemplateResult {
    const zone = hours?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`
      ${site.is_open === null ? nothing : html`<p><span class="badge">${safeWord(site.is_open ? "isOpen" : "isClosed")}</span></p>`}
      <label>${safeWord("zone")}<input class="field" name="zone" list="zones" required .value=${live(zone)} /></label>
      <datalist id="zones">${Intl.supportedValuesOf("timeZone").map((name) => html`<option value=${name}></option>`)}</datalist>
      <div class="days">
        ${DAYS.map((day) => html`<label>${safeWord(day)}<input class="field numbers" name=${day} maxlength="120" .value=${live(hours ? spansText(hours.weekly?.[day]) : SUGGESTED[day])} aria-describedby="spans" /></label>`)}
      </div>
      <small id="spans" class="quiet">${safeWord("hoursHint")}</small>
      <label>${safeWord("exceptions")}<textarea class="field numbers" name="exceptions" rows="3" .value=${live(exceptionsText({ leave_address: true, ...(hours ? { hours } : {}) }))}></textarea><small>${safeWord("exceptionsHint")}</small></label>
    `;
  }

  private words(kind: "greeting" | "consent", code: (typeof LANGUAGES)[number], settings: Site): TemplateResult {
    const hint = safeWord(kind === "greeting" ? "greetingHint" : "consentHint");
    return html`<label>${safeWord(kind, { language: languageName(code) })}<textarea class="field" name="${kind}-${code}" rows="2" maxlength="1000" lang=${code} .value=${live(settings[kind]?.[code] ?? "")}></textarea><small>${hint}</small></label>`;
  }

  private history({ key, history, four_eyes }: SiteState): TemplateResult {
    return html`<section>
      <h3>${safeWord("history")}</h3>
      ${history.length === 0 ? html`<p class="quiet">${safeWord("noHistory")}</p>` : nothing}
      <ul class="list">
        ${history.map(
          (one) => html`<li>
            <span class="row small"><b>${one.author}</b><time class="numbers" datetime=${one.at}>${clockTime(one.at)}</time>${one.state === "current" ? html`<span class="badge asked">${safeWord("holds")}</span>` : one.state === "proposed" ? html`<span class="badge misses">${safeWord("waits")}</span>` : one.state === "refused" ? html`<span class="badge">${safeWord("refused")}</span>` : nothing}</span>
            ${one.note ? html`<p>${one.note}</p>` : nothing}
            ${one.state === "current"
              ? nothing
              : html`<div class="row">
                  ${one.state === "proposed"
                    ? html`<button class="button first" type="button" ?disabled=${four_eyes && one.author === this.state.agent?.name} @click=${() => void this.decide(key, one, "approve")}>${safeWord("approve")}</button>
                        <button class="button" type="button" @click=${() => void this.decide(key, one, "refuse")}>${safeWord("refuse")}</button>`
                    : nothing}
                  <button class="button" type="button" @click=${() => this.takeBack(one)}>${safeWord("takeBack")}</button>
                </div>`}
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private put(written: SiteState): void {
    this.sites = (this.sites ?? []).map((one) => (one.key === written.key ? written : one));
  }

  private async decide(key: string, { id }: SiteRevision, decision: "approve" | "refuse"): Promise<void> {
    this.problem = null;
    try {
      this.put(await this.calls.decideSite(key, id, decision));
      this.isOpen = (this.draft ?? this.site?.settings)?.hours != null;
    } catch (error) {
      this.problem = told(error);
    }
  }

  private readonly toggle = (event: Event): void => {
    this.isOpen = (event.target as HTMLInputElement).checked;
  };

  private readonly choose = (event: Event): void => {
    this.key = (event.target as HTMLSelectElement).value;
    this.draft = null;
    this.isOpen = this.site?.settings.hours != null;
  };

  private takeBack({ settings }: SiteRevision): void {
    this.draft = settings;
    this.isOpen = settings.hours != null;
    this.saved = false;
    this.found<HTMLElement>("form input")?.focus();
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const site = this.site;
    if (!site) return;
    const form = new FormData(event.target as HTMLFormElement);
    this.problem = null;
    try {
      const settings = siteOf(form, this.draft ?? site.settings);
      this.draft = settings; // so that a refusal loses nothing of what was written
      const written = await this.calls.writeSite(site.key, settings, site.base ?? null, String(form.get("note") ?? ""));
      this.put(written);
      this.draft = null;
      this.saved = true;
    } catch (error) {
      this.problem = error instanceof Unreadable ? error.message : told(error);
    }
  };
}

customElements.define("fw-site", FwSite);
