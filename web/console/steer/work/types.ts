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

/** What an import did with rows, by reason. */
export interface ImportReport {
  source?: string;
  rows?: number;
  kept?: number;
  unchanged?: boolean;
  repaired?: Findings;
  dropped?: Findings;
  bad?: Findings;
}
export type Findings = Record<string, { count: number; examples: string[] }>;

/** The result of a job that checked or imported a file. */
export interface ImportResult {
  format?: string;
  report?: ImportReport | null;
  problem?: string;
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
