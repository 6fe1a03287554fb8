// What the dashboards are shown from, as the gateway's contract has it (sdk/schema.d.ts).
import type { Schemas } from "../types";

export type Dashboard = Schemas["Dashboard"];
export type View = Schemas["ReportView"];
export type Figure = Schemas["ReportFigure"];
export type Named = Schemas["ReportNamed"];
export type Comparison = Schemas["ReportComparison"];
export type Service = Schemas["ServiceReport"];
export type Times = Schemas["ServiceTimes"];
export type ReportMaking = Schemas["ReportMaking"];
export type ReportJob = Schemas["JobShown"];
export type Drafts = Schemas["ServiceDrafts"];

export const DAYS = [7, 28, 90, 365] as const;
export type Days = (typeof DAYS)[number];
