// Of verdicts and what is to be judged, as the gateway's description has it.
import type { Schemas } from "../types";

export type Verdict = Schemas["Verdict"];
export type VerdictRequest = Schemas["VerdictRequest"];
export type Verdicts = Schemas["Verdicts"];
export type Labelling = Schemas["Labelling"];
export type ToJudge = Schemas["ToJudge"];
export type Became = Schemas["Became"];
export type Why = Schemas["Why"];
export type Reason = NonNullable<VerdictRequest["reason"]>;
