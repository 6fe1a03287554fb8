export type Where = "tab" | "browser";
/** What is kept under a name; null if nothing is, or nothing that can be read. */
export declare function kept(where: Where, name: string): unknown;
/** Keeps a value; null removes it. */
export declare function keep(where: Where, name: string, value: unknown): void;
/** A list that outlives the page in its tab. */
export declare function listIn<T>(name: string): {
    load(): T[];
    save(list: T[]): void;
};
