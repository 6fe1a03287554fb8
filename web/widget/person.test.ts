import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LoggedMessage } from "../sdk/types";
import { messageElement, type Actions } from "./messages";
import { Person } from "./person";

const HOSTILE = "<img src=x onerror=alert(1)>";

describe("Person", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("should say who is there, in a place that screen readers watch", () => {
    const person = new Person();
    const seen = (["queued", "agent", "bot"] as const).map((status) => {
      person.become(status, status === "agent" ? HOSTILE : null);
      return person.bar.textContent;
    });

    expect(seen).toEqual(["A person will be with you soon", `${HOSTILE} is with you`, ""]);
    expect(person.bar.getAttribute("role")).toBe("status");
    expect(person.bar.querySelector("img")).toBeNull();
  });

  it("should show for a while that they type, once", () => {
    const log = document.createElement("div");
    document.body.append(log);
    const person = new Person();
    person.typesIn(log, "Anna");
    vi.advanceTimersByTime(4_000);
    person.typesIn(log, "Anna");
    vi.advanceTimersByTime(4_000);
    expect(log.textContent).toBe("Anna types…");
    vi.advanceTimersByTime(4_000);

    expect(log.textContent).toBe("");
  });
});

it("should tell an agent's words from the assistant's", () => {
  const said = { id: "a", type: "text", from: "agent", at: "2026-01-01T00:00:00Z", text: HOSTILE, agent: "Anna", sources: [] } as LoggedMessage;
  const element = messageElement(said, {} as Actions);

  expect(element.querySelector(".who")?.textContent).toBe("Anna");
  expect(element.textContent).toContain(HOSTILE);
  expect(element.querySelector("img")).toBeNull();
});

it("should not promise somebody soon while nobody is there", () => {
  const person = new Person();
  person.become("queued", null);
  person.isGone(true);
  expect(person.bar.textContent).toBe("Nobody is there just now");
  person.isGone(false);
  expect(person.bar.textContent).toBe("A person will be with you soon");
});

it.each([
  { type: "products", products: [], total: 0, offset: 0, query: "", constraints: [], attributes: [], query_id: "q", model_version: "m", catalog_version: "c" },
  { type: "question", text: HOSTILE, attribute: "colour", label: HOSTILE, options: [{ value: "Red", label: HOSTILE, count: 2 }], may_skip: true },
  { type: "comparison", text: HOSTILE, products: [{ title: HOSTILE }], rows: [{ attribute: "a", label: HOSTILE, unit: null, values: [HOSTILE] }] },
])("should say that an agent shows $type", (part) => {
  const sent = { id: "a", from: "agent", at: "2026-01-01T00:00:00Z", agent: HOSTILE, ...part } as unknown as LoggedMessage;
  const choose = vi.fn();
  const element = messageElement(sent, { base: "http://shop.example", choose } as unknown as Actions);

  expect(element.querySelector(".who")?.textContent).toBe(HOSTILE);
  expect(element.querySelector("img")).toBeNull();
  element.querySelector<HTMLButtonElement>(".option")?.click();
  expect(choose).toHaveBeenCalledTimes(part.type === "question" ? 1 : 0);
});
