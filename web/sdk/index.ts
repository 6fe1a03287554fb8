// What a page of one's own is made with: the conversation, without any looks.
export { Chat, type ChatNews, type ChatOptions } from "./chat";
export { ChatError } from "./errors";
export { EventQueue, type EventFields } from "./events";
export type { Status } from "./live";
export { Outbox, type Outgoing, type SendingState } from "./outbox";
export { Tabs } from "./tabs";
export type * from "./types";
