// The calls of trying and sending, and their types, from the gateway's contract.
import type { Api } from "../api";
import type { Schemas, Shown } from "../types";

export type WhatIf = Schemas["WhatIf"];
export type WhatIfAnswer = Schemas["WhatIfAnswer"];
export type TriedAttribute = Schemas["TriedAttribute"];
export type TriedProduct = Schemas["TriedProduct"];
export type Constraint = Schemas["Constraint"];
export type Value = Schemas["FacetValue"]["value"];

/** What is sent; `client_id` makes a repeat harmless. */
export type Parcel =
  | { what: "products"; body: { ids: string[] | null; what_if: WhatIf } }
  | { what: "question"; body: { attribute: string; options: Value[] | null; what_if: WhatIf } }
  | { what: "comparison"; body: { ids: string[]; what_if: WhatIf } };

export class ComposeCalls {
  constructor(private readonly api: Api) {}

  tried(id: string, whatIf: WhatIf): Promise<WhatIfAnswer> {
    return this.api.call("POST", `${path(id)}/what-if`, whatIf);
  }

  async send(id: string, { what, body }: Parcel, text: string | null, clientId: string): Promise<Shown> {
    const whole = { ...body, text, client_id: clientId };
    return (await this.api.call<{ message: Shown }>("POST", `${path(id)}/${what}`, whole)).message;
  }
}

function path(id: string): string {
  return `conversations/${encodeURIComponent(id)}`;
}
