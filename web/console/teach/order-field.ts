// Attributes put into their right order: by keyboard (Space takes up, the arrows move), by buttons, or by dragging.
import { css, html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { SHARED } from "../components/styles";
import type { Weighed } from "../types";
import { percent } from "../words";
import { say } from "./words";

export class FwOrderField extends LitElement {
  static override properties: PropertyDeclarations = { attributes_: { attribute: false }, order: { state: true }, held: { state: true }, at: { state: true }, told: { state: true } };
  static override styles = [
    SHARED,
    css`
      :host { display: grid; gap: 6px; }
      li { display: grid; grid-template-columns: 22px minmax(0, 1fr) 38px auto; gap: 6px; align-items: center; padding: 2px 4px 2px 8px; border: 1px solid var(--line); border-radius: 7px; background: var(--paper); margin-bottom: 4px; cursor: grab; }
      li[aria-pressed="true"], li.held { border-color: var(--accent); background: var(--accent-soft); color: var(--accent-ink); }
      .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      button { min-width: 28px; min-height: 28px; border: 1px solid transparent; background: none; border-radius: 6px; cursor: pointer; }
      button:hover { border-color: var(--line); }
      button:disabled { opacity: 0.35; cursor: default; }
      .grip { grid-column: 2; text-align: left; min-height: 28px; padding: 2px 0; cursor: grab; font-weight: 500; }
    `,
  ];
  /** As they are now, the weightiest first. */
  declare attributes_: readonly Weighed[];
  private declare order: readonly string[] | null;
  private declare held: string | null;
  private declare at: string | null;
  private declare told: string;

  constructor() {
    super();
    this.attributes_ = [];
    this.order = null;
    this.held = null;
    this.at = null;
    this.told = "";
  }

  /** The names in the order chosen. */
  get value(): string[] {
    return [...(this.order ?? this.attributes_.map(({ name }) => name))];
  }

  override render(): TemplateResult {
    const by = new Map(this.attributes_.map((one) => [one.name, one]));
    const names = this.value.filter((name) => by.has(name));
    return html`
      <span class="small quiet" id="label">${say("order")}</span>
      <ol aria-labelledby="label" aria-describedby="hint">
        ${repeat(names, (name) => name, (name, place) => this.row(by.get(name)!, place, names.length))}
      </ol>
      <span class="small quiet" id="hint">${say("orderHint")}</span>
      <span class="sr" role="status">${this.told}</span>
    `;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".grip")?.focus();
  }

  clear(): void {
    this.order = null;
    this.held = null;
    this.told = "";
  }

  private row({ name, label, weight }: Weighed, place: number, total: number): TemplateResult {
    const isHeld = this.held === name;
    return html`<li class=${isHeld ? "held" : ""} draggable="true" data-name=${name} @dragstart=${(event: DragEvent) => this.grab(event, name)} @dragover=${(event: DragEvent) => this.over(event, name)} @dragend=${() => (this.held = null)} @drop=${(event: Event) => event.preventDefault()}>
      <span class="numbers quiet">${place + 1}</span>
      <button class="grip label" type="button" aria-pressed=${isHeld} title=${label} @click=${() => this.take(name, label, place)} @keydown=${(event: KeyboardEvent) => this.key(event, name, label)} @blur=${() => this.lose(name)}>${label}</button>
      <span class="numbers quiet small">${percent(weight)}</span>
      <span>
        <button type="button" aria-label=${say("moveUp", { name: label })} ?disabled=${place === 0} @click=${() => this.move(name, label, -1)}>↑</button><button type="button" aria-label=${say("moveDown", { name: label })} ?disabled=${place === total - 1} @click=${() => this.move(name, label, 1)}>↓</button>
      </span>
    </li>`;
  }

  private take(name: string, label: string, place: number): void {
    this.held = this.held === name ? null : name;
    this.told = this.held ? say("taken", { name: label, place: place + 1 }) : say("placed", { name: label, place: place + 1, total: this.value.length });
  }

  private lose(name: string): void {
    // Moving a row takes its focus for a moment.
    requestAnimationFrame(() => {
      const active = this.renderRoot instanceof ShadowRoot ? this.renderRoot.activeElement : null;
      if (this.held === name && active?.closest("li")?.getAttribute("data-name") !== name) this.held = null;
    });
  }

  private key(event: KeyboardEvent, name: string, label: string): void {
    const steps = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (event.key === "Escape" && this.held) {
      this.held = null;
      event.stopPropagation();
      return;
    }
    if (!steps) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.held === name || event.altKey) return this.move(name, label, steps, true);
    const next = this.value[this.value.indexOf(name) + steps];
    if (next) this.grip(next)?.focus();
  }

  private move(name: string, label: string, steps: number, keeps = false): void {
    const names = this.value;
    const from = names.indexOf(name);
    const to = from + steps;
    if (to < 0 || to >= names.length) return;
    names.splice(from, 1);
    names.splice(to, 0, name);
    this.order = names;
    this.told = say("placed", { name: label, place: to + 1, total: names.length });
    this.dispatchEvent(new CustomEvent("changed"));
    if (keeps) void this.updateComplete.then(() => this.grip(name)?.focus());
  }

  private grab(event: DragEvent, name: string): void {
    this.held = name;
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    event.dataTransfer?.setData("text/plain", name);
  }

  private over(event: DragEvent, name: string): void {
    event.preventDefault();
    if (!this.held || this.held === name) return;
    const names = this.value;
    const to = names.indexOf(name);
    names.splice(names.indexOf(this.held), 1);
    names.splice(to, 0, this.held);
    this.order = names;
    this.dispatchEvent(new CustomEvent("changed"));
  }

  private grip(name: string): HTMLElement | null {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("li")].find((row) => row.dataset["name"] === name)?.querySelector(".grip") ?? null;
  }
}

customElements.define("fw-order-field", FwOrderField);
