// The session with a person in it: what the page is told of them, and how often.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat } from "./chat";
import { FakeSocket, serve } from "./fakes";

const HANDOFF = { id: "h", type: "notice", kind: "handoff", from: "bot", text: "A person comes" };
const GREETING = { id: "g", type: "text", from: "bot", text: "Hello" };
const OPENED: [number, unknown] = [201, { session_id: "s", token: "t1", messages: [GREETING] }];
const HISTORY = "GET /v1/chat/messages";
const AFTER = `${HISTORY}?after=`;
const SAY = "POST /v1/chat/messages";

const said = (id: string, from = "agent"): Record<string, unknown> => ({ id, type: "text", from, text: id, ...(from === "agent" ? { agent: "Anna" } : {}) });
const answer = (...messages: unknown[]): [number, unknown] => [200, { messages }];

let told: unknown[];
function chat(): Chat {
  const made = new Chat({ base: "", siteKey: "demo", locale: "en", analytics: false }, FakeSocket.make);
  made.listenTo({
    messages: (messages) => told.push(...messages.map((message) => message.id)),
    status: (status, agent) => told.push([status, agent]),
    typing: (agent) => told.push(`${agent} types`),
    waiting: (text) => told.push(text),
  });
  return made;
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("Chat with a person", () => {
  beforeEach(() => {
    (sessionStorage.clear(), localStorage.clear());
    told = [];
    FakeSocket.all = [];
  });

  it("should connect when the shopper says something, not before", async () => {
    serve({ "POST /v1/chat/sessions": [OPENED], [SAY]: [answer(said("b1", "bot"))], [`${AFTER}g`]: [answer(said("s1", "shopper"), said("b1", "bot"))] });
    const session = chat();
    await session.start();
    expect(FakeSocket.all).toHaveLength(0);

    expect(await session.send({ text: "hi" })).toHaveLength(1);
    FakeSocket.last.accept("bot");
    await settled();

    expect(FakeSocket.last.sent).toEqual([{ token: "t1", live: true }]);
    expect(told).toEqual([]);
  });

  it("should hand over what agents say, once, and who is there", async () => {
    serve({ "POST /v1/chat/sessions": [OPENED], [SAY]: [answer(HANDOFF), answer()], [`${AFTER}g`]: [answer(said("s1", "shopper"), HANDOFF)] });
    const session = chat();
    await session.start();
    await session.send({ action: "human" });
    const socket = FakeSocket.last;
    socket.accept("queued");
    await settled();
    socket.tell({ type: "status", status: "agent", agent: "Anna" });
    socket.tell({ type: "typing", from: "agent", agent: "Anna" });
    for (let twice = 0; twice < 2; twice++) socket.tell({ type: "messages", messages: [said("a1")] });
    expect(await session.send({ text: "thanks" })).toEqual([]);
    session.typing();
    socket.tell({ type: "status", status: "bot", agent: null });
    session.typing();

    expect(told).toEqual([["queued", null], ["agent", "Anna"], "Anna types", "a1", ["bot", null]]);
    expect(socket.sent.slice(1)).toEqual([{ type: "typing" }]);
  });

  it("should lose and double nothing when the gateway is restarted", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED],
      [SAY]: [answer(HANDOFF), answer()],
      [`${AFTER}g`]: [answer(said("s1", "shopper"), HANDOFF, said("a1"))],
      [`${AFTER}a1`]: [[503, { error: "part_down", message: "starting" }], answer(said("a2"), said("s2", "shopper"), said("a3"), said("a4"))],
    });
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const session = chat();
    await session.start();
    await session.send({ action: "human" });
    FakeSocket.last.accept();
    await vi.advanceTimersByTimeAsync(100);
    FakeSocket.last.tell({ type: "messages", messages: [said("a2")] });
    FakeSocket.last.end(1012);
    await vi.advanceTimersByTimeAsync(2_000);
    await session.send({ text: "s2" });
    FakeSocket.last.accept();
    await vi.advanceTimersByTimeAsync(100);
    FakeSocket.last.tell({ type: "messages", messages: [said("a4")] });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();

    expect(FakeSocket.all).toHaveLength(2);
    expect(told.filter((one) => typeof one === "string").sort()).toEqual(["a1", "a2", "a3", "a4"]);
    expect(calls.filter((call) => call.path === `${AFTER}a1`)).toHaveLength(2);
  });

  it("should hear again after a reload, and know who is there", async () => {
    localStorage.setItem("floorwalker.session.demo", JSON.stringify({ id: "s", token: "t1", analytics: false }));
    serve({ [HISTORY]: [answer(GREETING, said("s1", "shopper"), HANDOFF, said("a1"))], [`${AFTER}a1`]: [answer(said("a2"))] });

    expect(await chat().start()).toHaveLength(4);
    FakeSocket.last.accept("agent");
    await settled();

    expect(told).toEqual([["agent", "Anna"], "a2"]);
  });

  it("should say a message that failed again with its id", async () => {
    const down: [number, unknown] = [503, { error: "part_down", message: "down" }];
    const calls = serve({ "POST /v1/chat/sessions": [OPENED], [SAY]: [down, answer()] });
    const session = chat();
    await session.start();
    await expect(session.send({ text: "hi" }, "c-1")).rejects.toMatchObject({ code: "part_down" });
    await session.send({ text: "hi" }, "c-1");

    expect(calls.slice(1).map((call) => call.body?.["client_id"])).toEqual(["c-1", "c-1"]);
  });
});

