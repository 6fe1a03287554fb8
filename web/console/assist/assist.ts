// Drafts of the assistant for the agent who serves: which one stands above the field, and what becomes of it.
import type { Api } from "../api";
import type { Desk } from "../desk";
import { ApiError } from "../errors";
import type { Store } from "../store";
import type { Frame } from "../types";
import { AssistCalls } from "./calls";
import { Stopwatch } from "./stopwatch";
import type { DecideRequest, Suggestion } from "./types";
import { assistWord } from "./words";

/** A draft in the agent's own words: what is sent along with them. */
interface Editing {
  conversation: string;
  id: string;
  parts: readonly number[];
}

export class Assist {
  readonly stopwatch = new Stopwatch();
  /** The draft of which it is being said why it is wrong. */
  rejecting: string | null = null;
  busy: string | null = null;
  /** The conversation for which a draft is being asked for. */
  asked: string | null = null;
  private readonly calls: AssistCalls;
  private readonly left = new Map<string, ReadonlySet<number>>();
  private readonly clientIds = new Map<string, string>();
  private edited: Editing | null = null;

  constructor(
    api: Api,
    private readonly store: Store,
    private readonly desk: Desk,
    private readonly failed: (error: unknown) => void,
  ) {
    this.calls = new AssistCalls(api);
    if (typeof document !== "undefined") document.addEventListener("visibilitychange", this.stopwatch.seen);
  }

  /** The draft for the open conversation, if the agent serves it. */
  get draft(): Suggestion | null {
    return this.isMine ? (this.store.state.opened?.suggestions?.[0] ?? null) : null;
  }

  /** Whether a draft can be asked for: there is none, and the agent serves the shopper. */
  get mayAsk(): boolean {
    return this.isMine && !this.draft;
  }

  private get isMine(): boolean {
    const { opened, agent } = this.store.state;
    return opened?.conversation.status === "agent" && opened.conversation.agent_id === agent?.id;
  }

  /** The parts that are sent: all but those that the agent left out. */
  chosen(draft: Suggestion): number[] {
    const left = this.left.get(draft.id);
    return draft.parts.map(({ index }) => index).filter((index) => !left?.has(index));
  }

  choose(draft: Suggestion, index: number, isSent: boolean): void {
    const left = new Set(this.left.get(draft.id));
    if (isSent) left.delete(index);
    else left.add(index);
    this.left.set(draft.id, left);
    this.tell();
  }

  /** Takes what the stream sent. */
  take(frame: Frame): void {
    const { opened } = this.store.state;
    if (frame.type !== "suggestion" || !opened || frame.conversation_id !== opened.conversation.id) return;
    if (frame.suggestion && frame.suggestion_state === "open") {
      this.put(opened.conversation.id, frame.suggestion);
    } else if (frame.suggestion_id) {
      const wasShown = this.draft?.id === frame.suggestion_id;
      this.remove(frame.suggestion_id);
      if (wasShown && frame.suggestion_state === "overtaken") this.store.announce(assistWord("overtaken"));
    }
  }

  /** Asks for a draft where there is none: what is worth showing and asking next. */
  async request(): Promise<boolean> {
    const { current } = this.store.state;
    if (!current || !this.mayAsk || this.asked) return false;
    this.asked = current;
    this.tell();
    try {
      const { suggestion } = await this.calls.draft(current);
      if (suggestion) this.put(current, suggestion);
      else this.store.change({ problem: assistWord("nothing") });
      if (this.draft?.id === suggestion?.id) this.store.guide("draft");
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    } finally {
      this.asked = null;
      this.tell();
    }
  }

  /** Sends the draft as it is, or some of its parts. */
  async accept(parts?: readonly number[]): Promise<boolean> {
    const { draft } = this;
    if (!draft) return false;
    const chosen = parts ?? this.chosen(draft);
    if (chosen.length === 0) return false;
    return this.decide(draft.id, { state: "accepted", parts: [...chosen] });
  }

  /** Takes the draft's words into the field; what it shows besides goes along when they are sent. */
  edit(): boolean {
    const { draft } = this;
    const { current } = this.store.state;
    if (!draft || !current) return false;
    const written = this.desk.kept.draft(current, "reply");
    this.desk.kept.keepDraft(current, "reply", written.includes(draft.text) ? written : [draft.text, written].filter(Boolean).join("\n"));
    this.edited = { conversation: current, id: draft.id, parts: this.chosen(draft) };
    this.store.change({ mode: "reply" });
    this.store.guide("reply");
    return true;
  }

  /** The draft that is edited in a conversation, as long as it can be sent. */
  editing(conversation: string | null): Suggestion | null {
    const { draft, edited } = this;
    return draft && edited?.id === draft.id && edited.conversation === conversation ? draft : null;
  }

  /** Goes on without the draft: the words in the field are the agent's alone. */
  letGo(): void {
    this.edited = null;
    this.tell();
  }

  async sendEdited(text: string): Promise<boolean> {
    const draft = this.editing(this.store.state.current);
    if (!draft) return false;
    const parts = [...(this.edited?.parts ?? [])];
    return this.decide(draft.id, text === draft.text.trim() && parts.length > 0 ? { state: "accepted", parts } : { state: "edited", parts, text });
  }

  ask(): boolean {
    this.rejecting = this.draft?.id ?? null;
    this.tell();
    if (this.rejecting) this.store.guide("draft");
    return this.rejecting !== null;
  }

  keep(): void {
    this.rejecting = null;
    this.tell();
    this.store.guide("draft");
  }

  async reject(reason: string | null): Promise<boolean> {
    const { draft } = this;
    return draft ? this.decide(draft.id, { state: "rejected", ...(reason ? { reason } : {}) }) : false;
  }

  private async decide(id: string, body: Omit<DecideRequest, "client_id">): Promise<boolean> {
    const { current } = this.store.state;
    if (!current || this.busy) return false;
    const clientId = this.clientIds.get(id) ?? crypto.randomUUID(); // the same again, should no answer come
    this.clientIds.set(id, clientId);
    this.busy = id;
    this.tell();
    try {
      const { messages } = await this.calls.decide(current, id, { ...body, displayed_ms: this.stopwatch.of(id), client_id: clientId });
      this.busy = null;
      this.remove(id);
      for (const message of messages) this.desk.append(current, message);
      this.store.change({ problem: null });
      this.store.announce(assistWord(body.state === "rejected" ? "rejected" : "sent"));
      this.store.guide(body.state === "rejected" ? "reply" : "title");
      return true;
    } catch (error) {
      this.busy = null;
      if (error instanceof ApiError && error.status === 409) this.remove(id);
      this.failed(error);
      return false;
    }
  }

  private put(conversation: string, draft: Suggestion): void {
    const { opened } = this.store.state;
    if (opened?.conversation.id !== conversation || opened.suggestions?.[0]?.id === draft.id) return;
    const others = (opened.suggestions ?? []).filter(({ id }) => id !== draft.id);
    this.store.change({ opened: { ...opened, suggestions: [draft, ...others] } });
    if (this.draft?.id === draft.id) this.store.announce(`${assistWord("arrived")}. ${draft.text}`);
  }

  private remove(id: string): void {
    const { opened } = this.store.state;
    if (this.rejecting === id) this.rejecting = null;
    if (this.edited?.id === id) this.edited = null;
    if (opened?.suggestions) this.store.change({ opened: { ...opened, suggestions: opened.suggestions.filter((one) => one.id !== id) } });
  }

  private tell(): void {
    this.store.change({});
  }
}
