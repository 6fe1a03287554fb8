import { beforeEach, describe, expect, it, vi } from "vitest";
import { ChatError } from "../sdk/errors";
import type { LoggedMessage } from "../sdk/types";
import { Late } from "./late";
import { Log } from "./log";
import type { Actions } from "./messages";
import * as parts from "./parts";

const NOTICE = { id: "n", type: "notice", kind: "error", reason: "outage", from: "bot", text: "Not just now" };
const question = (id: string): LoggedMessage =>
  ({ id, type: "question", from: "bot", text: "Which?", attribute: "colour", label: "Colour", unit: null, options: [{ value: "red", label: "Red", count: 2 }], may_skip: true }) as unknown as LoggedMessage;
const said = (id: string, from = "bot"): LoggedMessage => ({ id, type: "text", from, text: id }) as LoggedMessage;

let log: Log;
let placed: string[];

describe("Log", () => {
  beforeEach(() => {
    placed = [];
    const late = new Late();
    late.parts = parts;
    log = new Log(late, { actions: () => ({}) as Actions, placed: ({ id }) => placed.push(id) });
    document.body.replaceChildren(log.element);
  });

  it("should put messages at its end, or before what is not sent, and say which is the first", () => {
    const unsent = document.createElement("p");
    log.append(unsent);
    const first = log.put([said("a"), said("b")], unsent);

    expect([first?.textContent, placed]).toEqual(["a", ["a", "b"]]);
    expect(log.element.lastElementChild).toBe(unsent);
  });

  it("should show a notice that is said once more where it is said last", () => {
    log.put([NOTICE as unknown as LoggedMessage, said("a")]);
    log.put([NOTICE as unknown as LoggedMessage]);

    expect([...log.element.children].map((one) => one.textContent)).toEqual(["a", "Not just now"]);
  });

  it("should leave only the newest question open, until the shopper says something", () => {
    log.put([question("q1"), question("q2")]);
    const open = (): string[] => [...log.element.querySelectorAll<HTMLElement>(".question.open")].map((one) => one.dataset["message"] ?? "");
    expect([open(), log.questionOf("colour"), log.questionOf("size")]).toEqual([["q2"], "q2", undefined]);
    log.put([said("s", "shopper")]);

    expect([open(), log.element.querySelectorAll("button:not(:disabled)").length]).toEqual([[], 0]);
  });

  it("should say what failed, and try again where that may help", () => {
    const retry = vi.fn();
    log.fail(new ChatError("too long", "invalid", false), retry);
    expect(log.element.querySelector("button")).toBeNull();
    log.fail(new ChatError("down", "part_down", true), retry);
    log.element.querySelector("button")?.click();

    expect([retry.mock.calls.length, log.element.textContent]).toEqual([1, "too long"]);
  });

  it("should hold at its end who was there, and nobody else", () => {
    const seen = vi.fn();
    log.change(() => undefined, seen);
    Object.defineProperties(log.element, { scrollHeight: { value: 1_000 }, clientHeight: { value: 100 } });
    log.change(() => undefined, seen);

    expect(seen).toHaveBeenCalledTimes(1);
  });

  it("should keep who has not moved at the beginning of an answer that gets longer, and let others be", () => {
    log.put([said("s", "shopper"), said("a")]);
    let height = 100; // jsdom has no layout: a log that shows 50, and an answer that begins at 90
    let top = 0;
    Object.defineProperty(log.element, "scrollTop", { get: () => top, set: (to: number) => (top = Math.min(to, height - 50)) });
    Object.defineProperty(log.element.firstElementChild, "offsetTop", { value: 90 + 12 });
    log.toAnswer(log.element.lastElementChild);
    expect(top).toBe(50); // no further than it goes
    log.grow(() => (height = 300));
    expect(top).toBe(90);
    top = 20;
    log.grow(() => (height = 600));

    expect(top).toBe(20);
  });

  it("should show a conversation that goes on at what the shopper said last", () => {
    log.put([said("s1", "shopper"), said("a1"), said("s2", "shopper"), said("a2")]);
    Object.defineProperty(log.element.children[2], "offsetTop", { value: 500 });
    log.toLast();

    expect(log.element.scrollTop).toBe(488);
  });
});
