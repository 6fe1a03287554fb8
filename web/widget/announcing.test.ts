import { describe, expect, it } from "vitest";
import type { LoggedMessage } from "../sdk/types";
import { Announcer, announced } from "./announcing";

const said = (more: Record<string, unknown>): LoggedMessage => ({ id: "m", at: "", from: "bot", type: "text", text: "Here", ...more }) as unknown as LoggedMessage;

describe("Announcer", () => {
  it("should say the words and what is shown, not each card", () => {
    expect(announced(said({ type: "products", products: [{ title: "Mouse" }, {}] }))).toBe("Here 2 products");
    expect(announced(said({ type: "question", text: "Which?", options: [{ label: "Black" }, { label: "Red" }] }))).toBe("Which? Black, Red");
    expect(announced(said({ from: "agent", agent: "Anna" }))).toBe("Anna: Here");
  });

  it("should say nothing of the shopper's own words and of errors, which speak for themselves", () => {
    const announcer = new Announcer();
    announcer.say([said({ from: "shopper" }), said({ type: "notice", kind: "error" })]);

    expect(announcer.region.childNodes).toHaveLength(0);
  });

  it("should say several messages at once, as one", () => {
    const announcer = new Announcer();
    announcer.say([said({}), said({ type: "notice", kind: "info", text: "Anna is with you now." })]);

    expect(announcer.region.textContent).toBe("Here Anna is with you now.");
  });
});
