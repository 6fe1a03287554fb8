// The session of this tab, so that a reload continues the conversation. A browser may forbid storage: then it does not.

export interface StoredSession {
  id: string;
  token: string;
  /** What the shopper had allowed when it was last told. */
  analytics?: boolean;
  /** In which the shopper is spoken to, and what they are asked to agree to, as the site's settings say. */
  locale?: string;
  consent?: string | null;
}

const key = (siteKey: string): string => `floorwalker.session.${siteKey}`;

export function loadSession(siteKey: string): StoredSession | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key(siteKey)) ?? "null");
    return isSession(stored) ? stored : null;
  } catch {
    return null;
  }
}

export function saveSession(siteKey: string, session: StoredSession | null): void {
  try {
    if (session) sessionStorage.setItem(key(siteKey), JSON.stringify(session));
    else sessionStorage.removeItem(key(siteKey));
  } catch {
    // Without storage the conversation lasts as long as the page.
  }
}

function isSession(value: unknown): value is StoredSession {
  return typeof value === "object" && value !== null && "id" in value && "token" in value;
}
