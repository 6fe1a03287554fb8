// What is known of the shopper besides what they say: the page that they are on, and an address that they left.
import { css, html, nothing, type TemplateResult } from "lit";
import { safeUrl } from "../address";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { spokenText } from "../components/text";
import { mayReveal } from "../rows";
import type { Listed } from "../types";
import { SafeCalls } from "./calls";
import { askToReveal } from "./reveal";
import { safeWord } from "./words";

export class FwAbout extends Part {
  static override styles = [
    SHARED,
    css`
      section { padding: 12px 0; border-bottom: 1px solid var(--line); display: grid; gap: 6px; }
      h2 { font-size: 12.5px; color: var(--quiet); }
      p { overflow-wrap: anywhere; }
      a { color: var(--accent-ink); }
      .row { display: flex; flex-wrap: wrap; gap: 6px; }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const conversation = this.state.opened?.conversation;
    return conversation ? html`${this.address(conversation)} ${this.page(conversation)}` : nothing;
  }

  private page({ page }: Listed): TemplateResult {
    const address = safeUrl(page?.url);
    return html`<section aria-labelledby="page">
      <h2 id="page">${safeWord("page")}</h2>
      ${page && address
        ? html`<p dir="auto">${page.title ? spokenText(page.title) : nothing}</p>
            <p class="small"><a href=${address} target="_blank" rel="noopener noreferrer">${page.url}</a></p>
            ${page.product_id ? html`<p class="small quiet">${safeWord("product", { id: page.product_id })}</p>` : nothing}`
        : html`<p class="quiet">${safeWord("noPage")}</p>`}
    </section>`;
  }

  private address({ contact }: Listed): TemplateResult | typeof nothing {
    if (!contact) return nothing;
    return html`<section>
      <p>${safeWord("addressLeft")}</p>
      ${mayReveal(this.state)
        ? html`<div class="row">
            <button class="button" type="button" @click=${(event: Event) => askToReveal(event.target!, {})}>${safeWord("showAddress")}</button>
            <button class="button" type="button" @click=${this.done}>${safeWord("addressDone")}</button>
          </div>`
        : nothing}
    </section>`;
  }

  private readonly done = async (): Promise<void> => {
    const id = this.state.current;
    if (!id) return;
    try {
      await new SafeCalls(this.app.api).forgetAddress(id);
      this.app.store.announce(safeWord("addressGone"));
      await this.app.desk.refresh();
    } catch (error) {
      this.app.fail(error);
    }
  };
}

customElements.define("fw-about", FwAbout);
