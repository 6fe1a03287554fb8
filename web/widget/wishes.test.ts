// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Constraint, ProductsMessage, Wish } from "../sdk/types";
import { Choices } from "./choices";
import { settleWishes, wishChips, wishWords } from "./wishes";
import { speak } from "./words";

beforeEach(() => speak("en"));

function wish(constraint: Partial<Constraint> | null, more: Partial<Wish> = {}): Wish {
  const attribute = constraint?.attribute ?? "colour";
  return { attribute, label: "Colour", unit: null, constraint: constraint ? ({ attribute, op: "eq", value: "Black", ...constraint } as Constraint) : null, towards: null, ...more };
}

const LIST = {
  type: "products",
  id: "p1",
  at: "2026-01-01T00:00:00Z",
  from: "bot",
  products: [{ id: "m1", title: "<b>", currency: "EUR" }],
  wishes: [wish({}), wish({ attribute: "price", op: "lt", value: 50 }, { label: "Price", unit: "EUR" })],
  leanings: [{ attribute: "weight", label: "Weight", towards: "low", weight: 0.3, why: "it is carried" }],
} as unknown as ProductsMessage;

describe("wishWords", () => {
  it.each<[Partial<Constraint> | null, Partial<Wish>, string]>([
    [{}, {}, "Black"],
    [{ op: "neq" }, {}, "not Black"],
    [{ op: "in", value: ["Black", "Red"] }, {}, "Black or Red"],
    [{ strength: "soft" }, {}, "ideally Black"],
    [{ value: true }, { label: "Waterproof" }, "Waterproof"],
    [{ value: false }, { label: "Waterproof" }, "no Waterproof"],
    [{ attribute: "price", op: "lt", value: 50 }, { label: "Price", unit: "EUR" }, "Price under €50.00"],
    [{ attribute: "weight", op: "lte", value: 80 }, { label: "Weight", unit: "g" }, "Weight up to 80 g"],
    [{ attribute: "weight", op: "gte", value: 80 }, { label: "Weight", unit: "g" }, "Weight from 80 g"],
    [{ attribute: "weight", op: "gt", value: 80 }, { label: "Weight", unit: "g" }, "Weight over 80 g"],
    [{ attribute: "weight", op: "eq", value: 80 }, { label: "Weight", unit: "g" }, "Weight: 80 g"],
    [{ attribute: "weight", op: "between", value: { min: 80, max: 100 } }, { label: "Weight", unit: "g" }, "Weight 80 g to 100 g"],
    [{ attribute: "weight", value: { min: null, max: 100 } }, { label: "Weight", unit: "g" }, "Weight up to 100 g"],
    [{ attribute: "what-for", value: "work" }, { label: "Use" }, "for work"],
    [null, { label: "Weight", towards: "low" }, "Weight: low"],
  ])("should say %j %j as %s", (constraint, more, said) => {
    expect(wishWords(wish(constraint, more), "EUR")).toBe(said);
  });

  it("should say it in Chinese", () => {
    speak("zh-CN");

    expect(wishWords(wish({ op: "neq", value: "黑色" }), "CNY")).toBe("不要黑色");
  });
});

describe("wishChips", () => {
  it("should take exactly the wish away that is tapped", () => {
    const actions = { release: vi.fn(), drop: vi.fn() };
    const chips = wishChips(LIST, actions);
    const named = (name: string): HTMLButtonElement | null => chips?.querySelector(`[aria-label="${name}"]`) ?? null;

    named("Take away: Price under €50.00")?.click();
    named("Do not go by Weight")?.click();

    expect(actions.release).toHaveBeenCalledExactlyOnceWith("price", "Price under €50.00");
    expect(actions.drop).toHaveBeenCalledExactlyOnceWith("weight", "Weight");
  });

  it("should show nothing where nothing is in force", () => {
    expect(wishChips({ ...LIST, wishes: [], leanings: [] }, { release: vi.fn(), drop: vi.fn() })).toBeNull();
  });

  it("should only tell once a newer list is there", () => {
    const log = document.createElement("div");
    log.append(wishChips(LIST, { release: vi.fn(), drop: vi.fn() }) ?? "");

    settleWishes(log);

    expect([...log.querySelectorAll("button")].map((chip) => chip.disabled)).toEqual([true, true, true]);
  });
});

describe("Choices", () => {
  it("should say again in words what was tapped", () => {
    const choices = new Choices();
    choices.learn(LIST);
    choices.learn({ type: "question", id: "q", at: "", from: "bot", attribute: "colour", label: "Colour", text: "?", options: [{ value: "Red", label: "Bright red", count: 1 }], several: true, may_skip: true });

    expect(choices.wordsOf({ attribute: "colour", value: "Red" })).toBe("Bright red");
    expect(choices.wordsOf({ attribute: "colour", values: ["Red", "Blue"] })).toBe("Bright red or Blue");
    expect(choices.wordsOf({ attribute: "colour", value: null })).toBe("Without: Black");
    expect(choices.wordsOf({ attribute: "weight" })).toBe("Not because of Weight");
    expect(choices.wordsOf({ attribute: "brand", value: null })).toBe("I don't mind");
    expect(choices.wordsOf({ attribute: "width", value: { min: 1, max: null } })).toBe("1 – ");
  });
});
