// The contract of jobs, models and imports as types.
import type { Schemas } from "../../types";

export type Job = Schemas["JobShown"];
export type Jobs = Schemas["JobsShown"];
export type Model = Schemas["ModelShown"];
export type Models = Schemas["ModelsShown"];
export type ModelReport = Schemas["ModelReport"];
export type Upload = Schemas["UploadShown"];
export type Feed = Schemas["FeedShown"];
export type Imports = Schemas["ImportsShown"];
export type Format = Schemas["CheckRequest"]["format"];
export type Trial = Schemas["TrialShown"]["kind"];
export type JobRequest =
  | Schemas["PromoteJob"] | Schemas["RollbackJob"] | Schemas["TryOutJob"] | Schemas["EndTrialJob"] | Schemas["RetrainJob"] | Schemas["ReportJob"] | Schemas["CompareJob"];

/** What an import did and did not (docs/import.schema.json); of older versions of the program, less of it. */
export type ImportReport = {
  source?: string;
  rows?: number;
  kept?: number;
  unchanged?: boolean;
  /** Why it failed, or was held back. */
  problem?: string;
  taken_as?: Record<string, string>;
  figures?: Figures | null;
  points?: Point[];
} & Partial<Record<Outcome, Findings>>;
export type Outcome = "bad" | "unread" | "missing" | "dropped" | "withheld" | "assumed" | "repaired";
/** By reason. */
export type Findings = Record<string, { count: number; examples: string[] }>;
export interface Figures {
  products: number;
  available: number;
  variants?: number;
  types?: number;
  attributes?: number;
  currencies?: Record<string, number>;
  languages?: Record<string, number>;
}
/** Something to know or to do; `ask`: before the catalog is replaced. */
export interface Point {
  code: string;
  level: "ask" | "warning" | "hint";
  text: string;
  do?: string;
  count?: number;
  of?: number;
  values?: Record<string, string | number>;
  examples?: string[];
}

/** The result of a job that checked or imported a file. */
export interface ImportResult {
  format?: string;
  report?: ImportReport | null;
  problem?: string;
  /** Which column is what, as the file suggests it (YAML). */
  mapping?: string;
  preview?: {
    products: number;
    attributes: number;
    added: number;
    removed: number;
    stay: number;
    categories: [string, number][];
    samples: { id: string; title: string; category: string | null; price: number | null; currency: string | null; attributes: number }[];
  };
}
