import { type ChatError } from "./errors.js";
import type { LoggedMessage, Message, Request } from "./types.js";
/** waiting: for its turn, the network or the gateway; failed: until `retry`; refused: the gateway will never take it;
 * unanswered: the gateway has it, and answers it when it can. */
export type SendingState = "waiting" | "sending" | "sent" | "failed" | "refused" | "unanswered";
export interface Outgoing {
    readonly id: string;
    readonly request: Request;
    /** As the page shows it. */
    readonly words: string;
    state: SendingState;
    /** Why it was not sent when it was tried last. */
    error: ChatError | null;
    tries: number;
}
export interface OutboxListener {
    changed(item: Outgoing): void;
    answered(item: Outgoing, messages: Message[]): void;
}
/** Keeps what is not sent, so that it outlives the page. */
export interface OutboxStore {
    load(): Pick<Outgoing, "id" | "request" | "words">[];
    save(waiting: Pick<Outgoing, "id" | "request" | "words">[]): void;
}
export declare class Outbox {
    private readonly send;
    private readonly listener;
    private readonly store;
    private items;
    private owed;
    private isRunning;
    private wake;
    private forget;
    constructor(send: (request: Request, id: string) => Promise<Message[]>, listener: () => OutboxListener | null, store?: OutboxStore);
    /** Tries again at once whenever the network comes back. */
    listen(): void;
    /** What is not sent yet, in order. */
    get waiting(): readonly Outgoing[];
    /** What the gateway has, and could not answer yet. */
    get unanswered(): readonly Outgoing[];
    /** Says something, when what was said before is said. */
    add(request: Request, words: string): Outgoing;
    /** Tries again, now, what waits or failed. */
    retry(): void;
    /** Sends what the gateway could not answer again, with the ids that it has, before all else. */
    again(): void;
    /** What the gateway could not answer has its answer, which came by itself. */
    settle(): void;
    /** Goes on with what an earlier page did not get answered; those of them that the conversation does not show yet. */
    resume(conversation: readonly LoggedMessage[]): Outgoing[];
    /** Forgets what is not sent yet. */
    clear(): void;
    close(): void;
    private isStuckForNetwork;
    private run;
    private attempt;
    private failed;
    private wait;
    /** Whether it was there: what was cleared meanwhile is nobody's any more. */
    private remove;
    private become;
    private keep;
}
