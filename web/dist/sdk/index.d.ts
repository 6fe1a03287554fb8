export { Chat, type ChatNews, type ChatOptions } from "./chat.js";
export { ChatError } from "./errors.js";
export { EventQueue, type EventFields } from "./events.js";
export type { Status } from "./live.js";
export { Outbox, type Outgoing, type SendingState } from "./outbox.js";
export { Tabs } from "./tabs.js";
export type * from "./types.js";
