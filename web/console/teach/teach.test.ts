import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import { ANNA, FakeServer, FakeSocket, newTab, opened, Refusal, shown } from "../fakes";
import { speak } from "../words";
import { divided, type FwActField } from "./act-field";
import "./judge";
import type { FwJudge, FwJudgeBelow } from "./judge";
import "./mine";
import type { FwOrderField } from "./order-field";
import "./room";
import type { FwTeach } from "./room";
import type { Labelling, ToJudge, Verdict } from "./types";
import { becameWords, sayOf, whyWords } from "./words";

const HOSTILE = "<img src=x onerror=alert(1)>";
const TEXT = shown("m1", "a red one, and how heavy?", { acts: [{ act: "search", confidence: 0.5 }] });
const weight = (name: string, weight: number): { name: string; label: string; weight: number } => ({ name, label: name.toUpperCase(), weight });
const product = (id: string): Record<string, unknown> => ({ id, title: `Product ${id}`, price: 1, currency: "EUR", available: true, score: 1, attributes: {}, matched: [], missed: [] });
const LIST = shown("l1", "", {
  sender: "bot",
  message: { type: "products", products: [product("p1"), product("p2")], total: 2, offset: 0 },
  weights: [weight("a", 0.5), weight("b", 0.3), weight("c", 0.2)],
});

function item(part: Partial<ToJudge> = {}): ToJudge {
  return { conversation_id: "c1", message_id: "m1", kind: "acts", product_id: null, about: HOSTILE, reasons: [{ code: "unsure", gaps: { first: "search", sure: 0.4, second: "show_more", less: 0.3 } }], ...part };
}

function verdict(part: Partial<Verdict> = {}): Verdict {
  return { id: "v1", conversation_id: "c1", message_id: "m1", kind: "acts", agent: "anna", is_mine: true, at: "2026-01-01T12:00:00Z", about: "", became: [], ...part };
}

const QUEUE: Labelling = {
  items: [item(), item({ message_id: "l1", kind: "product", product_id: "p2" }), item({ message_id: "l1", kind: "attributes" })],
  left: 3,
  picked_at: "2026-01-01T12:00:00Z",
  acts: ["search", "show_more", "details"],
};

