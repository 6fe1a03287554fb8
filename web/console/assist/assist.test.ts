import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import "../components/composer";
import type { FwComposer } from "../components/composer";
import "../components/insight";
import { ANNA, FakeServer, FakeSocket, listed, newTab, NO_ANSWER, opened, queue, Refusal, shown } from "../fakes";
import type { Opened } from "../types";
import { speak } from "../words";
import "./draft";
import { Stopwatch } from "./stopwatch";
import type { Suggestion } from "./types";

const HOSTILE = "<img src=x onerror=alert(1)>";
const MINE = { status: "agent", agent_id: ANNA.id, agent: ANNA.display } as const;
const PRODUCT = { id: "p1", title: HOSTILE, price: 20, currency: "EUR", available: true, score: 1, attributes: {}, matched: ["silent"], missed: [HOSTILE], fits: [] };

function suggestion(id: string, part: Partial<Suggestion> = {}): Suggestion {
  const parts = [
    { index: 0, message: { type: "products", id: "x", text: "Two silent ones", products: [PRODUCT], total: 1, offset: 0, attributes: [{ name: "weight", label: "Weight", weight: 0.7 }] }, propensity: 0.5 },
    { index: 1, message: { type: "question", id: "y", text: HOSTILE, attribute: "a", label: "A", options: [{ value: 1, label: HOSTILE, count: 1 }] }, propensity: 1 },
  ];
  return { id, reply_to: "m1", at: "2026-01-01T12:00:00Z", state: "open", text: "Two silent ones", parts, agent: null, reason: null, displayed_ms: null, edit_distance: null, ...part };
}

