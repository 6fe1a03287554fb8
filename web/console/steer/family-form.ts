// The form for a product family: what it is called, what matters of it, and one need with what then decides.
import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { SHARED } from "../components/styles";
import type { AttributeName } from "./calls";
import type { Decides, Family } from "./family";
import { LOOKS } from "./looks";
import { steerWord } from "./words";

const GRADES = [0, 0.5, 1, 1.5, 2, 2.5, 3] as const;

export class FwFamilyForm extends LitElement {
  static override properties: PropertyDeclarations = { choices: { attribute: false }, matters: { state: true }, decides: { state: true }, problem: { state: true } };
  static override styles = [
    SHARED,
    LOOKS,
    css`
      fieldset { border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px 10px; display: grid; gap: 7px; min-width: 0; }
      legend { font-weight: 600; padding: 0 4px; }
      .line { display: grid; grid-template-columns: minmax(0, 1fr) 74px; gap: 6px; }
      .line .whole { grid-column: 1 / -1; }
      .line + .line { border-top: 1px solid var(--line); padding-top: 7px; }
      .problem { color: var(--bad); }
    `,
  ];
  /** Of the catalog, to choose from. */
  declare choices: readonly AttributeName[];
  /** How many lines there are to write what matters, and what decides. */
  declare matters: number;
  declare decides: number;
  declare problem: string | null;

  constructor() {
    super();
    this.choices = [];
    this.matters = 1;
    this.decides = 1;
    this.problem = null;
  }

  override render(): TemplateResult {
    return html`<form @submit=${this.submit}>
      <h3>${steerWord("addFamily")}</h3>
      <label>${steerWord("familyName")}<input class="field" name="family" required maxlength="200" autocomplete="off" aria-describedby="family-hint" /></label>
      <p class="quiet small" id="family-hint">${steerWord("familyHint")}</p>
      <label>${steerWord("familyNames")}<input class="field" name="names" maxlength="500" autocomplete="off" /></label>
      <datalist id="concepts">${this.choices.map(({ label }) => html`<option value=${label.toLowerCase()}></option>`)}</datalist>
      <datalist id="ways">${["low", "high", "yes", "no"].map((way) => html`<option value=${way}></option>`)}</datalist>
      <fieldset><legend>${steerWord("matters")}</legend>
        ${rows(this.matters).map((row) => html`<div class="line">${this.concept(`matters-${row}`)}${this.grade(`matters-grade-${row}`, "1")}</div>`)}
        <button class="button" type="button" @click=${() => (this.matters += 1)}>${steerWord("oneMore")}</button>
      </fieldset>
      <fieldset><legend>${steerWord("need")}</legend>
        <label>${steerWord("needName")}<input class="field" name="need" maxlength="200" autocomplete="off" /></label>
        <label>${steerWord("says")}<textarea class="field" name="says" rows="3"></textarea></label>
        ${rows(this.decides).map((row) => this.decision(row))}
        <button class="button" type="button" @click=${() => (this.decides += 1)}>${steerWord("oneMore")}</button>
      </fieldset>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      <button class="button" type="submit">${steerWord("add")}</button>
    </form>`;
  }

  private concept(name: string): TemplateResult {
    return html`<label>${steerWord("concept")}<input class="field" name=${name} list="concepts" maxlength="200" autocomplete="off" /></label>`;
  }

  private grade(name: string, usual: string): TemplateResult {
    return html`<label>${steerWord("grade")}<select class="field" name=${name}>${GRADES.map((grade) => html`<option value=${grade} ?selected=${String(grade) === usual}>${grade}</option>`)}</select></label>`;
  }

  private decision(row: number): TemplateResult {
    return html`<div class="line">${this.concept(`decides-${row}`)}${this.grade(`decides-grade-${row}`, "2")}
      <label class="whole">${steerWord("wants")}<input class="field" name="wants-${row}" list="ways" maxlength="300" autocomplete="off" /></label>
      <label class="whole">${steerWord("because")}<input class="field" name="why-${row}" maxlength="200" autocomplete="off" /></label></div>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const family = familyOf(new FormData(form), this.matters, this.decides);
    this.problem = problemOf(family);
    if (this.problem) return;
    form.reset();
    this.matters = this.decides = 1;
    this.dispatchEvent(new CustomEvent<Family>("family", { detail: family }));
  };
}

function rows(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}

function familyOf(form: FormData, matters: number, decides: number): Family {
  const said = (name: string): string => String(form.get(name) ?? "").trim();
  const several = (name: string, by: RegExp): string[] => said(name).split(by).map((one) => one.trim()).filter(Boolean);
  const graded = (concept: string, grade: string): Pick<Decides, "concept" | "grade"> => ({ concept: said(concept), grade: Number(said(grade)) });
  return {
    family: said("family"),
    names: several("names", /[,，;；]/),
    matters: rows(matters).map((row) => graded(`matters-${row}`, `matters-grade-${row}`)).filter(({ concept }) => concept),
    need: said("need"),
    says: several("says", /\n/),
    decides: rows(decides).map((row) => ({ ...graded(`decides-${row}`, `decides-grade-${row}`), wants: said(`wants-${row}`), why: said(`why-${row}`) })).filter(({ concept }) => concept),
  };
}

/** What is missing that no check of the text could ask for, since nothing of it would stand there. */
function problemOf({ names, matters, need, says, decides }: Family): string | null {
  if (!need && (says.length > 0 || decides.length > 0)) return steerWord("needMissing");
  if (need && (says.length === 0 || decides.length === 0)) return steerWord("needEmpty");
  return names.length + matters.length === 0 && !need ? steerWord("familyEmpty") : null;
}

customElements.define("fw-family-form", FwFamilyForm);
