// Room "steer": what the assistant goes by, section by section (sections.ts).
import { css, html, nothing, type TemplateResult } from "lit";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { sectionsOf } from "./sections";
import { steerWord } from "./words";

export class FwSteer extends Part {
  static override properties = { ...Part.properties, chosen: { state: true } };
  declare chosen: string | null;

  static override styles = [
    SHARED,
    css`
      :host { flex: 1; min-height: 0; display: grid; grid-template: minmax(0, 1fr) / 200px minmax(0, 1fr); }
      nav { background: var(--paper); border-right: 1px solid var(--line); padding: 10px 8px; overflow-y: auto; }
      nav button { width: 100%; text-align: left; border: 0; background: none; font: inherit; color: inherit; min-height: 34px; padding: 6px 12px; border-radius: 7px; cursor: pointer; }
      nav button:hover { background: var(--sunk); }
      nav button[aria-current] { background: var(--accent-soft); font-weight: 600; }
      main { min-width: 0; overflow-y: auto; padding: 18px 22px 40px; }
      main:focus-visible { outline-offset: -2px; }
      @media (max-width: 760px) {
        :host { grid-template: auto minmax(0, 1fr) / minmax(0, 1fr); }
        nav { border-right: 0; border-bottom: 1px solid var(--line); padding: 6px 8px; }
        nav ul { display: flex; flex-wrap: wrap; gap: 2px; }
        nav button { width: auto; }
        main { padding: 14px 12px 32px; }
      }
    `,
  ];

  constructor() {
    super();
    this.chosen = null;
  }

  override render(): TemplateResult {
    const sections = sectionsOf(this.state.agent);
    const section = sections.find(({ id }) => id === this.chosen) ?? sections[0];
    return html`
      <nav aria-label=${steerWord("sections")}>
        <ul>
          ${sections.map(({ id, name }) => html`<li><button type="button" aria-current=${id === section?.id ? "page" : nothing} @click=${() => this.choose(id)}>${name()}</button></li>`)}
        </ul>
      </nav>
      <main tabindex="-1" aria-label=${section?.name() ?? nothing}>${section ? section.render(this.app) : html`<p>${steerWord("noSection")}</p>`}</main>
    `;
  }

  private choose(id: string): void {
    this.chosen = id;
  }

  /** "Skip to the conversation" leads here what there is instead. */
  protected override guided(): void {
    this.found<HTMLElement>("main")?.focus();
  }
}

customElements.define("fw-steer", FwSteer);
