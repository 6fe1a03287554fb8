import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChatError } from "./errors";
import { Reading } from "./reading";
import type { LoggedMessage } from "./types";

const said = (id: string, client?: string): LoggedMessage => ({ id, type: "text", from: client ? "shopper" : "bot", text: id, ...(client ? { client_id: client } : {}) }) as LoggedMessage;

let asked: (string | null)[];
let read: string[][];
function reading(answers: (LoggedMessage[] | ChatError)[]): Reading {
  const history = async (after: string | null): Promise<LoggedMessage[]> => {
    asked.push(after);
    const answer = answers.shift() ?? [];
    if (answer instanceof ChatError) throw answer;
    return answer;
  };
  return new Reading({ history, token: () => "t", read: (messages) => read.push(messages.map(({ id }) => id)), failed: () => undefined, isOn: () => true });
}

describe("Reading", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    [asked, read] = [[], []];
  });
  afterEach(() => void vi.useRealTimers());

  it("should read on from where it was, again after a failure, and all where that was deleted", async () => {
    const one = reading([new ChatError("down", "part_down", true), new ChatError("gone", "not_found", false), [said("a"), said("b")]]);
    one.remember([said("g")]);
    one.catchUp();
    await vi.advanceTimersByTimeAsync(10_000);
    one.catchUp();
    await vi.advanceTimersByTimeAsync(10);

    expect(asked).toEqual(["g", "g", null, "b"]);
    expect(read).toEqual([["a", "b"], []]);
  });

  it("should know what the page has", () => {
    const one = reading([]);
    one.remember([said("a")]);
    one.hand([said("b")]);

    expect(one.fresh([said("a"), said("c")]).map(({ id }) => id)).toEqual(["c"]);
    expect([one.fresh([said("c")]), one.wasHanded(said("b")), one.wasHanded(said("c"))]).toEqual([[], true, false]);
  });

  it("should leave the answer of what is being sent to its request, and read it with the rest when that is over", async () => {
    const one = reading([[said("x"), said("mine", "c-1"), said("answer")], [said("mine", "c-1"), said("answer"), said("late")]]);
    let reply: () => void = () => undefined;
    const request = one.during("c-1", () => new Promise<void>((resolve) => (reply = resolve)));
    one.catchUp();
    await vi.advanceTimersByTimeAsync(10);
    expect(read).toEqual([["x"]]);
    reply();
    await request;
    await vi.advanceTimersByTimeAsync(10);

    expect([asked, read.at(-1)]).toEqual([[null, "x"], ["mine", "answer", "late"]]);
  });
});
