// What is asked before something is done, and the help with the keys. The browser keeps the focus inside, and gives it back.
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { HELP } from "../keys";
import type { Dialog } from "../store";
import { word } from "../words";
import { Part } from "./part";
import { SHARED } from "./styles";

export class FwDialogs extends Part {
  static override styles = [
    SHARED,
    css`
      dialog { margin: auto; width: min(440px, calc(100vw - 24px)); max-height: 90dvh; padding: 22px 24px; border: 1px solid var(--line); border-radius: 14px;
        background: var(--paper); color: var(--ink); box-shadow: 0 18px 60px rgb(0 0 0 / 0.3); }
      dialog::backdrop { background: rgb(8 14 13 / 0.5); }
      .inside { display: grid; gap: 14px; }
      h2 { font-size: 16px; }
      .row { display: flex; justify-content: flex-end; gap: 8px; flex-wrap: wrap; }
      dl { display: grid; grid-template-columns: 110px 1fr; gap: 7px 12px; align-items: baseline; }
      dt { text-align: right; }
      kbd { font-size: 12px; padding: 3px 7px; opacity: 1; }
      select { width: 100%; min-height: 34px; border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); padding: 4px 8px; margin-top: 4px; }
      .letters { display: flex; gap: 8px; align-items: center; min-height: 24px; }
      .letters input { width: 18px; height: 18px; accent-color: var(--accent); }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const { dialog } = this.state;
    if (!dialog) return nothing;
    return html`<dialog aria-labelledby="title" @cancel=${this.closed} @close=${this.closed} @click=${this.outside}>
      <form class="inside" method="dialog" @submit=${this.submit}>${this.content(dialog)}</form>
    </dialog>`;
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.found<HTMLDialogElement>("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    this.found<HTMLElement>("[data-first]")?.focus();
  }

  private content(dialog: Dialog): TemplateResult {
    switch (dialog) {
      case "keys":
        return this.keys();
      case "transfer":
        return this.transfer();
      case "close":
        return this.question("closeConversation", word("closeAsk"));
      case "outage":
        return this.question("outageClose", word("outageAsk", { count: (this.state.queue?.waiting ?? []).filter((one) => one.reason === "outage").length }));
    }
  }

  private keys(): TemplateResult {
    const prefer = (event: Event): void => this.app.preferences.prefer({ letters: (event.target as HTMLInputElement).checked });
    return html`<h2 id="title">${word("keysTitle")}</h2>
      <dl>${HELP.map(([key, name]) => html`<dt><kbd>${key}</kbd></dt><dd>${word(name)}</dd>`)}</dl>
      <label class="letters"><input type="checkbox" .checked=${this.state.letters} @change=${prefer} />${word("keysHint")}</label>
      <div class="row"><button class="button" value="cancel" data-first>${word("close")}</button></div>`;
  }

  private transfer(): TemplateResult {
    const others = (this.state.queue?.agents ?? []).filter((agent) => agent.id !== this.state.agent?.id);
    return html`<h2 id="title">${word("transferTitle")}</h2>
      <label>${word("transferTo")}
        <select name="to" data-first>
          <option value="">${word("toQueue")}</option>
          ${others.map((agent) => html`<option value=${agent.id}>${agent.display} (${word(agent.presence)})</option>`)}
        </select>
      </label>
      ${this.buttons("transfer")}`;
  }

  private question(name: "closeConversation" | "outageClose", ask: string): TemplateResult {
    return html`<h2 id="title">${word(name)}</h2><p>${ask}</p>${this.buttons(name, true)}`;
  }

  private buttons(name: "transfer" | "closeConversation" | "outageClose", isFirst = false): TemplateResult {
    return html`<div class="row">
      <button class="button" value="cancel" formnovalidate type="button" @click=${this.cancel}>${word("cancel")}</button>
      <button class="button first" value="do" ?data-first=${isFirst}>${word(name)}</button>
    </div>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    const { dialog } = this.state;
    if ((event.submitter as HTMLButtonElement | null)?.value === "cancel") return;
    if (dialog === "close") void this.app.desk.close();
    if (dialog === "outage") void this.app.desk.closeOutage();
    if (dialog === "transfer") void this.app.desk.transfer(String(new FormData(form).get("to") ?? "") || null);
  };

  private readonly cancel = (): void => this.found<HTMLDialogElement>("dialog")?.close();

  private readonly outside = (event: Event): void => {
    if (event.target === this.found("dialog") && (event as MouseEvent).detail > 0) this.cancel();
  };

  private readonly closed = (): void => this.app.store.change({ dialog: null });
}

customElements.define("fw-dialogs", FwDialogs);
