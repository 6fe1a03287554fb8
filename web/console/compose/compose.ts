// What is tried beside the open conversation, and sent from there. Nothing of it reaches the shopper until it is sent.
import type { Api } from "../api";
import { told } from "../errors";
import type { Store } from "../store";
import { ComposeCalls, type Constraint, type Parcel, type Value, type WhatIf, type WhatIfAnswer } from "./calls";
import { composeWord } from "./words";

export interface Trial {
  conversation: string;
  /** What is tried; null is as things are. */
  query: string | null;
  wishes: readonly Constraint[] | null;
  order: readonly string[] | null;
  answer: WhatIfAnswer | null;
  /** Products picked to be sent or compared, in the order of picking. */
  picked: readonly string[];
  /** The attribute to ask for; null: what is worth asking next. */
  asking: string | null;
  /** Places of the options that are left out of the question. */
  leftOut: ReadonlySet<number>;
  text: string;
  busy: boolean;
  problem: string | null;
}

const FRESH = { query: null, wishes: null, order: null, answer: null, picked: [], asking: null, leftOut: new Set<number>(), text: "", busy: false, problem: null };

export class Compose {
  trial: Trial | null = null;
  private readonly calls: ComposeCalls;
  private readonly watchers = new Set<() => void>();
  private asked = 0;
  /** The last parcel that did not get through, with the id under which it is sent again. */
  private unsent: { key: string; id: string } | null = null;

  constructor(
    api: Api,
    private readonly store: Store,
    private readonly sent: () => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.calls = new ComposeCalls(api);
    store.watch(() => this.trial && this.trial.conversation !== store.state.current && this.close());
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  get isMine(): boolean {
    const { opened, agent } = this.store.state;
    return opened?.conversation.status === "agent" && opened.conversation.agent_id === agent?.id;
  }

  /** Opens it beside the conversation that is shown; false where there is none. */
  open(): boolean {
    const { current, opened } = this.store.state;
    if (!current || opened?.conversation.id !== current) return false;
    if (!this.trial) {
      this.trial = { ...FRESH, conversation: current };
      void this.ask();
    }
    this.changed();
    return true;
  }

  close(): void {
    this.trial = null;
    this.asked += 1; // what is on its way is not wanted any more
    this.changed();
  }

  /** As things are. */
  reset(): Promise<void> {
    return this.attempt({ query: null, wishes: null, order: null });
  }

  search(query: string): Promise<void> {
    return this.attempt({ query });
  }

  wish(wishes: readonly Constraint[]): Promise<void> {
    return this.attempt({ wishes });
  }

  /** Puts the attribute at `from` in the place `to`. */
  async move(from: number, to: number): Promise<void> {
    const attributes = this.trial?.answer?.attributes ?? [];
    const [moved, ...names] = [attributes[from], ...attributes.filter((_, place) => place !== from)].map((one) => one?.name);
    if (!moved || to < 0 || to >= attributes.length || from === to) return;
    const order = names as string[];
    order.splice(to, 0, moved);
    await this.attempt({ order });
    const label = attributes[from]?.label ?? moved;
    const place = this.trial?.answer?.attributes.findIndex((one) => one.name === moved) ?? to;
    this.store.announce(composeWord("moved", { label, place: place + 1, total: attributes.length }));
  }

  pick(id: string): void {
    const { trial } = this;
    if (!trial) return;
    const picked = trial.picked.includes(id) ? trial.picked.filter((one) => one !== id) : [...trial.picked, id];
    this.change({ picked });
  }

  askFor(attribute: string): void {
    this.change({ asking: attribute, leftOut: new Set() });
  }

  leaveOut(place: number): void {
    const leftOut = new Set(this.trial?.leftOut);
    if (!leftOut.delete(place)) leftOut.add(place);
    this.change({ leftOut });
  }

  write(text: string): void {
    this.change({ text });
  }

  /** What is asked for, with the options that are offered; null where there is nothing to ask. */
  get question(): { attribute: string; label: string; options: { value: Value; label: string }[] } | null {
    const { answer, asking } = this.trial ?? {};
    if (!answer) return null;
    const name = asking ?? answer.question?.attribute ?? answer.attributes.find((one) => one.values.length > 1)?.name;
    const found = answer.attributes.find((one) => one.name === name && one.values.length > 0);
    return found ? { attribute: found.name, label: found.label, options: found.values } : null;
  }

  sendAll(): Promise<boolean> {
    return this.send({ what: "products", body: { ids: null, what_if: this.tried() } });
  }

  sendPicked(): Promise<boolean> {
    return this.send({ what: "products", body: { ids: [...(this.trial?.picked ?? [])], what_if: this.tried() } });
  }

  compare(): Promise<boolean> {
    return this.send({ what: "comparison", body: { ids: [...(this.trial?.picked ?? [])], what_if: this.tried() } });
  }

  sendQuestion(): Promise<boolean> {
    const { question } = this;
    if (!question) return Promise.resolve(false);
    const { leftOut } = this.trial ?? FRESH;
    const kept = question.options.filter((_, place) => !leftOut.has(place)).map(({ value }) => value);
    return this.send({ what: "question", body: { attribute: question.attribute, options: leftOut.size > 0 ? kept : null, what_if: this.tried() } });
  }

  private async send(parcel: Parcel): Promise<boolean> {
    const { trial } = this;
    if (!trial || trial.busy || !this.isMine) return false;
    const text = trial.text.trim() || null;
    const key = JSON.stringify([trial.conversation, parcel, text]);
    const id = this.unsent?.key === key ? this.unsent.id : crypto.randomUUID();
    this.unsent = { key, id };
    this.change({ busy: true, problem: null });
    try {
      await this.calls.send(trial.conversation, parcel, text, id);
      this.unsent = null;
      this.change({ busy: false, picked: [], text: "" });
      this.store.announce(composeWord(`sent_${parcel.what}`));
      this.sent();
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  private tried(): WhatIf {
    const { query = null, wishes = null, order = null } = this.trial ?? {};
    return { query, wishes: wishes && [...wishes], order: order && [...order], limit: 8 };
  }

  private attempt(part: Partial<Trial>): Promise<void> {
    this.change(part);
    return this.ask();
  }

  private async ask(): Promise<void> {
    const { trial } = this;
    if (!trial) return;
    this.asked += 1;
    const number = this.asked;
    this.change({ busy: true, problem: null });
    try {
      const answer = await this.calls.tried(trial.conversation, this.tried());
      if (number !== this.asked) return; // something else is tried meanwhile
      const known = new Set([...answer.products, ...answer.gone].map(({ product }) => product.id));
      this.change({ answer, busy: false, leftOut: new Set(), picked: (this.trial?.picked ?? []).filter((id) => known.has(id)) });
      this.store.announce(counted(answer));
    } catch (error) {
      if (number === this.asked) this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.change({ busy: false, problem: told(error) });
    if ((error as { status?: number }).status === 401) this.failed(error);
  }

  private change(part: Partial<Trial>): void {
    if (this.trial) this.trial = { ...this.trial, ...part };
    this.changed();
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}

function counted({ total, products, gone }: WhatIfAnswer): string {
  const moved = products.filter(({ before, place }) => before !== null && before !== place).length;
  const fresh = products.filter(({ before }) => before === null).length;
  return composeWord("told", { total, moved, fresh, gone: gone.length });
}
