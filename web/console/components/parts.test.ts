import { html, render } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "../api";
import { App } from "../app";
import { ANNA, FakeServer, FakeSocket, listed, newTab, opened, queue, Refusal, shown } from "../fakes";
import type { Note, Shown } from "../types";
import { speak } from "../words";
import type { FwComposer } from "./composer";
import "./conversation";
import { linesOf } from "./conversation";
import "./insight";
import { messageView, noteView } from "./messages";
import "./sign-in";
import type { FwSignIn } from "./sign-in";

const HOSTILE = "<img src=x onerror=alert(1)>";

function drawn(view: unknown): HTMLElement {
  const place = document.createElement("div");
  render(view as ReturnType<typeof html>, place);
  return place;
}

function said(message: Record<string, unknown>, part: Partial<Shown> = {}): HTMLElement {
  return drawn(messageView(shown("m1", "", { message, ...part }), { me: "Anna", before: [] }));
}

const PRODUCT = {
  id: "p1", title: HOSTILE, brand: HOSTILE, price: 20, currency: "EUR", image_url: "javascript:alert(1)", available: true, score: 1, attributes: {},
  matched: [], missed: [HOSTILE], fits: [{ attribute: "a", label: "A", text: HOSTILE, affinity: 1, why: HOSTILE }],
};

describe("a message", () => {
  it("should show hostile words of every kind as words", () => {
    const kinds = [
      { type: "text", text: HOSTILE, sources: [{ title: HOSTILE, url: "javascript:alert(1)" }] },
      { type: "choice", choice: { attribute: HOSTILE, value: HOSTILE } },
      { type: "action", action: HOSTILE },
      { type: "notice", kind: "handoff", text: HOSTILE, summary: HOSTILE },
      { type: "products", text: HOSTILE, products: [PRODUCT], total: 1, offset: 0 },
      { type: "question", text: HOSTILE, attribute: HOSTILE, label: HOSTILE, options: [{ value: HOSTILE, label: HOSTILE, count: 1 }] },
      { type: "comparison", text: HOSTILE, products: [PRODUCT], rows: [{ attribute: "a", label: HOSTILE, unit: HOSTILE, values: [HOSTILE] }] },
      { type: "product_detail", text: HOSTILE, product: { ...PRODUCT, description: HOSTILE, labels: {}, units: {} } },
      { type: HOSTILE },
    ];
    for (const kind of kinds) {
      const view = said(kind, { acts: [{ act: HOSTILE, confidence: 0.5 }], deeds: [{ type: HOSTILE, at: HOSTILE, product_id: "p1", value: HOSTILE }] });
      expect(view.querySelectorAll("img, script, a[href^=javascript]")).toHaveLength(0);
    }
    expect(drawn(noteView({ id: "n", agent: HOSTILE, text: HOSTILE, at: HOSTILE })).querySelectorAll("img")).toHaveLength(0);
    expect(said(kinds[0]!).textContent).toContain(HOSTILE);
  });

  it("should say who spoke, and what a message was taken to do", () => {
    expect(said({ type: "text", text: "hi" }, { acts: [{ act: "show_more", confidence: 0.934 }] }).textContent).toMatch(/Shopper[\s\S]*Show more, 93% sure/);
    expect(said({ type: "text", text: "hi", agent: "Anna" }, { sender: "agent" }).textContent).toContain("Anna (You)");
    expect(said({ type: "text", text: "hi" }, { sender: "bot", propensity: 0.25 }).textContent).toMatch(/Assistant[\s\S]*25% probability/);
  });

  it("should tell a notice of an outage, which has its answer below, from other errors", () => {
    const notice = { type: "notice", kind: "error", text: HOSTILE, offers: ["again", "human"] };
    const [outage, other] = [said({ ...notice, reason: "outage" }), said(notice)].map((view) => view.querySelector("li"));

    expect([outage?.className, outage?.querySelector("b")?.textContent]).toEqual(["notice outage", "Assistant down"]);
    expect([other?.className, other?.querySelector("b")]).toEqual(["notice error", null]);
    expect(outage?.textContent).toContain(HOSTILE);
  });

  it("should show dots in place of personal data", () => {
    const view = said({ type: "text", text: "I am ‹email_1›, order ‹order_s2›" });

    expect(view.textContent).not.toContain("‹");
    expect(view.querySelectorAll("[role=img]")).toHaveLength(2);
  });

  it("should name a tapped value as it was offered, and mark it among the options", () => {
    const value = { min: null, max: 80 };
    const asked = shown("q", "", { sender: "bot", message: { type: "question", attribute: "weight", label: "Weight", text: "How light?", options: [{ value, label: "up to 80 g", count: 3 }] } });
    const tapped = shown("c", "", { message: { type: "choice", choice: { attribute: "weight", value } } });

    expect(drawn(messageView(tapped, { me: "", before: [asked] })).textContent).toContain("up to 80 g");
    const picked = { ...asked, deeds: [{ type: "option_pick", at: asked.at, product_id: null, value }] };
    expect(drawn(messageView(picked, { me: "", before: [] })).querySelector(".picked")?.textContent).toContain("up to 80 g");
  });

  it("should speak Chinese where the agent does", () => {
    speak("zh");
    expect(said({ type: "text", text: "hi" }, { acts: [{ act: "search", confidence: 0.5 }] }).textContent).toMatch(/顾客[\s\S]*找商品，把握 50%/);
    speak("en");
  });
});