describe("Chat in an outage", () => {
  beforeEach(() => {
    (sessionStorage.clear(), localStorage.clear());
    told = [];
    FakeSocket.all = [];
    vi.useFakeTimers({ shouldAdvanceTime: true });
  });
  afterEach(() => void vi.useRealTimers());
  const NOTICE = { id: "n", type: "notice", kind: "error", reason: "outage", offers: ["again", "human"], from: "bot", text: "Not just now" };
  const mine = (id: string, client: unknown): unknown => ({ ...said(id, "shopper"), client_id: client });

  it("should hear why it takes longer, and the answer that comes by itself", async () => {
    serve({ "POST /v1/chat/sessions": [OPENED], [SAY]: [answer(NOTICE)], [`${AFTER}g`]: [answer()] });
    const session = chat();
    await session.start();
    session.typing();
    FakeSocket.last.accept("bot");
    session.say({ text: "hi" }, "hi");
    FakeSocket.last.tell({ type: "waiting", text: "One moment" });
    await vi.advanceTimersByTimeAsync(50);
    expect(session.outbox.unanswered).toHaveLength(1);
    FakeSocket.last.tell({ type: "messages", messages: [said("b1", "bot")] });

    expect(told).toEqual(["One moment", "b1"]);
    expect(session.outbox.unanswered).toHaveLength(0);
  });

  it("should ask for the answer where no stream can be had, until it is there", async () => {
    const calls = serve({ "POST /v1/chat/sessions": [OPENED], [SAY]: [answer(NOTICE)], [`${AFTER}g`]: [answer(said("s1", "shopper"), NOTICE), answer(said("b1", "bot"))], [`${AFTER}n`]: [answer(), answer(said("b1", "bot"))] });
    const session = chat();
    await session.start();
    session.say({ text: "hi" }, "hi");
    await vi.advanceTimersByTimeAsync(50);
    for (let failures = 0; failures < 3; failures++) {
      FakeSocket.last.end();
      await vi.advanceTimersByTimeAsync(3_000);
    }
    await vi.advanceTimersByTimeAsync(15_000);

    expect(told).toEqual(["b1"]);
    expect(session.outbox.unanswered).toHaveLength(0);
    const asked = calls.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(calls).toHaveLength(asked);
  });

  it("should give what was answered first before the answer to what is said now, without a stream", async () => {
    const calls = serve({ "POST /v1/chat/sessions": [OPENED], [SAY]: [answer(NOTICE), answer(said("b2", "bot"))], [`${AFTER}g`]: [answer(said("s1", "shopper"), NOTICE, said("s2", "shopper"), said("b1", "bot"), said("b2", "bot"))] });
    const session = chat();
    await session.start();
    await session.send({ text: "one" });
    const answers = await session.send({ text: "two" });

    expect([told, answers.map(({ id }) => id)]).toEqual([["b1"], ["b2"]]);
    expect(calls.filter(({ path }) => path === SAY)).toHaveLength(2);
  });

  it("should still expect the answer after a reload", async () => {
    localStorage.setItem("floorwalker.session.demo", JSON.stringify({ id: "s", token: "t1", analytics: false }));
    sessionStorage.setItem("floorwalker.outbox.demo", JSON.stringify([{ id: "c-1", request: { text: "hi" }, words: "hi" }]));
    const calls = serve({ [HISTORY]: [answer(GREETING, mine("s1", "c-1"), NOTICE)], [SAY]: [answer(said("b1", "bot"))], [`${AFTER}n`]: [answer()] });
    const session = chat();
    session.outbox.resume(await session.start());
    FakeSocket.last.accept("bot");
    await vi.advanceTimersByTimeAsync(50);
    expect([session.outbox.unanswered.length, calls.some(({ path }) => path === SAY)]).toEqual([1, false]);
    session.outbox.again();
    await vi.advanceTimersByTimeAsync(50);

    expect(calls.find(({ path }) => path === SAY)?.body).toMatchObject({ text: "hi", client_id: "c-1" });
    expect(session.outbox.unanswered).toHaveLength(0);
  });
});
