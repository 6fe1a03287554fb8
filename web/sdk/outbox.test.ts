// What the shopper says through lost, slow and flapping networks: in order, once, and with a state that can be shown.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChatError } from "./errors";
import { Outbox, type OutboxStore } from "./outbox";
import type { LoggedMessage, Message, Request } from "./types";

const ANSWER = [{ id: "b", type: "text", from: "bot", text: "Here" }] as unknown as Message[];
const NOTICE = [{ id: "n", type: "notice", kind: "error", reason: "outage", offers: ["again", "human"], from: "bot", text: "Not just now" }] as unknown as Message[];
const LOST = new ChatError("lost", "no_answer", true);
const DOWN = new ChatError("down", "part_down", true);
const LIMIT = new ChatError("slowly", "too_many_requests", true, [], [], 30);
const LONG = new ChatError("too long", "invalid", false);

let sent: [string, string][];
let told: string[];
let network: boolean;

function outbox(answers: (ChatError | Message[] | null)[] = [], store?: OutboxStore): Outbox {
  const send = async (request: Request, id: string): Promise<Message[]> => {
    sent.push([(request as { text: string }).text, id]);
    const answer = network ? (answers.shift() ?? ANSWER) : LOST;
    if (answer instanceof ChatError) throw answer;
    return answer;
  };
  return new Outbox(send, () => ({ changed: ({ words, state }) => told.push(`${words} ${state}`), answered: ({ words }) => told.push(`${words} answered`) }), store);
}
const say = (box: Outbox, ...words: string[]): void => words.forEach((one) => void box.add({ text: one }, one));
function lose(isLost: boolean): void {
  network = !isLost;
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(!isLost);
  if (!isLost) dispatchEvent(new Event("online"));
}

describe("Outbox", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    [sent, told, network] = [[], [], true];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("should send in order, one after the other", async () => {
    say(outbox(), "one", "two");
    await vi.advanceTimersByTimeAsync(10);

    expect(told).toEqual(["one sending", "one sent", "one answered", "two sending", "two sent", "two answered"]);
  });

  it("should keep what is said while there is no network, for as long as it lasts, and send it at once when it is back", async () => {
    const box = outbox();
    lose(true);
    say(box, "one", "two");
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    expect(told.at(-1)).toBe("one waiting");
    expect(told.some((one) => one.includes("failed"))).toBe(false);

    lose(false);
    await vi.advanceTimersByTimeAsync(10);

    expect(told.filter((one) => one.endsWith("answered"))).toEqual(["one answered", "two answered"]);
    expect(new Set(sent.filter(([words]) => words === "one").map(([, id]) => id)).size).toBe(1);
  });

  it("should try a few times by itself, then wait to be told, and go on in order with the same id", async () => {
    const box = outbox([DOWN, DOWN, DOWN]);
    say(box, "one", "two");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.at(-1)).toBe("one failed");
    expect(sent.map(([words]) => words)).toEqual(["one", "one", "one"]);

    box.retry();
    await vi.advanceTimersByTimeAsync(10);

    expect(sent.map(([words]) => words)).toEqual(["one", "one", "one", "one", "two"]);
    expect(new Set(sent.map(([, id]) => id)).size).toBe(2);
  });

  it("should send what failed first when the shopper goes on writing", async () => {
    const box = outbox([DOWN, DOWN, DOWN]);
    say(box, "one");
    await vi.advanceTimersByTimeAsync(60_000);
    say(box, "two");
    await vi.advanceTimersByTimeAsync(10);

    expect(sent.slice(3).map(([words]) => words)).toEqual(["one", "two"]);
  });

  it("should wait as long as the gateway asks", async () => {
    say(outbox([LIMIT]), "one");
    await vi.advanceTimersByTimeAsync(29_000);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);

    expect(told.at(-1)).toBe("one answered");
  });

  it("should give up what is refused, and go on", async () => {
    say(outbox([LONG]), "one", "two");
    await vi.advanceTimersByTimeAsync(10);

    expect(told).toEqual(["one sending", "one refused", "two sending", "two sent", "two answered"]);
  });

  it("should go on after a reload with what is not answered, and show what did not arrive", async () => {
    const [answered, arrived, lost] = ["answered", "arrived", "lost"].map((words) => ({ id: words, request: { text: words }, words }));
    let kept = [answered, arrived, lost] as ReturnType<OutboxStore["load"]>;
    const box = outbox([], { load: () => kept, save: (waiting) => (kept = waiting) });
    const history = [
      { id: "1", from: "shopper", client_id: "answered" },
      { id: "2", from: "bot" },
      { id: "3", from: "shopper", client_id: "arrived" },
    ] as LoggedMessage[];

    expect(box.resume(history).map(({ words }) => words)).toEqual(["lost"]);
    await vi.advanceTimersByTimeAsync(10);

    expect(sent).toEqual([["arrived", "arrived"], ["lost", "lost"]]);
    expect(kept).toEqual([]);
  });

  it("should keep what the gateway could not answer, and say it again with its id", async () => {
    let kept: unknown[] = [];
    const box = outbox([NOTICE, NOTICE, NOTICE], { load: () => [], save: (waiting) => (kept = waiting) });
    say(box, "one", "two");
    await vi.advanceTimersByTimeAsync(10);
    expect(told).toEqual(["one sending", "one unanswered", "one answered", "two sending", "two unanswered", "two answered"]);
    expect([box.unanswered.length, box.waiting.length, kept.length]).toEqual([2, 0, 2]);

    box.again();
    await vi.advanceTimersByTimeAsync(10);

    expect(sent.map(([words]) => words)).toEqual(["one", "two", "one", "two"]);
    expect(new Set(sent.map(([, id]) => id)).size).toBe(2);
    expect([box.unanswered.map(({ words }) => words), kept.length]).toEqual([["one"], 1]);
    box.settle();
    expect([box.unanswered.length, kept.length, told.at(-1)]).toEqual([0, 0, "one sent"]);
  });

  it("should keep it through a reload, until a later message answers it", async () => {
    const stored = ["one", "two"].map((words) => ({ id: words, request: { text: words }, words }));
    const said = { id: "1", from: "shopper", client_id: "one" };
    const later = { id: "2", from: "shopper", client_id: "two" };
    const store = { load: () => stored, save: () => undefined };
    const left = outbox([], store);
    expect(left.resume([said, NOTICE[0], later, NOTICE[0]] as LoggedMessage[])).toEqual([]);
    const settled = outbox([], store);
    settled.resume([said, NOTICE[0], later, NOTICE[0], ANSWER[0]] as LoggedMessage[]);
    await vi.advanceTimersByTimeAsync(10);
    expect([left.unanswered.length, settled.unanswered.length, sent]).toEqual([2, 0, []]);

    left.again();
    await vi.advanceTimersByTimeAsync(10);

    expect(sent).toEqual([["one", "one"], ["two", "two"]]);
  });
});
