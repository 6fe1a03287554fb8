import type { Status } from "./live.js";
import type { LoggedMessage } from "./types.js";
/** The name of the agent who spoke, or came, last. */
export declare function agentOf(messages: readonly LoggedMessage[]): string | null;
export declare function isHandoff(message: LoggedMessage): boolean;
/** Whether somebody else than the assistant may speak soon. */
export declare function isPersonWanted(status: Status): boolean;
