// The bar at the top: whether the agent is there, how they like the page, the keys, and the way out.
import { css, html, nothing, type TemplateResult } from "lit";
import { roomsOf } from "../rooms";
import { safeWord } from "../safe/words";
import type { Room, Theme } from "../store";
import { type Language, word } from "../words";
import { Part } from "./part";
import { SHARED } from "./styles";

export class FwTop extends Part {
  static override styles = [
    SHARED,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; padding: 7px 14px; background: var(--paper); border-bottom: 1px solid var(--line); }
      h1 { font-weight: 650; letter-spacing: -0.01em; display: flex; align-items: center; gap: 8px; }
      h1 i { width: 18px; height: 18px; border-radius: 6px; background: var(--accent); }
      .rooms { display: flex; gap: 2px; margin-left: 6px; }
      .rooms button { border: 0; background: none; color: inherit; font: inherit; min-height: 30px; padding: 3px 10px; border-radius: 7px; cursor: pointer; }
      .rooms button[aria-current] { background: var(--accent-soft); font-weight: 600; }
      .gap { flex: 1; }
      .lost { color: var(--bad); background: var(--bad-soft); border-radius: 7px; padding: 4px 10px; }
      select { min-height: 30px; border: 1px solid var(--line); border-radius: 7px; background: var(--paper); padding: 3px 6px; }
      .who { font-weight: 600; max-width: 160px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .presence { display: inline-flex; align-items: center; gap: 6px; }
      .dot { width: 9px; height: 9px; border-radius: 50%; border: 2px solid var(--edge); }
      .dot.online { background: var(--good); border-color: var(--good); }
    `,
  ];

  override render(): TemplateResult {
    const { agent, link, theme, language } = this.state;
    return html`
      <h1><i aria-hidden="true"></i>${word("brand")}</h1>
      ${this.rooms()}
      <span role="status">${link === "lost" ? html`<span class="lost">${word("linkLost")}</span>` : nothing}</span>
      <span class="gap"></span>
      <span class="presence">
        <span class="dot ${agent?.presence ?? ""}" aria-hidden="true"></span>
        <span class="who">${agent?.display}</span>
        <select aria-label=${word("presence")} .value=${agent?.presence === "away" ? "away" : "online"} @change=${this.presence}>
          <option value="online">${word("online")}</option>
          <option value="away">${word("away")}</option>
        </select>
      </span>
      <select aria-label=${word("theme")} @change=${this.theme}>
        ${([["system", "themeSystem"], ["light", "themeLight"], ["dark", "themeDark"]] as const).map(
          ([value, name]) => html`<option value=${value} ?selected=${theme === value}>${word(name)}</option>`,
        )}
      </select>
      <select aria-label=${word("language")} @change=${this.language}>
        <option value="en" ?selected=${language === "en"} lang="en">English</option>
        <option value="zh" ?selected=${language === "zh"} lang="zh">中文</option>
      </select>
      <button class="button" type="button" @click=${() => this.app.store.change({ dialog: "keys" })}>${word("keys")} <kbd>?</kbd></button>
      <button class="button" type="button" @click=${() => this.app.store.change({ phase: "factor" })}>${safeWord("factor")}</button>
      <button class="button" type="button" @click=${() => void this.app.signOut()}>${word("signOut")}</button>
    `;
  }

  /** The rooms, where the agent may enter more than the desk. */
  private rooms(): TemplateResult | typeof nothing {
    const rooms = roomsOf(this.state.agent);
    if (rooms.length < 2) return nothing;
    return html`<nav class="rooms" aria-label=${word("rooms")}>
      ${rooms.map(({ room, name }) => html`<button type="button" aria-current=${this.state.room === room ? "page" : nothing} @click=${() => this.enter(room)}>${word(name)}</button>`)}
    </nav>`;
  }

  private enter(room: Room): void {
    this.app.store.change({ room, dialog: null });
  }

  private readonly presence = (event: Event): void => {
    void this.app.setPresence((event.target as HTMLSelectElement).value === "away" ? "away" : "online");
  };

  private readonly theme = (event: Event): void => {
    this.app.preferences.prefer({ theme: (event.target as HTMLSelectElement).value as Theme });
  };

  private readonly language = (event: Event): void => {
    this.app.preferences.prefer({ language: (event.target as HTMLSelectElement).value as Language });
  };
}

customElements.define("fw-top", FwTop);
