import { beforeEach, describe, expect, it } from "vitest";
import type { Chat } from "../sdk/chat";
import { ChatError } from "../sdk/errors";
import { Late } from "./late";
import { Leaving } from "./leaving";
import { Log } from "./log";
import type { Actions } from "./messages";
import * as parts from "./parts";

let told: string[];
let down: boolean;
let log: Log;
let leaving: Leaving;

async function done(what: string): Promise<void> {
  if (down) throw new ChatError("down", "part_down", true);
  told.push(what);
}
const tap = async (name: RegExp): Promise<void> => {
  [...log.element.querySelectorAll("button")].find((one) => name.test(one.textContent ?? ""))?.click();
  await new Promise((resolve) => setTimeout(resolve));
};

describe("Leaving", () => {
  beforeEach(() => {
    [told, down] = [[], false];
    const late = new Late();
    late.parts = parts;
    log = new Log(late, { actions: () => ({}) as Actions, placed: () => undefined });
    document.body.replaceChildren(log.element);
    const chat = { rate: (score: number | null, comment: string) => done(`rated ${score} ${comment}`), end: () => done("ended"), erase: () => done("erased") } as unknown as Chat;
    leaving = new Leaving(chat, late, log, { back: () => told.push("back"), over: () => told.push("over"), note: () => document.createElement("hr") });
  });

  it("should end with a score, and say so", async () => {
    await leaving.end();
    await tap(/Good/);

    expect(told).toEqual(["rated 4 ", "ended", "over"]);
    expect(log.element.textContent).toContain("Thank you. The chat has ended.");
  });

  it("should keep what the shopper wrote, where it could not be told", async () => {
    down = true;
    await leaving.end();
    log.element.querySelector("textarea")!.value = "It was <b>quick</b>";
    await tap(/Very good/);
    down = false;
    await tap(/again/i);
    expect(log.element.querySelector("textarea")!.value).toBe("It was <b>quick</b>");
    await tap(/End without/);

    expect(told).toEqual(["rated null It was <b>quick</b>", "ended", "over"]);
    expect(log.element.textContent).toContain("Thank you. The chat has ended.");
  });

  it("should ask once only, and go back", async () => {
    await leaving.end();
    await leaving.erase();
    expect(log.element.querySelectorAll(".ending")).toHaveLength(1);
    await tap(/Keep it/);

    expect([told, log.element.children.length]).toEqual([["back"], 0]);
  });

  it("should show nothing any more of what was deleted, and all of what could not be", async () => {
    log.tell("before");
    down = true;
    await leaving.erase();
    await tap(/Delete it/);
    expect(log.element.textContent).toContain("before");
    expect(log.element.querySelector("[role=alert]")?.textContent).toContain("down");

    down = false;
    await tap(/Try again/);
    await tap(/Delete it/);
    expect(told).toEqual(["erased", "over", "back"]);
    expect([log.element.querySelector("hr") !== null, log.element.textContent]).toEqual([true, "Your conversation was deleted."]);
  });
});
