import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api } from "./api";
import { App } from "./app";
import { ANNA, FakeServer, FakeSocket, listed, newTab, NO_ANSWER, opened, queue, Refusal, shown } from "./fakes";

const MINE = { status: "agent", agent_id: ANNA.id, agent: ANNA.display } as const;

describe("the desk", () => {
  let server: FakeServer;
  let socket: FakeSocket;
  let app: App;

  const begin = async (): Promise<App> => {
    const begun = new App(new Api(), () => (socket = new FakeSocket()) as unknown as WebSocket);
    await begun.start();
    socket.accept();
    return begun;
  };
  const settled = (): Promise<void> => vi.waitFor(() => expect(app.store.state.outbox.every((one) => one.state !== "sending")).toBe(true));

  beforeEach(async () => {
    sessionStorage.clear();
    localStorage.clear();
    server = newTab();
    server.answers["GET queue"] = queue({ waiting: [listed("c1"), listed("c2")], mine: [listed("c3", MINE)] });
    for (const id of ["c1", "c2"]) server.answers[`GET conversations/${id}`] = opened(id);
    server.answers["GET conversations/c3"] = opened("c3", MINE);
    app = await begin();
  });

  afterEach(() => app.stop());

  it("should send the proof of the page with every change, and keep it out of storage", async () => {
    server.answers["POST conversations/c1/claim"] = { conversation: listed("c1", MINE) };
    await app.desk.open("c1");
    await app.desk.claim();

    expect(server.asked("POST conversations/c1/claim")[0]?.headers["X-CSRF-Token"]).toBe("proof");
    expect(JSON.stringify([{ ...sessionStorage }, { ...localStorage }])).not.toContain("proof");
    expect(app.store.state.opened?.conversation.status).toBe("agent");
  });

  it("should say in the server's words that a colleague was faster, and show who has it", async () => {
    await app.desk.open("c1");
    server.answers["POST conversations/c1/claim"] = new Refusal(409, "taken", "Ben serves this conversation already");
    server.answers["GET conversations/c1"] = opened("c1", { status: "agent", agent_id: "a2", agent: "Ben" });
    await app.desk.claim();

    expect(app.store.state.problem).toBe("Ben serves this conversation already");
    expect(app.store.state.opened?.conversation.agent).toBe("Ben");
  });

  it("should read a conversation again if something was told of it while it was read", async () => {
    await app.desk.open("c1");
    let readings = 0;
    server.answers["GET conversations/c1"] = () => {
      if (readings++ > 0) return opened("c1", MINE);
      app.desk.take({ type: "status", conversation_id: "c1", status: "agent", conversation: listed("c1", MINE) } as Parameters<typeof app.desk.take>[0]);
      return opened("c1"); // of before
    };
    await app.desk.refresh();

    expect([readings, app.store.state.opened?.conversation.status]).toEqual([2, "agent"]);
  });

  it("should go from nowhere to who waits longest, and to the next after a conversation was left", async () => {
    app.desk.step(1);
    expect(app.store.state.current).toBe("c1");
    app.desk.step(1);
    expect(app.store.state.current).toBe("c2");
    app.desk.step(-1);
    app.desk.step(-1);
    expect(app.store.state.current).toBe("c3");

    await app.desk.open("c3");
    server.answers["POST conversations/c3/return"] = { conversation: listed("c3", { status: "bot" }) };
    server.answers["GET queue"] = queue({ waiting: [listed("c1")], live: [listed("c3", { status: "bot" })] });
    await app.desk.giveBack();
    app.desk.step(1);
    expect(app.store.state.current).toBe("c1");
  });

  it("should show the conversation chosen last, whichever answer comes first", async () => {
    await Promise.all([app.desk.open("c1"), app.desk.open("c2")]);

    expect(app.store.state.opened?.conversation.id).toBe("c2");
  });

  it("should show what is said once, and take what is known better in its place", async () => {
    await app.desk.open("c3");
    const frame = { type: "message", conversation_id: "c3", message: shown("m2", "in black?") };
    socket.say(frame);
    socket.say({ ...frame, message: shown("m2", "in black?", { acts: [{ act: "search", confidence: 0.9 }] }) });

    const messages = app.store.state.opened!.messages;
    expect(messages.map((one) => one.id)).toEqual(["m1", "m2"]);
    expect(messages[1]?.acts).toHaveLength(1);
    expect(app.store.state.announcement).toContain("in black?");
  });

  it("should mark what comes in a conversation of the agent's that is not open", () => {
    socket.say({ type: "message", conversation_id: "c3", message: shown("m2", "hello?") });
    socket.say({ type: "message", conversation_id: "c1", message: shown("m3", "hello?") });

    expect([...app.store.state.unread]).toEqual(["c3"]);
    expect(app.store.state.queue?.mine[0]?.last_words).toBe("hello?");
  });

  it("should keep a reply that was not sent, say why, and repeat it under the same id", async () => {
    await app.desk.open("c3");
    server.answers["POST conversations/c3/messages"] = NO_ANSWER;
    await app.desk.outbox.send("c3", "Good morning");
    const [failed] = app.store.state.outbox;
    expect(failed).toMatchObject({ state: "failed", mayRetry: true, text: "Good morning" });
    expect(failed?.reason).toContain("cannot be reached");

    server.answers["POST conversations/c3/messages"] = { message: shown("m9", "Good morning", { sender: "agent" }) };
    await app.desk.outbox.again(failed!.clientId);
    const ids = server.asked("POST conversations/c3/messages").map((call) => call.body?.["client_id"]);
    expect(ids).toEqual([failed!.clientId, failed!.clientId]);
    expect(app.store.state.outbox).toEqual([]);
    expect(app.store.state.opened?.messages.at(-1)?.id).toBe("m9");
  });

  it("should not offer to repeat what the server refuses for good", async () => {
    await app.desk.open("c3");
    server.answers["POST conversations/c3/messages"] = new Refusal(403, "not_allowed", "Ben serves this conversation");
    await app.desk.outbox.send("c3", "Good morning");

    expect(app.store.state.outbox[0]).toMatchObject({ state: "failed", mayRetry: false, reason: "Ben serves this conversation" });
  });

  it("should send replies in the order in which they were written", async () => {
    await app.desk.open("c3");
    server.answers["POST conversations/c3/messages"] = ({ body }: { body: { text: string } }) => ({ message: shown(body.text, body.text, { sender: "agent" }) });
    await Promise.all(["one", "two", "three"].map((text) => app.desk.outbox.send("c3", text)));

    expect(server.asked("POST conversations/c3/messages").map((call) => call.body?.["text"])).toEqual(["one", "two", "three"]);
    await settled();
  });

  it("should take a reply that is seen in the conversation for sent, though no answer came", async () => {
    await app.desk.open("c3");
    server.answers["POST conversations/c3/messages"] = () => {
      const message = shown("m9", "Good morning", { sender: "agent", message: { type: "text", text: "Good morning", agent: "Anna" } });
      socket.say({ type: "message", conversation_id: "c3", message });
      return NO_ANSWER;
    };
    await app.desk.outbox.send("c3", "Good morning");

    expect(app.store.state.outbox).toEqual([]);
    expect(app.store.state.opened?.messages.filter((one) => one.id === "m9")).toHaveLength(1);
  });

  it("should give back drafts and unsent replies after a reload, to the same agent only", async () => {
    await app.desk.open("c3");
    app.desk.kept.keepDraft("c3", "reply", "half a sen");
    server.answers["POST conversations/c3/messages"] = NO_ANSWER;
    await app.desk.outbox.send("c3", "not arrived");
    app.stop();

    app = await begin();
    expect(app.desk.kept.draft("c3", "reply")).toBe("half a sen");
    expect(app.store.state.outbox[0]).toMatchObject({ state: "failed", text: "not arrived" });
    expect(app.store.state.current).toBe("c3");
    app.stop();

    server.answers["GET me"] = { agent: { ...ANNA, id: "a2" }, csrf: "x", idle_seconds: 1800 };
    app = await begin();
    expect(app.desk.kept.draft("c3", "reply")).toBe("");
    expect(app.store.state.outbox).toEqual([]);
  });

  it("should ask to sign in again when the session is over, and keep what was being written", async () => {
    await app.desk.open("c3");
    app.desk.kept.keepDraft("c3", "reply", "half a sen");
    server.answers["POST conversations/c3/messages"] = new Refusal(401, "not_signed_in", "the session is over; sign in");
    await app.desk.outbox.send("c3", "Good morning");
    expect(app.store.state).toMatchObject({ phase: "out", over: true, opened: null });

    server.answers["POST login"] = { agent: ANNA, csrf: "new", idle_seconds: 1800 };
    server.answers["POST conversations/c3/messages"] = { message: shown("m9", "Good morning", { sender: "agent" }) };
    await app.signIn("anna", "right", null);
    await app.desk.outbox.again(app.store.state.outbox[0]!.clientId);
    expect(app.store.state).toMatchObject({ phase: "in", outbox: [] });
    expect(app.desk.kept.draft("c3", "reply")).toBe("half a sen");
  });

  it("should forget everything of who signs out", async () => {
    await app.desk.open("c3");
    app.desk.kept.keepDraft("c3", "reply", "half a sen");
    await app.signOut();

    expect(app.store.state).toMatchObject({ phase: "out", over: false, agent: null, opened: null, queue: null });
    expect(sessionStorage.length).toBe(0);
  });

  it("should read again what may have been missed", async () => {
    await app.desk.open("c3");
    const before = server.calls.length;
    socket.say({ type: "ready" });
    await vi.waitFor(() => expect(server.calls.length).toBe(before + 2));
    socket.say({ type: "something new", conversation_id: "c3" });

    expect(server.calls.slice(before).map((call) => call.path).sort()).toEqual(["conversations/c3", "queue"]);
  });

  it("should search page by page, and go through what was found", async () => {
    server.answers["GET conversations?query=mouse&limit=50"] = { conversations: [listed("p1"), listed("p2")], more: true };
    const before = encodeURIComponent(listed("p2").last_at);
    server.answers[`GET conversations?query=mouse&before=${before}&limit=50`] = { conversations: [listed("p2"), listed("p3")], more: false };
    await app.desk.search("mouse");
    await app.desk.searchOn();
    expect(app.store.state.search?.found.map((one) => one.id)).toEqual(["p1", "p2", "p3"]);
    app.desk.step(1);
    expect(app.store.state.current).toBe("p1");
    app.desk.endSearch();
    expect(app.store.state.search).toBeNull();
  });

  it("should end the session of whoever is not there", async () => {
    vi.useFakeTimers();
    server.answers["GET me"] = { agent: ANNA, csrf: "proof", idle_seconds: 60 };
    app.stop();
    app = await begin();
    await vi.advanceTimersByTimeAsync(50_000);
    dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
    await vi.advanceTimersByTimeAsync(50_000);
    expect(app.store.state.phase).toBe("in");
    await vi.advanceTimersByTimeAsync(30_000);

    expect(app.store.state).toMatchObject({ phase: "out", over: true });
    expect(server.asked("POST logout")).toHaveLength(1);
    vi.useRealTimers();
  });
});
