// The contract of drafts as types.
import type { Schemas } from "../types";

export type Suggestion = Schemas["Suggestion"];
export type SuggestedPart = Schemas["SuggestedPart"];
export type DecideRequest = Schemas["DecideRequest"];
export type Decided = Schemas["Decided"];
export type SummaryLine = Schemas["SummaryLine"];