describe("a draft", () => {
  let server: FakeServer;
  let socket: FakeSocket;
  let app: App;
  const DECIDE = "POST conversations/c1/suggestions/s1/decide";
  type Component = HTMLElement & { updateComplete: Promise<unknown>; renderRoot: ShadowRoot };

  const put = async (name: string): Promise<Component> => {
    const part = document.createElement(name) as Component & { app: App };
    part.app = app;
    document.body.append(part);
    await part.updateComplete;
    return part;
  };
  const press = (part: Component, selector: string): void => part.renderRoot.querySelector<HTMLElement>(selector)!.click();
  const of = (part: Component): HTMLElement | null => part.renderRoot.querySelector("section");
  const body = (): Record<string, unknown> => server.asked(DECIDE).at(-1)!.body!;

  beforeEach(async () => {
    server = newTab();
    server.answers["GET queue"] = queue({ mine: [listed("c1", MINE)] });
    const conversation: Opened = { ...opened("c1", MINE), suggestions: [suggestion("s1")], summary_lines: [{ kind: "reason", label: "Wants a person", text: HOSTILE }] };
    server.answers["GET conversations/c1"] = conversation;
    server.answers[DECIDE] = { suggestion: suggestion("s1", { state: "accepted" }), messages: [shown("m7", "Two silent ones", { sender: "agent" })] };
    app = new App(new Api(), () => (socket = new FakeSocket()) as unknown as WebSocket);
    await app.start();
    await app.desk.open("c1");
    socket.accept();
  });

  afterEach(() => {
    app.stop();
    document.body.replaceChildren();
    vi.unstubAllGlobals();
  });

  it("should show hostile words as words, and what speaks for each product", async () => {
    const part = await put("fw-draft");

    expect(of(part)?.querySelectorAll("img, script")).toHaveLength(0);
    expect(of(part)?.textContent).toContain(HOSTILE);
    expect(of(part)?.textContent?.replace(/\s+/g, " ")).toMatch(/products · shown with 50% probability/);
    expect(of(part)?.textContent).toContain("Ordered by: Weight 70%");
  });

  it("should be sent with Ctrl+Enter, and stand in the conversation at once", async () => {
    const part = await put("fw-draft");
    of(part)!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
    await vi.waitFor(() => expect(of(part)).toBeNull());

    expect(body()).toMatchObject({ state: "accepted", parts: [0, 1] });
    expect(body()["displayed_ms"]).toBeGreaterThanOrEqual(0);
    expect(app.store.state.opened?.messages.at(-1)?.id).toBe("m7");
  });

  it("should be sent without the parts that are left out", async () => {
    const part = await put("fw-draft");
    press(part, "input[type=checkbox]");
    await part.updateComplete;
    press(part, "[data-first]");
    await vi.waitFor(() => expect(server.asked(DECIDE)).toHaveLength(1));

    expect(body()["parts"]).toEqual([1]);
  });

  it("should be edited in the field, and what it shows go along", async () => {
    const field = (await put("fw-composer")) as Component & FwComposer;
    expect(app.assist.edit()).toBe(true);
    await field.updateComplete;
    const area = field.renderRoot.querySelector("textarea")!;
    expect(area.value).toBe("Two silent ones");
    expect(field.renderRoot.textContent).toContain("You edit the draft");
    area.value = "Three silent ones";
    area.dispatchEvent(new Event("input"));
    server.answers[DECIDE] = NO_ANSWER;
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
    await vi.waitFor(() => expect(app.assist.busy).toBeNull());
    expect(field.renderRoot.querySelector("textarea")!.value).toBe("Three silent ones");

    server.answers[DECIDE] = { suggestion: suggestion("s1", { state: "edited" }), messages: [] };
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
    await vi.waitFor(() => expect(field.renderRoot.querySelector("textarea")!.value).toBe(""));
    expect(body()).toMatchObject({ state: "edited", text: "Three silent ones", parts: [0, 1] });
    expect(new Set(server.asked(DECIDE).map((call) => call.body?.["client_id"])).size).toBe(1);
    expect(server.asked("POST conversations/c1/messages")).toHaveLength(0);
  });

  it("should be rejected with a reason of the list, or another", async () => {
    const part = await put("fw-draft");
    app.assist.ask();
    await part.updateComplete;
    expect(part.renderRoot.querySelector("form")?.textContent).toContain("wrong products");
    const field = part.renderRoot.querySelector<HTMLInputElement>("input[name=reason]")!;
    field.value = " too long ";
    part.renderRoot.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    await vi.waitFor(() => expect(of(part)).toBeNull());
    expect(body()).toMatchObject({ state: "rejected", reason: "too long" });
    expect(body()["parts"]).toBeUndefined();
  });

  it("should vanish when the shopper says more, with a word for those who hear the page", async () => {
    const part = await put("fw-draft");
    socket.say({ type: "suggestion", conversation_id: "c1", suggestion_id: "s1", suggestion_state: "overtaken", suggestion: null });
    await part.updateComplete;
    expect(of(part)).toBeNull();
    expect(app.store.state.announcement).toContain("The draft is gone");

    socket.say({ type: "suggestion", conversation_id: "c1", suggestion_id: "s2", suggestion_state: "open", suggestion: suggestion("s2", { text: "Next" }) });
    await part.updateComplete;
    expect(app.store.state.announcement).toContain("Next");
    expect(of(part)).not.toBeNull();
  });

  it("should go when it was overtaken before the server knew of the send", async () => {
    const part = await put("fw-draft");
    server.answers[DECIDE] = new Refusal(409, "conflict", "the shopper has said more since");
    await app.assist.accept();
    await part.updateComplete;

    expect(of(part)).toBeNull();
    expect(app.store.state.problem).toContain("said more");
  });

  it("should be there for who serves alone", async () => {
    server.answers["GET conversations/c1"] = { ...opened("c1", { status: "agent", agent_id: "a2", agent: "Ben" }), suggestions: [suggestion("s1")] };
    await app.desk.open("c1");

    expect(of(await put("fw-draft"))).toBeNull();
    expect(await app.assist.accept()).toBe(false);
  });

  it("should speak Chinese where the agent does", async () => {
    speak("zh");
    expect(of(await put("fw-draft"))?.textContent).toContain("助手草拟的回复");
    speak("en");
  });

  it("should come with what to know before taking over", async () => {
    const part = await put("fw-insight");

    expect(part.renderRoot.querySelector("dl")?.textContent).toContain(`Wants a person${HOSTILE}`);
    expect(part.renderRoot.querySelectorAll("img")).toHaveLength(0);
  });
});

describe("the stopwatch", () => {
  it("should count while a draft is shown", () => {
    let now = 0;
    const watch = new Stopwatch(() => now);
    watch.show("s1");
    now = 500;
    expect(watch.of("s1")).toBe(500);
    watch.show(null);
    now = 900;
    watch.show("s1");
    now = 1000;
    expect(watch.of("s1")).toBe(600);
    expect(watch.of("s2")).toBe(0);
  });
});
