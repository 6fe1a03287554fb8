export interface StoredSession {
    id: string;
    token: string;
    /** What the shopper had allowed when it was last told. */
    analytics?: boolean;
    /** In which the shopper is spoken to, and what they are asked to agree to, as the site's settings say. */
    locale?: string;
    consent?: string | null;
}
export declare const sessionName: (siteKey: string) => string;
export declare function loadSession(siteKey: string): StoredSession | null;
export declare function saveSession(siteKey: string, session: StoredSession | null): void;
