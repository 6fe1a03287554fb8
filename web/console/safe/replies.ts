// Room "steer", section of canned replies: leads write and remove them.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { Part } from "../components/part";
import { SHARED } from "../components/styles";
import { told } from "../errors";
import type { CannedReply } from "../types";
import { clockTime, languageName } from "../words";
import { SafeCalls } from "./calls";
import { FORMS } from "./styles";
import { safeWord } from "./words";

const NEW = { name: "", locale: "en", text: "" };

export class FwReplies extends Part {
  static override properties = { ...Part.properties, draft: { state: true }, problem: { state: true }, said: { state: true } };
  static override styles = [SHARED, FORMS];
  declare draft: Pick<CannedReply, "name" | "locale" | "text">;
  declare problem: string | null;
  declare said: string;

  constructor() {
    super();
    this.draft = NEW;
    this.problem = null;
    this.said = "";
  }

  override firstUpdated(): void {
    void this.app.desk.readReplies();
  }

  override render(): TemplateResult {
    const { replies } = this.state;
    return html`
      <div><h2>${safeWord("replies")}</h2><p class="quiet">${safeWord("repliesLead")}</p></div>
      <form @submit=${this.submit} @input=${() => (this.said = "")}>
        <fieldset>
          <label>${safeWord("replyName")}<input class="field" name="name" required maxlength="50" pattern="[\\p{L}\\p{N}_\\-]+" .value=${live(this.draft.name)} /><small>${safeWord("replyNameHint")}</small></label>
          <label>${safeWord("replyLocale")}<input class="field" name="locale" required maxlength="35" pattern="[A-Za-z]{2,3}([\\-_][A-Za-z0-9]{2,8})*" .value=${live(this.draft.locale)} /></label>
          <label>${safeWord("replyText")}<textarea class="field" name="text" required maxlength="5000" rows="3" .value=${live(this.draft.text)}></textarea></label>
          <div class="row"><button class="button first">${safeWord("save")}</button><span class="good" role="status">${this.said}</span></div>
        </fieldset>
      </form>
      <div role="alert">${this.problem ? html`<p class="problem">${this.problem}</p>` : nothing}</div>
      ${replies.length === 0 ? html`<p class="quiet">${safeWord("noReplies")}</p>` : nothing}
      <ul class="list">${replies.map((reply) => this.line(reply))}</ul>
    `;
  }

  private line(reply: CannedReply): TemplateResult {
    const about = `/${reply.name}, ${languageName(reply.locale)}`;
    return html`<li>
      <span class="row"><b>/${reply.name}</b><span class="badge">${languageName(reply.locale)}</span><span class="quiet small">${safeWord("changedBy", { name: reply.updated_by, when: clockTime(reply.updated_at) })}</span></span>
      <p dir="auto">${reply.text}</p>
      <div class="row">
        <button class="button" type="button" aria-label="${safeWord("edit")}: ${about}" @click=${() => this.edit(reply)}>${safeWord("edit")}</button>
        <button class="button" type="button" aria-label="${safeWord("remove")}: ${about}" @click=${() => void this.change(() => this.calls.removeReply(reply.id), "removed")}>${safeWord("remove")}</button>
      </div>
    </li>`;
  }

  private get calls(): SafeCalls {
    return new SafeCalls(this.app.api);
  }

  private edit({ name, locale, text }: CannedReply): void {
    this.draft = { name, locale, text };
    this.found<HTMLElement>("textarea")?.focus();
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    this.draft = { name: text("name"), locale: text("locale"), text: text("text") };
    const { name, locale, text: words } = this.draft;
    if (await this.change(() => this.calls.writeReply(name, locale, words), "saved")) this.draft = { ...NEW, locale };
  };

  private async change(act: () => Promise<unknown>, said: "saved" | "removed"): Promise<boolean> {
    this.problem = null;
    this.said = "";
    try {
      await act();
      await this.app.desk.readReplies();
      this.said = safeWord(said);
      return true;
    } catch (error) {
      this.problem = told(error);
      return false;
    }
  }
}

customElements.define("fw-replies", FwReplies);