describe("the transcript", () => {
  it("should have notes where they were written, and the messages in their own order", () => {
    const note: Note = { id: "n", agent: "Anna", text: "x", at: "2026-01-01T12:00:30Z" };
    const messages = ["12:00:00", "12:01:00", "12:00:59"].map((time, index) => shown(`m${index}`, "", { at: `2026-01-01T${time}Z` }));
    const lines = linesOf({ ...opened("c1", {}, messages), notes: [note] });

    expect(lines.map((line) => (line.kind === "note" ? line.note.id : line.shown.id))).toEqual(["m0", "n", "m1", "m2"]);
  });
});

describe("the page", () => {
  let server: FakeServer;
  let app: App;
  const MINE = { status: "agent", agent_id: ANNA.id, agent: "Anna" } as const;

  const put = async <T extends HTMLElement & { updateComplete: Promise<unknown> }>(name: string): Promise<T> => {
    const part = document.createElement(name) as unknown as T & { app: App };
    part.app = app;
    document.body.append(part);
    await part.updateComplete;
    return part;
  };

  beforeEach(() => {
    server = newTab();
    server.answers["GET queue"] = queue({ mine: [listed("c1", MINE)] });
    server.answers["GET conversations/c1"] = opened("c1", MINE);
    server.answers["GET replies"] = { replies: [{ id: "r", name: "hello", locale: "en", text: "Hello, how can I help?", updated_by: "", updated_at: "" }] };
    app = new App(new Api(), () => new FakeSocket() as unknown as WebSocket);
  });

  afterEach(() => {
    app.stop();
    document.body.replaceChildren();
  });

  it("should ask for the code only when it is needed, and say what the server says", async () => {
    const part = await put<FwSignIn>("fw-sign-in");
    const root = part.renderRoot;
    const submit = (): boolean => root.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    server.answers["POST login"] = new Refusal(401, "not_signed_in", "name or password is wrong");
    submit();
    await vi.waitFor(() => expect(root.querySelector("[role=alert]")?.textContent).toContain("name or password is wrong"));
    expect(root.querySelector("input[name=code]")).toBeNull();

    server.answers["POST login"] = new Refusal(401, "code_needed", "send the code");
    submit();
    await vi.waitFor(() => expect(root.querySelector("input[name=code]")).not.toBeNull());
    expect(root.querySelector("[role=alert]")?.textContent?.trim()).toBe("");
  });

  it("should insert a canned reply at Tab, send with Ctrl+Enter, and keep what fails", async () => {
    await app.start();
    await app.desk.open("c1");
    const part = await put<FwComposer>("fw-composer");
    const field = part.renderRoot.querySelector("textarea")!;
    field.value = "Well: /he";
    field.setSelectionRange(9, 9);
    field.dispatchEvent(new Event("input"));
    await part.updateComplete;
    expect(part.renderRoot.querySelector("[role=option]")?.textContent).toContain("/hello");
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab" }));
    await part.updateComplete;
    expect(field.value).toBe("Well: Hello, how can I help?");

    server.answers["POST conversations/c1/messages"] = new Refusal(503, "part_down", "the log is not available");
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
    await vi.waitFor(() => expect(part.renderRoot.querySelector(".failed")?.textContent).toContain("the log is not available"));
    expect(field.value).toBe("");
    [...part.renderRoot.querySelectorAll<HTMLElement>(".failed button")].at(-1)!.click();
    await part.updateComplete;
    expect(part.renderRoot.querySelector("textarea")!.value).toBe("Well: Hello, how can I help?");
    expect(app.store.state.outbox).toEqual([]);
  });

  it("should let nobody reply in a conversation of somebody else, but write notes", async () => {
    server.answers["GET conversations/c1"] = opened("c1", { status: "agent", agent_id: "a2", agent: "Ben" });
    await app.start();
    await app.desk.open("c1");
    const part = await put<FwComposer>("fw-composer");
    expect(part.renderRoot.querySelector("textarea")).toBeNull();
    expect(part.renderRoot.textContent).toContain("Ben serves this conversation");

    app.store.change({ mode: "note" });
    await part.updateComplete;
    expect(part.renderRoot.querySelector("textarea")?.getAttribute("aria-label")).toContain("the shopper does not see it");
  });

  it("should show a conversation that others change while it is open", async () => {
    await app.start();
    await app.desk.open("c1");
    const part = await put<HTMLElement & { updateComplete: Promise<unknown>; renderRoot: ShadowRoot }>("fw-conversation");
    app.desk.take({ type: "message", conversation_id: "c1", message: shown("m7", "and in black?") } as Parameters<typeof app.desk.take>[0]);
    await part.updateComplete;
    expect(part.renderRoot.querySelector("ol")?.textContent).toContain("and in black?");
    app.desk.take({ type: "status", conversation_id: "c1", conversation: listed("c1", { status: "queued" }) } as Parameters<typeof app.desk.take>[0]);
    await part.updateComplete;
    expect(part.renderRoot.querySelector("header")?.textContent).toContain("waits for a person");
  });

  it("should say what each attribute weighs with a number", async () => {
    const list = shown("l", "", { sender: "bot", message: { type: "products", products: [], total: 0 }, weights: [{ name: "a", label: "Weight", weight: 0.31 }, { name: "b", label: HOSTILE, weight: 0.1 }] });
    server.answers["GET conversations/c1"] = opened("c1", MINE, [list]);
    await app.start();
    await app.desk.open("c1");
    const part = await put<HTMLElement & { updateComplete: Promise<unknown>; renderRoot: ShadowRoot }>("fw-insight");

    expect([...part.renderRoot.querySelectorAll(".weights li")].map((row) => row.textContent?.replace(/\s+/g, " ").trim())).toEqual(["Weight 31%", `${HOSTILE} 10%`]);
    expect(part.renderRoot.querySelectorAll("img")).toHaveLength(0);
  });
});
