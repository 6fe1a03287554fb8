// The console's contract as types, made from the gateway's OpenAPI description (sdk/schema.d.ts).
import type { components } from "../sdk/schema";

export type Schemas = components["schemas"];

export type Agent = Schemas["Agent"];
export type SignedIn = Schemas["SignedIn"];
export type Presence = Schemas["PresenceRequest"]["presence"];
export type Listed = Schemas["Listed"];
export type Queue = Schemas["Queue"];
export type QueueReason = Schemas["CloseQueueRequest"]["reason"];
export type Opened = Schemas["Opened"];
export type Shown = Schemas["Shown"];
export type Deed = Schemas["Deed"];
export type Wish = Schemas["Wish"];
export type Note = Schemas["Note"];
export type Found = Schemas["Found"];
export type CannedReply = Schemas["CannedReply"];
export type Weighed = Schemas["Weighed"];
export type Rating = Schemas["Rating"];
export type Frame = Schemas["Frame"];
export type AgentTyping = Schemas["AgentTyping"];
