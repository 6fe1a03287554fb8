// The calls of these parts, on top of the page's own.
import type { Api } from "../api";
import type { CannedReply, Schemas } from "../types";

export type Site = Schemas["Site"];
export type SiteState = Schemas["SiteState"];
export type SiteRevision = Schemas["SiteRevision"];
export type Factor = Schemas["Factor"];
export type Revealed = Schemas["Revealed"];

/** What is hidden: at a place of a message's or note's text, or the address that was left. */
export interface Hidden {
  conversation: string;
  message_id?: string;
  note_id?: string;
  place?: number;
}

export class SafeCalls {
  constructor(private readonly api: Api) {}

  reveal({ conversation, ...hidden }: Hidden, reason: string): Promise<Revealed> {
    return this.api.call("POST", `conversations/${encodeURIComponent(conversation)}/reveal`, { ...hidden, reason });
  }

  async forgetAddress(conversation: string): Promise<void> {
    await this.api.call("POST", `conversations/${encodeURIComponent(conversation)}/contact/done`);
  }

  /** What the identity provider is called; null: there is none. */
  async provider(): Promise<string | null> {
    return (await this.api.call<{ name: string | null }>("GET", "oidc")).name;
  }

  beginFactor(code: string | null): Promise<Factor> {
    return this.api.call("POST", "factor", code ? { code } : {});
  }

  async confirmFactor(ticket: string, code: string): Promise<void> {
    await this.api.call("POST", "factor/confirm", { ticket, code });
  }

  async sites(): Promise<SiteState[]> {
    return (await this.api.call<{ sites: SiteState[] }>("GET", "steering/site")).sites;
  }

  writeSite(key: string, settings: Site, base: string | null, note: string): Promise<SiteState> {
    return this.api.call("PUT", `steering/site/${encodeURIComponent(key)}`, { settings, base, note });
  }

  writeReply(name: string, locale: string, text: string): Promise<CannedReply> {
    return this.api.call("PUT", "replies", { name, locale, text });
  }

  async removeReply(id: string): Promise<void> {
    await this.api.call("DELETE", `replies/${encodeURIComponent(id)}`);
  }
}
