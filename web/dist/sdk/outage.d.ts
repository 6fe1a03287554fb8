import type { LoggedMessage } from "./types.js";
/** Whether a message only says that there is no answer yet. */
export declare function isOutage(message: LoggedMessage): boolean;
/** Whether a message answers what was said before it, or is said by a person. */
export declare function isAnswer(message: LoggedMessage): boolean;
/** Whether the gateway owes an answer after these messages; null where they tell nothing of it. */
export declare function isOwed(messages: readonly LoggedMessage[]): boolean | null;
