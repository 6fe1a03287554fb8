import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChatError } from "./errors";
import { EventQueue } from "./events";
import type { ShopEvent } from "./types";

describe("EventQueue", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("should send what was added in one batch after a moment", async () => {
    const batches: ShopEvent[][] = [];
    const queue = new EventQueue(async (events) => void batches.push(events));

    queue.add("impression", { product_id: "1" });
    queue.add("product_click", { product_id: "1" });
    await vi.advanceTimersByTimeAsync(2000);

    expect(batches.map((batch) => batch.map((event) => event.type))).toEqual([["impression", "product_click"]]);
    expect(new Set(batches[0]?.map((event) => event.event_id)).size).toBe(2);
  });

  it("should send the same events again, with the same ids, until they are stored", async () => {
    const ids: string[] = [];
    let failures = 2;
    const queue = new EventQueue(async (events) => {
      ids.push(...events.map((event) => event.event_id));
      if (failures-- > 0) throw new Error("down");
    });

    queue.add("add_to_cart", { product_id: "1" });
    await vi.advanceTimersByTimeAsync(40_000);

    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it("should keep what was sent without a session that counts", async () => {
    const sent: boolean[] = [];
    const queue = new EventQueue(async (_, closing) => {
      sent.push(closing);
      if (closing) throw new ChatError("sign in", "not_signed_in", false);
    });

    queue.add("purchase", { product_id: "1" });
    await queue.flush(true);
    expect(queue.size).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(sent).toEqual([true, false]);
    expect(queue.size).toBe(0);
  });

  it("should leave out what is refused and send the others", async () => {
    const batches: string[][] = [];
    const queue = new EventQueue(async (events) => {
      batches.push(events.map((event) => event.product_id ?? ""));
      if (batches.length === 1) throw new ChatError("no", "invalid", false, ["events.1.message_id"]);
    });

    for (const id of ["1", "2", "3"]) queue.add("product_click", { product_id: id });
    await vi.advanceTimersByTimeAsync(20_000);

    expect(batches).toEqual([["1", "2", "3"], ["1", "3"]]);
  });

  it("should send again what is on its way when the page closes", async () => {
    const batches: boolean[] = [];
    const queue = new EventQueue((_, closing) => {
      batches.push(closing);
      return new Promise(() => undefined);
    });

    queue.add("thumbs_up");
    void queue.flush();
    void queue.flush(true);

    expect(batches).toEqual([false, true]);
  });

  it("should send what waits when the page closes", async () => {
    const closings: boolean[] = [];
    const queue = new EventQueue(async (_, closing) => void closings.push(closing));

    queue.add("thumbs_up");
    await queue.flush(true);
    await queue.flush(true);

    expect(closings).toEqual([true]);
  });

  it("should find by halves what is refused without being named, drop it with a warning, and send the others", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const stored = new Set<string>();
    const queue = new EventQueue(async (events) => {
      if (events.some((event) => event.product_id === "4")) throw new ChatError("cannot be read", "bad_request", false, ["body"]);
      events.forEach((event) => stored.add(event.product_id ?? ""));
    });

    for (const id of ["1", "2", "3", "4", "5", "6"]) queue.add("product_click", { product_id: id });
    await vi.advanceTimersByTimeAsync(60_000);

    expect([...stored].sort()).toEqual(["1", "2", "3", "5", "6"]);
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.any(String), "product_click", "cannot be read");
    expect(queue.size).toBe(0);
    warned.mockRestore();
  });

  it("should drop an event that is none, whichever way it is named", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const batches: number[] = [];
    const queue = new EventQueue(async (events) => {
      batches.push(events.length);
      if (batches.length === 1) throw new ChatError("no", "invalid", false, ["events.0", "events.2.at"], ["must be an object", "add it"]);
    });

    for (let n = 0; n < 4; n++) queue.add("thumbs_up");
    await vi.advanceTimersByTimeAsync(20_000);

    expect(batches).toEqual([4, 2]);
    expect(warned.mock.calls.map(([, , reason]) => reason)).toEqual(["events.0: must be an object", "events.2.at: add it"]);
    warned.mockRestore();
  });

  it("should outlive a reload, keep no more than it may, and wait as long as the gateway asks", async () => {
    let kept: ShopEvent[] = [];
    const store = { load: () => kept, save: (waiting: ShopEvent[]) => (kept = waiting) };
    const limited = new EventQueue(async () => Promise.reject(new ChatError("slowly", "too_many_requests", true, [], [], 60)), store);
    for (let n = 0; n < 1005; n++) limited.add("product_click", { position: n });
    await vi.advanceTimersByTimeAsync(50_000);
    expect(limited.size).toBe(1000);

    const stored: ShopEvent[] = [];
    const reloaded = new EventQueue(async (events) => void stored.push(...events), store);
    await reloaded.flush();
    await vi.advanceTimersByTimeAsync(60_000);

    expect([stored.length, stored[0]?.position, kept.length]).toEqual([1000, 5, 0]);
  });
});