describe("teaching", () => {
  let server: FakeServer;
  let app: App;

  const put = async <T extends HTMLElement & { updateComplete: Promise<unknown> }>(name: string, props: Record<string, unknown> = {}): Promise<T> => {
    const part = Object.assign(document.createElement(name), { app, ...props }) as unknown as T;
    document.body.append(part);
    await settled(part);
    return part;
  };
  const settled = async (part: { updateComplete: Promise<unknown> }): Promise<void> => {
    await vi.waitFor(() => expect(app.teaching.state.busy).toBe(false));
    for (let turn = 0; turn < 6; turn++) {
      await Promise.resolve();
      await new Promise((done) => setTimeout(done));
      await part.updateComplete;
    }
  };
  const press = async (part: { updateComplete: Promise<unknown> }, key: string, more: Record<string, unknown> = {}): Promise<void> => {
    dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
    await settled(part);
  };
  const sent = (): Record<string, unknown>[] => server.asked("POST conversations/c1/verdicts").map(({ body }) => body ?? {});

  beforeEach(() => {
    speak("en");
    server = newTab();
    server.answers["GET labelling?limit=100"] = structuredClone(QUEUE);
    server.answers["GET conversations/c1"] = opened("c1", {}, [TEXT, LIST]);
    server.answers["GET conversations/c1/verdicts"] = { verdicts: [], more: false };
    server.answers["POST conversations/c1/verdicts"] = ({ body }: { body: Record<string, unknown> }) => verdict({ id: `v${sent().length}`, ...(body as Partial<Verdict>) });
    app = new App(new Api(), () => new FakeSocket() as unknown as WebSocket);
    app.store.change({ phase: "in", room: "teach", agent: ANNA });
  });

  afterEach(() => {
    app.stop();
    document.body.replaceChildren();
    vi.unstubAllGlobals();
  });

  it("should go through the queue with one key each", async () => {
    const room = await put<FwTeach>("fw-teach");
    expect(room.shadowRoot?.querySelectorAll(".queue li")).toHaveLength(3);
    expect(room.shadowRoot?.querySelectorAll("img")).toHaveLength(0);
    expect(room.shadowRoot?.querySelector(".why")?.textContent).toContain("Search (40%) or Show more (30%)");

    await press(room, "y");
    await press(room, "n");
    await press(room, "y");

    expect(sent().map(({ kind, acts, product_id, right, order, message_id }) => ({ kind, acts, product_id, right, order, message_id }))).toEqual([
      { kind: "acts", acts: [{ act: "search", text: "" }], message_id: "m1" },
      { kind: "product", product_id: "p2", right: false, message_id: "l1" },
      { kind: "attributes", order: ["a", "b", "c"], message_id: "l1" },
    ].map((one) => ({ acts: undefined, product_id: undefined, right: undefined, order: undefined, ...one })));
    expect(sent().every(({ displayed_ms }) => typeof displayed_ms === "number")).toBe(true);
    expect(room.shadowRoot?.textContent).toContain("Nothing to judge.");
    expect(server.asked("GET conversations/c1")).toHaveLength(1);
  });

  it("should skip, flag, go on and back, and take back", async () => {
    const room = await put<FwTeach>("fw-teach");
    await press(room, "j");
    expect(app.teaching.state.item?.kind).toBe("product");
    await press(room, "k");
    await press(room, "s");
    expect(sent()[0]).toMatchObject({ kind: "flag", flag: "skip", message_id: "m1" });
    expect(app.teaching.state.item?.kind).toBe("product");

    server.answers["DELETE conversations/c1/verdicts/v1"] = null;
    await press(room, "u");
    expect(server.asked("DELETE conversations/c1/verdicts/v1")).toHaveLength(1);
    expect(app.teaching.state.item?.kind).toBe("acts");

    await press(room, "j");
    await press(room, "f");
    expect(sent()[1]).toMatchObject({ kind: "flag", flag: "look", message_id: "l1" });
    expect(app.teaching.state.labelling?.left).toBe(1);
  });

  it("should let nothing be lost that is refused, and say why", async () => {
    server.answers["POST conversations/c1/verdicts"] = new Refusal(409, "conflict", "the shopper has not agreed");
    const room = await put<FwTeach>("fw-teach");
    await press(room, "y");

    expect(app.store.state.problem).toBe("the shopper has not agreed");
    expect(app.teaching.state.labelling?.left).toBe(3);
  });

  it("should take no letters where somebody writes, nor where letters are off", async () => {
    const room = await put<FwTeach>("fw-teach");
    app.store.change({ letters: false });
    await press(room, "y");
    app.store.change({ letters: true });
    const field = room.shadowRoot?.querySelector("fw-judge")?.shadowRoot?.querySelector("fw-act-field")?.shadowRoot?.querySelector("input");
    field?.dispatchEvent(new KeyboardEvent("keydown", { key: "y", bubbles: true, composed: true }));
    await settled(room);

    expect(sent()).toHaveLength(0);
  });

  it("should put acts together from a list that is filtered, each with its words", async () => {
    const judge = await put<FwJudge>("fw-judge", { conversation: "c1", shown: TEXT, acts: QUEUE.acts });
    const field = judge.shadowRoot!.querySelector<FwActField>("fw-act-field")!;
    const input = field.shadowRoot!.querySelector("input")!;
    const choose = async (words: string): Promise<void> => {
      input.value = words;
      input.dispatchEvent(new Event("input"));
      await field.updateComplete;
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
      await field.updateComplete;
    };
    await choose("sea");
    await choose("det");
    const words = [...field.shadowRoot!.querySelectorAll<HTMLInputElement>(".words input")].map(({ value }) => value);
    expect(words).toEqual(["a red one,", "and how heavy?"]);

    judge.shadowRoot!.querySelector<HTMLButtonElement>("section .first")!.click();
    await settled(judge);
    expect(sent()[0]).toMatchObject({ kind: "acts", acts: [{ act: "search", text: "a red one," }, { act: "details", text: "and how heavy?" }] });
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Backspace" }));
    expect(field.value).toEqual([{ act: "search", text: "" }]);
  });

  it("should put attributes in order by the keyboard", async () => {
    const judge = await put<FwJudge>("fw-judge", { conversation: "c1", shown: LIST, item: item({ message_id: "l1", kind: "attributes" }) });
    const field = judge.shadowRoot!.querySelector<FwOrderField>("fw-order-field")!;
    const grip = (): HTMLElement => field.shadowRoot!.querySelector<HTMLElement>("[data-name=c] .grip")!;
    grip().click();
    await field.updateComplete;
    grip().dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
    await field.updateComplete;
    grip().dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
    await field.updateComplete;
    expect(field.shadowRoot!.querySelector("[role=status]")?.textContent).toBe("C is at place 1 of 3.");

    judge.keep();
    await settled(judge);
    expect(sent()[0]).toMatchObject({ kind: "attributes", order: ["c", "a", "b"] });
  });

  it("should offer on the desk whatever can be said of a message, with a reason and what was said before", async () => {
    server.answers["GET conversations/c1/verdicts"] = { verdicts: [verdict({ id: "v9", message_id: "l1", kind: "product", product_id: "p1", right: true })], more: false };
    const below = await put<FwJudgeBelow>("fw-judge-below", { conversation: "c1", shown: LIST });
    below.shadowRoot!.querySelector("button")!.click();
    await settled(below);
    const judge = below.shadowRoot!.querySelector("fw-judge")!.shadowRoot!;
    expect(judge.querySelectorAll(".product")).toHaveLength(2);
    expect(judge.querySelector("[aria-pressed=true]")?.getAttribute("aria-label")).toBe("Right: Product p1");
    expect(judge.querySelector(".said")?.textContent).toContain("Product p1 – right");

    judge.querySelector<HTMLSelectElement>("select")!.value = "too_expensive";
    judge.querySelectorAll<HTMLButtonElement>("section:last-of-type .button")[1]!.click();
    await settled(below);
    expect(sent()[0]).toMatchObject({ kind: "reply", right: false, reason: "too_expensive" });
  });

  it("should show what became of verdicts, and to leads what is flagged", async () => {
    const became = { version: "retrained-1", learner: "ranking" as const, outcome: "used" as const, at: "2026-01-02T12:00:00Z", before: 0.4, after: 0.9, name: "weight", place_before: 3, place_after: 1 };
    server.answers["GET verdicts?mine=true&flagged=false"] = { verdicts: [verdict({ kind: "attributes", order: ["weight"], about: HOSTILE, became: [became] })], more: true };
    server.answers["GET verdicts?mine=true&flagged=false&before=2026-01-01T12%3A00%3A00Z"] = { verdicts: [verdict({ id: "v2" })], more: false };
    const list = await put("fw-verdict-list");
    await app.teaching.show("mine");
    await settled(list);
    expect(list.shadowRoot?.textContent).toMatch(/retrained-1, put in use[\s\S]*Weight: place 3 before, 1 after/);
    expect(list.shadowRoot?.querySelectorAll("img")).toHaveLength(0);
    list.shadowRoot?.querySelector<HTMLButtonElement>(".more button")?.click();
    await settled(list);
    expect(list.shadowRoot?.querySelectorAll(".verdict")).toHaveLength(2);

    app.store.change({ agent: { ...ANNA, id: "l1", role: "lead" } });
    const room = await put<FwTeach>("fw-teach");
    expect(room.shadowRoot?.querySelectorAll(".views button")).toHaveLength(4);
  });

  it("should speak Chinese, and name what it does not know in plain letters", () => {
    expect(sayOf("kind", "some_kind")).toBe("Some kind");
    expect(becameWords({ version: "", learner: "acts", outcome: "used", at: "", before: 0.2, after: 0.8, name: "search" })).toBe("Search: 20% before, 80% after");
    speak("zh");
    expect(whyWords({ code: "went_on", gaps: { acts: ["correct"] } })).toBe("顾客接着：纠正。");
    expect(whyWords({ code: "new_code", gaps: {} })).toBe("New code");
  });
});

describe("a message in parts", () => {
  it("should be cut where clauses end, or else by words, with nothing left out", () => {
    expect(divided("a red one", 1)).toEqual(["a red one"]);
    expect(divided("A red one. How heavy?", 2)).toEqual(["A red one.", "How heavy?"]);
    expect(divided("a red one how heavy", 2)).toEqual(["a red one", "how heavy"]);
    expect(divided("one", 3)[0]).toBe("one");
  });
});
