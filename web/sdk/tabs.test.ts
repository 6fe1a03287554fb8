// Two tabs of one browser, which in a test are two chats of one page: what the storage event tells in a browser is told by hand.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chat, type ChatNews } from "./chat";
import { FakeSocket, serve } from "./fakes";
import { idOf } from "./ids";
import { Tabs } from "./tabs";

const GREETING = { id: "g", type: "text", from: "bot", text: "Hello" };
const OPENED: [number, unknown] = [201, { session_id: "s", token: "t1", messages: [GREETING] }];
const OTHER: [number, unknown] = [201, { session_id: "s2", token: "t2", messages: [{ ...GREETING, id: "g2" }] }];
const OVER: [number, unknown] = [401, { error: "not_signed_in", message: "over" }];
const SAID = { id: "m", type: "text", from: "shopper", text: "a mouse" };
const ANSWER = { id: "b", type: "text", from: "bot", text: "Here" };
const HISTORY = "GET /v1/chat/messages";
const answer = (...messages: unknown[]): [number, unknown] => [200, { messages }];
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** What a browser does when another tab writes. */
function tell(what: string): void {
  const key = `floorwalker.${what}.demo`;
  dispatchEvent(new StorageEvent("storage", { key, newValue: localStorage.getItem(key), storageArea: localStorage }));
}

let tabs: Chat[] = [];
function tab(news: Partial<ChatNews> = {}): Chat {
  const chat = new Chat({ base: "", siteKey: "demo", locale: "en", analytics: false }, FakeSocket.make);
  tabs.push(chat);
  chat.listenTo({ messages: () => undefined, status: () => undefined, typing: () => undefined, ...news });
  return chat;
}

/** Locks as browsers have them: one after the other. */
function locks(): void {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_: string, work: () => Promise<unknown>): Promise<unknown> => (last = last.then(work, work));
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { locks: { request } }));
}

describe("Two tabs", () => {
  afterEach(() => {
    tabs.forEach((one) => one.close());
    tabs = [];
  });
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    vi.unstubAllGlobals();
    FakeSocket.all = [];
  });

  it("should begin one conversation with one greeting, also at once", async () => {
    locks();
    const calls = serve({ "POST /v1/chat/sessions": [OPENED, OTHER], [HISTORY]: [answer(GREETING)] });
    const [first, second] = [tab(), tab()];

    expect(await Promise.all([first.start(), second.start()])).toEqual([[GREETING], [GREETING]]);
    expect(calls.map(({ path }) => path)).toEqual(["POST /v1/chat/sessions", HISTORY]);
  });

  it("should show in one what was said and answered in the other, once", async () => {
    let id = "";
    const calls = serve({ "POST /v1/chat/sessions": [OPENED], [HISTORY]: [answer(GREETING)], "POST /v1/chat/messages": [answer(ANSWER)] });
    const heard: string[][] = [[], []];
    const [here, there] = [0, 1].map((place) => tab({ messages: (messages) => heard[place]?.push(...messages.map((one) => one.id)) })) as [Chat, Chat];
    await here.start();
    await there.start();
    const item = here.say({ text: "a mouse" }, "a mouse");
    await settled();
    id = item.id;
    const history = answer(GREETING, { ...SAID, client_id: id }, ANSWER);
    serve({ [`${HISTORY}?after=g`]: [history, history] });
    tell("said");
    tell("said");
    await vi.waitFor(() => expect(heard).toEqual([[], ["m", "b"]]));
    await settled();

    expect(item.state).toBe("sent");
    expect(calls.filter(({ path }) => path === "POST /v1/chat/messages")).toHaveLength(1);
    expect(heard).toEqual([[], ["m", "b"]]);
  });

  it("should go over to the session that another tab began, and keep the words of what waits", async () => {
    const replaced: string[][] = [];
    serve({ "POST /v1/chat/sessions": [OPENED], [HISTORY]: [answer({ ...GREETING, id: "g2" })] });
    const here = tab({ replaced: (messages) => replaced.push(messages.map((one) => one.id)) });
    await here.start();
    localStorage.setItem("floorwalker.session.demo", JSON.stringify({ id: "s2", token: "t2" }));
    tell("session");
    await settled();
    localStorage.removeItem("floorwalker.session.demo");
    tell("session");

    expect(replaced).toEqual([["g2"], []]);
  });

  it("should take the other tab's session where its own is over, and begin one only if there is none", async () => {
    const calls = serve({
      "POST /v1/chat/sessions": [OPENED, OTHER],
      [HISTORY]: [answer(GREETING)],
      "POST /v1/chat/messages": [OVER, answer(ANSWER), answer()],
    });
    const [here, there] = [tab(), tab()];
    await here.start();
    await there.start();
    await here.send({ text: "one" });
    serve({ [HISTORY]: [answer({ ...GREETING, id: "g2" })], "POST /v1/chat/messages": [OVER, answer()] });
    await there.send({ text: "two" });

    expect(calls.filter(({ path }) => path === "POST /v1/chat/sessions")).toHaveLength(2);
    expect(calls.at(-1)).toMatchObject({ token: "Bearer t2", body: { text: "one" } });
  });

  it("should claim a thing once, whoever asks, and forget the oldest", () => {
    const [here, there] = [new Tabs("demo", nobody), new Tabs("demo", nobody)];

    expect([here.claim("x"), there.claim("x"), here.claim("y")]).toEqual([true, false, true]);
    for (let n = 0; n < 500; n++) here.claim(`n${n}`);
    expect([there.claim("n499"), there.claim("x")]).toEqual([false, true]);
  });

  it("should make one id of one thing, which the gateway takes", () => {
    expect(idOf("impression", "m", "a/b")).toBe(idOf("impression", "m", "a/b"));
    expect(idOf("impression", "m", "a/b")).not.toBe(idOf("impression", "m", "a/c"));
    expect(idOf("impression", "m", "é\"")).toMatch(/^[\w.:-]{1,100}$/);
  });

  it("should tell others that the chat is open", () => {
    const opened: boolean[] = [];
    const here = tab({ opened: (isOpen) => opened.push(isOpen) });
    expect(here.tabs.isOpen).toBeNull();
    here.tabs.isOpen = false;
    tell("open");

    expect(opened).toEqual([false]);
  });
});

const nobody = { session: () => undefined, said: () => undefined, open: () => undefined };
