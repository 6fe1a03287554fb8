// The room of those who look after the shop: what shoppers did, how they were served, of a time and a product type.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import "./card";
import type { Card } from "./card";
import { Making } from "./making";
import { ago, count, day } from "./numbers";
import "./plot";
import { ReportCards } from "./report-cards";
import { ServiceCards } from "./service-cards";
import { Sight } from "./sight";
import { DAYS, type Dashboard, type Days } from "./types";
import { said } from "./words";

const OLD_MS = 86_400_000;

export class FwSee extends Part {
  static override styles = [
    SHARED,
    css`
      :host { flex: 1; min-height: 0; overflow-y: auto; display: block; }
      main { max-width: 1480px; margin: 0 auto; padding: 18px 20px 40px; display: grid; gap: 14px; }
      .head { display: flex; flex-wrap: wrap; align-items: end; gap: 10px 14px; }
      h2 { flex: 1 1 320px; font-size: 20px; letter-spacing: -0.01em; }
      label { display: grid; gap: 2px; font-size: 12.5px; color: var(--quiet); }
      select { min-height: 32px; max-width: 260px; border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); padding: 3px 8px; font-size: 14px; color: var(--ink); }
      .head .button { min-height: 32px; }
      .old, .note { padding: 9px 14px; border-radius: 8px; background: var(--warn-soft); color: var(--warn); }
      .cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 14px; }
      .cards > .wide { grid-column: 1 / -1; }
      [aria-busy="true"] .cards { opacity: 0.6; }
      @media (max-width: 980px) { .cards { grid-template-columns: minmax(0, 1fr); } }
    `,
  ];
  private sight: Sight | undefined;
  private making: Making | undefined;
  private spokenOf: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    const changed = () => this.requestUpdate();
    const failed = (error: unknown) => this.app.fail(error);
    this.sight ??= new Sight(this.app.api, changed, failed);
    this.making ??= new Making(this.app.api, changed, () => void this.sight?.read(), failed);
    this.sight.open();
    this.making.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sight?.close();
    this.making?.close();
  }

  override render(): TemplateResult {
    const sight = this.sight!;
    return html`<main aria-label=${said("room")} aria-busy=${sight.busy ? "true" : "false"}>
      <div class="head">
        <h2 tabindex="-1">${said("room")}</h2>
        <label>${said("period")}
          <select name="days" @change=${this.chooseDays}>${DAYS.map((days) => html`<option value=${days} ?selected=${sight.days === days}>${said("lastDays", { days })}</option>`)}</select>
        </label>
        <label>${said("type")}
          <select name="type" @change=${this.chooseType}>
            <option value="" ?selected=${sight.type === ""}>${said("allTypes")}</option>
            ${sight.dashboard?.types.map(({ name, conversations }) => html`<option value=${name} ?selected=${sight.type === name}>${conversations ? said("typeCount", { name, count: count(conversations) }) : name}</option>`)}
          </select>
        </label>
        <button class="button" type="button" @click=${() => void sight.read()}>${said("readAgain")}</button>
        <button class="button" type="button" aria-disabled=${this.making!.isUnderway ? "true" : "false"} @click=${() => void this.making!.make()}>${said("make")}</button>
      </div>
      <div role="status">${this.made()}</div>
      ${sight.dashboard ? this.age(sight.dashboard) : html`<p class="quiet">${sight.busy ? said("reading") : nothing}</p>`}
      <div class="cards">${this.cards().map((card) => html`<fw-card class=${card.wide ? "wide" : ""} .card=${card}></fw-card>`)}</div>
    </main>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { dashboard, busy } = this.sight!;
    if (busy || dashboard === this.spokenOf) return;
    if (this.spokenOf !== undefined && dashboard) this.app.store.announce(this.summed(dashboard));
    this.spokenOf = dashboard;
  }

  /** For those who do not see that the figures changed. */
  private summed({ view, days, type }: Dashboard): string {
    return `${said("lastDays", { days })}, ${type || said("allTypes")}: ${said("conversations")} ${count(view?.conversations ?? 0)}`;
  }

  /** How far the report is that somebody asked for; of one that failed, why, until there is a later one. */
  private made(): TemplateResult | typeof nothing {
    const { job, workers, isUnderway } = this.making!;
    if (isUnderway) {
      if (job!.state === "running") return html`<p class="quiet">${said("makes")}</p>`;
      return workers === 0 ? html`<p class="note">${said("nobodyMakes")}</p>` : html`<p class="quiet">${said("waitsToMake")}</p>`;
    }
    const report = this.sight!.dashboard?.made_at;
    const isLater = job?.ended_at && (!report || Date.parse(job.ended_at) > Date.parse(report));
    return isLater && job.error ? html`<p class="note">${said("notMade", { why: job.error })}</p>` : nothing;
  }

  private age(found: Dashboard): TemplateResult {
    const { made_at: made, since, until, days, view, fewest } = found;
    if (!made || !since || !until) return html`<p class="note">${said("noReport")}</p>`;
    const isOld = Date.now() - Date.parse(made) > OLD_MS;
    return html`<p class="quiet"><time datetime=${made}>${said("madeAgo", { ago: ago(made), since: day(since), until: day(until), days })}</time></p>
      ${isOld ? html`<p class="old">${said("old")}</p>` : nothing}
      ${view ? (view.conversations === 0 ? html`<p class="note">${said("noConversations")}</p>` : nothing) : html`<p class="note">${said("noType", { fewest })}</p>`}`;
  }

  private cards(): Card[] {
    const { dashboard, service } = this.sight!;
    const theme = this.state.theme;
    const served = service ? new ServiceCards(service, theme) : null;
    const view = dashboard?.view;
    return [
      ...(served ? [served.now()] : []),
      ...(dashboard && view && view.conversations > 0 ? new ReportCards(dashboard, view, theme).all() : []),
      ...(served ? served.others() : []),
    ];
  }

  private readonly chooseDays = (event: Event): void => {
    void this.sight!.choose({ days: Number((event.target as HTMLSelectElement).value) as Days });
  };

  private readonly chooseType = (event: Event): void => {
    void this.sight!.choose({ type: (event.target as HTMLSelectElement).value });
  };
}

customElements.define("fw-see", FwSee);
