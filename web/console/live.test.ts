import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "./fakes";
import { Live, streamUrl } from "./live";

describe("the stream", () => {
  let sockets: FakeSocket[];
  const listener = { frame: vi.fn(), link: vi.fn(), over: vi.fn() };
  let live: Live;
  const last = (): FakeSocket => sockets.at(-1)!;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    vi.clearAllMocks();
    sockets = [];
    live = new Live(listener, () => {
      sockets.push(new FakeSocket());
      return last() as unknown as WebSocket;
    });
    live.open();
  });

  afterEach(() => {
    live.close();
    vi.useRealTimers();
  });

  it("should hand over frames, and pass over what is none", () => {
    last().accept();
    last().say("{");
    last().say("null");
    last().say({ type: "queue" });

    expect(listener.frame.mock.calls).toEqual([[{ type: "queue" }]]);
  });

  it("should connect again after growing pauses, and begin with short ones after it held", () => {
    last().close();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    last().close();
    vi.advanceTimersByTime(999);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(3);
    last().accept();
    last().close();
    vi.advanceTimersByTime(500);

    expect(sockets).toHaveLength(4);
    expect(listener.link.mock.calls.map(([link]: string[]) => link)).toEqual(["connecting", "lost", "lost", "connected", "lost"]);
  });

  it("should connect at once when the browser is online again", () => {
    last().close();
    dispatchEvent(new Event("online"));

    expect(sockets).toHaveLength(2);
  });

  it("should take a connection on which nothing comes for dead", () => {
    last().accept();
    vi.advanceTimersByTime(40_000);
    last().say({ type: "ping" });
    vi.advanceTimersByTime(40_000);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(5_600);

    expect(sockets).toHaveLength(2);
  });

  it("should try no more when the session is over", () => {
    last().accept();
    last().close(1008);
    vi.advanceTimersByTime(60_000);

    expect(listener.over).toHaveBeenCalledOnce();
    expect(sockets).toHaveLength(1);
  });

  it("should send nothing where nothing is connected", () => {
    live.send({ type: "typing", conversation_id: "c1" });
    last().accept();
    live.send({ type: "typing", conversation_id: "c1" });

    expect(last().sent).toHaveLength(1);
  });

  it("should be encrypted where the page is", () => {
    expect(streamUrl({ protocol: "https:", host: "shop.example" })).toBe("wss://shop.example/v1/agent/stream");
  });
});
