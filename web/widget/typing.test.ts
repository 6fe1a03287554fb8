import { describe, expect, it } from "vitest";
import { Typing } from "./typing";

const HOSTILE = "<img src=x onerror=alert(1)>";

describe("Typing", () => {
  it("should show dots, and words in their place where it takes longer, once", () => {
    const log = document.createElement("div");
    document.body.append(log);
    const typing = new Typing();
    typing.label();
    expect(typing.waits(HOSTILE)).toBe(false);
    expect(log.children).toHaveLength(0);

    typing.show(log);
    expect(log.querySelector("[role=img]")?.getAttribute("aria-label")).toBe("The assistant is typing");
    expect([typing.waits(HOSTILE), typing.waits(HOSTILE)]).toEqual([true, false]);
    expect([log.children.length, log.textContent, log.querySelector("img, .typing")]).toEqual([1, HOSTILE, null]);
    typing.show(log);
    expect(log.textContent).toBe(HOSTILE);

    typing.stop();
    expect(log.children).toHaveLength(0);
    typing.show(log);
    expect([log.querySelectorAll("i").length, log.textContent]).toEqual([3, ""]);
  });
});
