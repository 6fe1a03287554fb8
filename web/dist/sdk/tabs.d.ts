export interface TabsListener {
    /** Another tab began, or ended, the session. */
    session(): void;
    /** Something was said in another tab. */
    said(): void;
    /** The chat was opened or closed in another tab. */
    open(isOpen: boolean): void;
}
export declare class Tabs {
    private readonly siteKey;
    private readonly listener;
    constructor(siteKey: string, listener: TabsListener);
    /** Hears from now on what other tabs do. */
    listen(): void;
    close(): void;
    /** Tells other tabs that something was said here. */
    said(): void;
    /** Whether the shopper left the chat open, in this tab or another; null: they did neither yet. */
    get isOpen(): boolean | null;
    set isOpen(open: boolean);
    /** Does something while no other tab does the same. */
    alone<T>(what: string, work: () => Promise<T>): Promise<T>;
    /** Whether this is to be done here and now: true once for each thing, whichever tab or page asks. At once, so that a
     * page that goes away has done what it claimed; two tabs may both be told so within a few milliseconds. */
    claim(what: string): boolean;
    private readonly hear;
    private name;
}
