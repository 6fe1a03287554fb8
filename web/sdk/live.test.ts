import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "./fakes";
import { Live, streamUrl, type LiveListener } from "./live";

let told: unknown[];
const listener: LiveListener = {
  messages: (messages) => told.push(["messages", messages]),
  status: (status, agent) => told.push(["status", status, agent]),
  typing: (agent) => told.push(["typing", agent]),
  waiting: (text) => told.push(["waiting", text]),
  read: () => told.push(["read"]),
};
let lives: Live[] = [];
const live = (make = FakeSocket.make): Live => {
  const made = new Live("https://host", listener, make);
  lives.push(made);
  return made;
};

describe("Live", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    FakeSocket.all = [];
  });
  afterEach(() => {
    for (const made of lives) made.close(); // else it hears of the network in the tests after it
    lives = [];
    vi.useRealTimers();
  });

  it("should sign in by the first frame and say what comes", () => {
    live().open("t");
    const socket = FakeSocket.last;
    socket.accept("queued");
    socket.tell({ type: "status", status: "agent", agent: "Anna" });
    socket.tell({ type: "typing", from: "agent", agent: "Anna" });
    socket.tell({ type: "typing" });
    socket.tell({ type: "waiting", text: "One moment" });
    socket.tell({ type: "messages", messages: [{ id: "m" }] });
    for (const type of ["missed", "ping", "of a later gateway"]) socket.tell({ type });
    socket.onmessage?.({ data: "{" });

    expect(socket.url).toBe("wss://host/v1/chat/stream");
    expect(socket.sent).toEqual([{ token: "t", live: true }]);
    expect(told).toEqual([
      ["status", "queued", null],
      ["read"],
      ["status", "agent", "Anna"],
      ["typing", "Anna"],
      ["waiting", "One moment"],
      ["messages", [{ id: "m" }]],
      ["read"],
    ]);
  });

  it("should connect again with growing pauses, at once when the network is back, and read again then", () => {
    live().open("t");
    const pauses = [];
    for (let count = 1; count < 7; count++) {
      FakeSocket.last.end();
      const began = Date.now();
      while (FakeSocket.all.length === count) vi.advanceTimersByTime(100);
      pauses.push(Date.now() - began);
    }
    FakeSocket.last.end();
    dispatchEvent(new Event("online"));
    FakeSocket.last.accept();

    expect(pauses[0]).toBeLessThan(1000);
    expect(pauses.at(-1)).toBeGreaterThan(10_000);
    expect(pauses.at(-1)).toBeLessThan(20_000);
    expect(FakeSocket.all).toHaveLength(8);
    expect(told.at(-1)).toEqual(["read"]);
  });

  it("should take a connection on which nothing comes for dead", () => {
    live().open("t");
    const silent = FakeSocket.last;
    silent.accept();
    vi.advanceTimersByTime(40_000);
    silent.tell({ type: "ping" });
    vi.advanceTimersByTime(40_000);
    expect(silent.isClosed).toBe(false);
    vi.advanceTimersByTime(10_000);

    expect(silent.isClosed).toBe(true);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("should try no more when the session is over or it was closed", () => {
    const over = live();
    over.open("t");
    FakeSocket.last.end(1008);
    const closed = live();
    closed.open("t");
    closed.close();
    vi.advanceTimersByTime(60_000);

    expect([over.isOpen, closed.isOpen]).toEqual([false, false]);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("should ask every few seconds where no connection can be had while a person is wanted", () => {
    const blocked = live(() => {
      throw new DOMException("forbidden", "SecurityError");
    });
    blocked.open("t");
    vi.advanceTimersByTime(20_000);
    expect(told).toEqual([]);

    blocked.expect(true);
    vi.advanceTimersByTime(20_000);
    expect(told.length).toBe(5);

    blocked.expect(false);
    vi.advanceTimersByTime(20_000);
    expect(told.length).toBe(5);
    blocked.close();
  });

  it("should give up after a while where nobody is expected, and go on where somebody is", () => {
    const counts = [false, true].map((person) => {
      FakeSocket.all = [];
      const tried = live();
      tried.expect(person);
      tried.open("t");
      for (let count = 0; count < 20; count++) {
        FakeSocket.last.end();
        vi.advanceTimersByTime(20_000);
      }
      tried.close();
      return FakeSocket.all.length;
    });

    expect(counts).toEqual([9, 21]);
  });

  it("should ask no more when a connection comes about", () => {
    const late = live();
    late.expect(true);
    late.open("t");
    for (let count = 1; count < 4; count++) {
      FakeSocket.last.end();
      vi.advanceTimersByTime(5_000);
    }
    FakeSocket.last.accept();
    told = [];
    vi.advanceTimersByTime(20_000);

    expect(told).toEqual([]);
  });

  it("should tell that the shopper types every two seconds at most, and only over a connection", () => {
    const typist = live();
    typist.open("t");
    typist.typing();
    FakeSocket.last.accept();
    for (const pause of [0, 500, 2_000]) {
      vi.advanceTimersByTime(pause);
      typist.typing();
    }

    expect(FakeSocket.last.sent.slice(1)).toEqual([{ type: "typing" }, { type: "typing" }]);
  });
});

describe("streamUrl", () => {
  it("should be of the gateway, or of the page where it is the same", () => {
    expect(streamUrl("http://host:8000")).toBe("ws://host:8000/v1/chat/stream");
    expect(streamUrl("")).toBe("ws://localhost:3000/v1/chat/stream");
  });
});
