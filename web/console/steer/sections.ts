// The sections of room "steer": each is a line on the left, and what stands beside the list while it is chosen. Who may
// enter one is said here for the page's looks; the server decides again, call by call.
import { html, type TemplateResult } from "lit";
import type { App } from "../app";
import "../safe/replies";
import "../safe/site";
import { safeWord } from "../safe/words";
import type { Agent } from "../types";
import "./work/imports";
import "./work/jobs";
import "./work/models";
import { workWord } from "./work/words";
import "./text";
import { steerWord } from "./words";

export interface Section {
  /** One of a kind; in the address of no page. */
  id: string;
  /** Its name, in the language that the page speaks. */
  name: () => string;
  roles: readonly Agent["role"][];
  render: (app: App) => TemplateResult;
}

/** In the order in which they are shown; to add one, import it here and add a line. */
export const SECTIONS: readonly Section[] = [
  { id: "rules", name: () => steerWord("rules"), roles: ["lead", "admin"], render: (app) => html`<fw-steering-text .app=${app} .kind=${"rules"}></fw-steering-text>` },
  { id: "knowledge", name: () => steerWord("knowledge"), roles: ["lead", "admin"], render: (app) => html`<fw-steering-text .app=${app} .kind=${"knowledge"}></fw-steering-text>` },
  { id: "models", name: () => workWord("models"), roles: ["lead", "admin"], render: (app) => html`<fw-steer-models .app=${app}></fw-steer-models>` },
  { id: "imports", name: () => workWord("imports"), roles: ["admin"], render: (app) => html`<fw-steer-imports .app=${app}></fw-steer-imports>` },
  { id: "jobs", name: () => workWord("jobs"), roles: ["admin"], render: (app) => html`<fw-steer-jobs .app=${app}></fw-steer-jobs>` },
  { id: "site", name: () => safeWord("site"), roles: ["admin"], render: (app) => html`<fw-site .app=${app}></fw-site>` },
  { id: "replies", name: () => safeWord("replies"), roles: ["lead", "admin"], render: (app) => html`<fw-replies .app=${app}></fw-replies>` },
];

export function sectionsOf(agent: Agent | null): readonly Section[] {
  return agent ? SECTIONS.filter(({ roles }) => roles.includes(agent.role)) : [];
}
