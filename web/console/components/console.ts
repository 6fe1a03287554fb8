// The whole page: signing in, or the desk with its three columns; and the keys, wherever the focus is.
import { css, html, nothing, type TemplateResult } from "lit";
import { App } from "../app";
import { type Command, commandOf } from "../keys";
import { mayChange, mayClose } from "../rows";
import "../safe/factor";
import "../safe/reveal";
import "../steer/room";
import "../teach/room";
import { word } from "../words";
import "../see/room";
import "./conversation";
import "./dialogs";
import "./insight";
import "./lists";
import { Part } from "./part";
import "./sign-in";
import { SHARED } from "./styles";
import "./top";

export class FwConsole extends Part {
  static override styles = [
    SHARED,
    css`
      :host { display: flex; flex-direction: column; height: 100dvh; }
      .desk { flex: 1; min-height: 0; display: grid; grid-template: minmax(0, 1fr) / 312px minmax(0, 1fr) 316px; }
      .desk > nav, .desk > main, .desk > aside { min-height: 0; min-width: 0; display: flex; }
      .desk > * > * { flex: 1; min-width: 0; position: relative; }
      .desk > aside { display: block; overflow-y: auto; background: var(--paper); border-left: 1px solid var(--line); }
      .desk > aside:focus-visible { outline-offset: -2px; }
      .problem { display: flex; align-items: center; gap: 12px; padding: 7px 16px; background: var(--bad-soft); color: var(--bad); }
      .problem span { flex: 1; }
      .skip { position: absolute; left: 8px; top: -60px; z-index: 5; }
      .skip:focus { top: 8px; }
      @media (max-width: 1120px) {
        .desk { grid-template: minmax(0, 1fr) minmax(0, 34%) / 280px minmax(0, 1fr); }
        .desk > nav { grid-row: 1 / span 2; }
        .desk > aside { border-top: 1px solid var(--line); }
      }
      @media (max-width: 720px) {
        :host { height: auto; }
        .desk { display: block; }
        .desk > nav { height: calc(100dvh - 110px); }
        .desk > main { height: 100dvh; }
        .open > nav, .desk:not(.open) > main, .desk:not(.open) > aside { display: none; }
      }
    `,
  ];

  constructor() {
    super();
    this.app = new App();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.key);
    void this.app.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.key);
    this.app.stop();
  }

  override render(): TemplateResult | typeof nothing {
    const { phase, current, announcement, problem } = this.state;
    if (phase === "starting") return nothing;
    if (phase === "factor") return html`<fw-factor .app=${this.app}></fw-factor>`;
    if (phase === "out") return html`<fw-sign-in .app=${this.app}></fw-sign-in>`;
    return html`
      <button class="button skip" type="button" @click=${() => this.app.store.guide("title")}>${word("skip")}</button>
      <header><fw-top .app=${this.app}></fw-top></header>
      <div role="alert">${problem ? this.problem(problem) : nothing}</div>
      ${this.room(current !== null)}
      <fw-dialogs .app=${this.app}></fw-dialogs>
      <fw-reveal .app=${this.app}></fw-reveal>
      <p class="sr" aria-live="polite">${announcement}</p>
    `;
  }

  private room(isOpen: boolean): TemplateResult {
    switch (this.state.room) {
      case "teach":
        return html`<fw-teach .app=${this.app}></fw-teach>`;
      // One case for each room with a door (rooms.ts).
      case "steer":
        return html`<fw-steer .app=${this.app}></fw-steer>`;
      case "see":
        return html`<fw-see .app=${this.app}></fw-see>`;
      default:
        return html`<div class="desk ${isOpen ? "open" : ""}">
          <nav aria-label=${word("lists")}><fw-lists .app=${this.app}></fw-lists></nav>
          <main aria-label=${word("conversation")}><fw-conversation .app=${this.app}></fw-conversation></main>
          <aside aria-label=${word("insight")} tabindex=${this.state.opened ? "0" : nothing}><fw-insight .app=${this.app}></fw-insight></aside>
        </div>`;
    }
  }

  private problem(words: string): TemplateResult {
    return html`<p class="problem">
      <span>${words}</span>
      <button class="button" type="button" @click=${() => this.app.store.change({ problem: null })}>${word("dismiss")}</button>
    </p>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    const { phase, room, dialog, letters } = this.state;
    if (phase !== "in" || room !== "desk" || dialog) return;
    const command = commandOf(event, letters);
    if (command && this.run(command)) event.preventDefault();
  };

  /** Whether the command could be followed. */
  private run(command: Command): boolean {
    const { store, desk } = this.app;
    const does: Record<Command, () => unknown> = {
      next: () => desk.step(1),
      previous: () => desk.step(-1),
      claim: () => desk.claim(),
      reply: () => this.write("reply"),
      note: () => this.write("note"),
      transfer: () => mayChange(this.state) && store.change({ dialog: "transfer" }),
      giveBack: () => mayChange(this.state) && desk.giveBack(),
      close: () => mayClose(this.state) && store.change({ dialog: "close" }),
      search: () => store.guide("search"),
      accept: () => this.app.assist.draft !== null && store.guide("draft"),
      draft: () => this.app.assist.request(),
      foldDraft: () => this.app.assist.draft !== null && this.app.preferences.prefer({ foldsDraft: !this.state.foldsDraft }),
      edit: () => this.app.assist.edit(),
      reject: () => this.app.assist.ask(),
      help: () => store.change({ dialog: "keys" }),
      tryOut: () => this.app.compose.open(),
      escape: () => this.state.search && desk.endSearch(),
    };
    return does[command]() !== false;
  }

  private write(mode: "reply" | "note"): void {
    this.app.store.change({ mode });
    this.app.store.guide("reply");
  }
}

customElements.define("fw-console", FwConsole);
