// What the gateway says while a part of it is down: that it answers later, by itself.
import type { LoggedMessage } from "./types";

/** Whether a message only says that there is no answer yet. */
export function isOutage(message: LoggedMessage): boolean {
  return message.type === "notice" && message.kind === "error" && message.reason === "outage";
}

/** Whether a message answers what was said before it, or is said by a person. */
export function isAnswer(message: LoggedMessage): boolean {
  return message.from !== "shopper" && !isOutage(message);
}

/** Whether the gateway owes an answer after these messages; null where they tell nothing of it. */
export function isOwed(messages: readonly LoggedMessage[]): boolean | null {
  const last = [...messages].reverse().find((message) => message.from !== "shopper");
  return last === undefined ? null : isOutage(last);
}
