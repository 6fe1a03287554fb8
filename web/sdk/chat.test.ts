import { beforeEach, describe, expect, it } from "vitest";
import { Chat } from "./chat";
import { ChatError } from "./errors";
import { serve } from "./fakes";

const OPENED: [number, unknown] = [201, { session_id: "s", token: "t1", messages: [{ type: "text", text: "Hello" }] }];
const REFUSED: [number, unknown] = [401, { error: "not_signed_in", message: "over" }];
const chat = (): Chat => new Chat({ base: "", siteKey: "demo", locale: "en", analytics: true });

describe("Chat", () => {
  beforeEach(() => (sessionStorage.clear(), localStorage.clear()));

  it("should open a session and send messages with its token", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED],
      "POST /v1/chat/messages": [[200, { messages: [{ type: "text", text: "Here" }] }]],
    });
    const session = chat();

    expect(await session.start()).toEqual([{ type: "text", text: "Hello" }]);
    expect(await session.send({ text: "a mouse" })).toEqual([{ type: "text", text: "Here" }]);
    expect(calls[0]?.body).toEqual({ site_key: "demo", locale: "en", consent: { analytics: true } });
    expect(calls[1]).toMatchObject({ token: "Bearer t1", body: { text: "a mouse" } });
  });

  it("should continue the session of the tab after a reload", async () => {
    serve({
      "POST /v1/chat/sessions": [OPENED],
      "GET /v1/chat/messages": [[200, { messages: [{ type: "text", text: "before" }] }]],
    });
    await chat().start();

    expect(await chat().start()).toEqual([{ type: "text", text: "before" }]);
  });

  it("should repeat a message that got no answer, with the same id", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED],
      "POST /v1/chat/messages": [null, [200, { messages: [] }]],
    });
    const session = chat();
    await session.start();
    await session.send({ text: "hi" });

    expect(calls.slice(1).map((call) => call.body?.["client_id"])).toHaveLength(2);
    expect(calls[1]?.body?.["client_id"]).toBe(calls[2]?.body?.["client_id"]);
  });

  it("should tell a change of consent once, also one that was made while the page was away", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED],
      "POST /v1/chat/consent": [[200, { analytics: false }], [200, { analytics: true }]],
      "GET /v1/chat/messages": [[200, { messages: [] }]],
    });
    const session = chat();
    await session.allow(true);
    await session.start();
    await session.allow(true);
    await session.allow(false);
    await session.allow(false);
    await chat().start();

    const told = calls.filter((call) => call.path === "POST /v1/chat/consent");
    expect(told.map((call) => [call.token, call.body])).toEqual([
      ["Bearer t1", { analytics: false }],
      ["Bearer t1", { analytics: true }],
    ]);
  });

  it("should tell before the next message or event what could not be told", async () => {
    const down: [number, unknown] = [503, { error: "part_down", message: "down" }];
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED],
      "POST /v1/chat/consent": [down, down, [200, { analytics: false }]],
      "POST /v1/chat/messages": [[200, { messages: [] }], [200, { messages: [] }]],
      "POST /v1/chat/events": [[202, {}]],
    });
    const session = chat();
    await session.start();
    await expect(session.allow(false)).rejects.toMatchObject({ code: "part_down" });
    await session.send({ text: "hi" });
    session.events.add("csat", { score: 5 });
    await session.events.flush();
    await session.send({ text: "bye" });

    expect(calls.slice(1).map((call) => call.path.split("/").at(-1))).toEqual([
      "consent",
      "consent",
      "messages",
      "consent",
      "events",
      "messages",
    ]);
  });

  it("should open a new session when the old one is over", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED, [201, { session_id: "s2", token: "t2", messages: [] }]],
      "POST /v1/chat/messages": [REFUSED, [200, { messages: [] }]],
    });
    const session = chat();
    await session.start();
    await session.send({ text: "hi" });

    expect(calls.at(-1)?.token).toBe("Bearer t2");
  });

  it("should say what was refused, in the gateway's words", async () => {
    serve({ "POST /v1/chat/sessions": [[403, { error: "not_allowed", message: "the site key is unknown" }]] });

    await expect(chat().start()).rejects.toEqual(new ChatError("the site key is unknown", "not_allowed", false));
  });
});

describe("the end of a conversation", () => {
  beforeEach(() => (sessionStorage.clear(), localStorage.clear()));
  const TOLD: [number, unknown] = [202, { stored: 1, repeated: 0 }];

  it("should take one score, end the session, and begin another with the next message", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED, [201, { session_id: "s2", token: "t2", messages: [] }]],
      "POST /v1/chat/events": [TOLD, TOLD],
      "POST /v1/chat/session/end": [[200, null]],
      "POST /v1/chat/messages": [[200, { messages: [] }]],
    });
    const session = chat();
    await session.start();
    await session.rate(4);
    await session.rate(1);
    await session.end();
    await session.send({ text: "hi" });

    expect(calls.map(({ path, token }) => `${path} ${token}`)).toEqual([
      "POST /v1/chat/sessions null",
      "POST /v1/chat/events Bearer t1",
      "POST /v1/chat/session/end Bearer t1",
      "POST /v1/chat/sessions null",
      "POST /v1/chat/messages Bearer t2",
    ]);
    expect(calls[1]?.body?.["events"]).toMatchObject([{ type: "csat", score: 4 }]);
  });

  it("should have everything deleted, with the events that were not sent yet", async () => {
    const calls = serve({ "POST /v1/chat/sessions": [OPENED], "DELETE /v1/chat/session": [[200, null]] });
    const session = chat();
    await session.start();
    session.events.add("impression", { product_id: "m1" });
    await session.erase();

    expect(calls.map(({ path }) => path)).toEqual(["POST /v1/chat/sessions", "DELETE /v1/chat/session"]);
    expect([session.isKnown(), session.events.size]).toEqual([false, 0]);
  });

  it("should keep the conversation where it cannot be deleted just now", async () => {
    serve({ "POST /v1/chat/sessions": [OPENED], "DELETE /v1/chat/session": [[503, { error: "busy", message: "later" }]] });
    const session = chat();
    await session.start();

    await expect(session.erase()).rejects.toBeInstanceOf(ChatError);
    expect(localStorage.getItem("floorwalker.session.demo")).toContain("t1");
  });
});
