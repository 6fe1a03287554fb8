import type { LoggedMessage } from "./types.js";
export interface ReadingListener {
    /** What was said after a message, or at all. */
    history(after: string | null): Promise<LoggedMessage[]>;
    /** Of which session that is. */
    token(): string;
    read(messages: LoggedMessage[]): void;
    /** It could not be read. */
    failed(error: unknown): void;
    /** Whether to read it again. */
    isOn(): boolean;
}
export declare class Reading {
    private readonly listener;
    /** The messages that the page has, and those among them that it was given as news. */
    private readonly known;
    private readonly handed;
    /** The message up to which everything was read. */
    private last;
    private reading;
    private isBehind;
    /** What is being sent; and whether what is behind it was left to be read. */
    private pending;
    private isCut;
    constructor(listener: ReadingListener);
    /** Reads what was said since everything was read last; once more if asked meanwhile, and again if it fails. */
    catchUp(): void;
    /** Reads on, once. */
    readOn(): Promise<void>;
    /** Leaves to a request under way what answers the message of this id. */
    during<T>(id: string, request: () => Promise<T>): Promise<T>;
    /** Those that the page did not get before. */
    fresh<M extends LoggedMessage>(messages: readonly M[]): M[];
    /** The page is given these as news. */
    hand(messages: readonly LoggedMessage[]): void;
    wasHanded({ id }: LoggedMessage): boolean;
    /** The page has these, and they are all that there are. */
    remember(messages: readonly LoggedMessage[]): void;
    private readAll;
}
