// The session of this shop in this browser, so that other pages and tabs continue the conversation.
import { keep, kept } from "./keeping";

export interface StoredSession {
  id: string;
  token: string;
  /** What the shopper had allowed when it was last told. */
  analytics?: boolean;
  /** In which the shopper is spoken to, and what they are asked to agree to, as the site's settings say. */
  locale?: string;
  consent?: string | null;
}

export const sessionName = (siteKey: string): string => `floorwalker.session.${siteKey}`;

export function loadSession(siteKey: string): StoredSession | null {
  const stored = kept("browser", sessionName(siteKey));
  return isSession(stored) ? stored : null;
}

export function saveSession(siteKey: string, session: StoredSession | null): void {
  keep("browser", sessionName(siteKey), session);
}

function isSession(value: unknown): value is StoredSession {
  return typeof value === "object" && value !== null && "id" in value && "token" in value;
}
