// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { QuestionMessage } from "../sdk/types";
import { questionElement } from "./question";
import { speak } from "./words";

beforeEach(() => {
  speak("en");
  document.body.replaceChildren();
});

const COLOUR: QuestionMessage = {
  type: "question",
  id: "q1",
  at: "2026-01-01T00:00:00Z",
  from: "bot",
  attribute: "colour",
  label: "Colour",
  text: "Which colour? <b>",
  options: ["Black", "Red", "<i>"].map((value, place) => ({ value, label: value, count: place })),
  several: true,
  may_skip: true,
};
const WEIGHT: QuestionMessage = { ...COLOUR, attribute: "weight", label: "Weight", unit: "g", several: false, bounds: { min: 60, max: 140, step: 5 }, options: [{ value: { min: null, max: 80 }, label: "up to 80 g", count: 3 }] };

function ask(message: QuestionMessage) {
  const actions = { choose: vi.fn(), chooseSeveral: vi.fn() };
  const element = questionElement(message, actions);
  document.body.append(element);
  const button = (name: string): HTMLButtonElement => {
    const found = [...element.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent)?.startsWith(name));
    if (!found) throw new Error(`no button ${name}`);
    return found;
  };
  return { actions, element, button };
}

describe("questionElement", () => {
  it("should answer with one tap, or that it does not matter", () => {
    const { actions, button, element } = ask(COLOUR);

    button("Red (1)").click();
    button("I don't mind").click();

    expect(actions.choose.mock.calls).toEqual([
      ["colour", "Red", "Red"],
      ["colour", null, "I don't mind"],
    ]);
    expect(element.querySelector("b, i")).toBeNull();
  });

  it("should gather several values and send them together", () => {
    const { actions, button } = ask(COLOUR);
    button("Several").click();
    expect(document.activeElement?.textContent).toBe("Black");
    expect(button("Apply").disabled).toBe(true);

    for (const name of ["Black", "Red", "Black", "<i>"]) button(name).click();
    expect(button("Red").getAttribute("aria-pressed")).toBe("true");
    expect(button("Black").getAttribute("aria-pressed")).toBe("false");
    button("Apply").click();

    expect(actions.chooseSeveral).toHaveBeenCalledExactlyOnceWith("colour", ["Red", "<i>"], "Red or <i>");
  });

  it("should send one that is picked alone as one", () => {
    const { actions, button } = ask(COLOUR);
    button("Several").click();
    button("Black").click();
    button("Apply").click();

    expect(actions.choose).toHaveBeenCalledExactlyOnceWith("colour", "Black", "Black");
  });

  it.each([
    ["80", "100", { min: 80, max: 100 }, "80 g to 100 g"],
    ["100", "80", { min: 80, max: 100 }, "80 g to 100 g"],
    ["", "90", { min: null, max: 90 }, "up to 90 g"],
    ["72.5", "", { min: 72.5, max: null }, "from 72.5 g"],
  ])("should take a range from %j to %j", (low, high, range, said) => {
    const { actions, button, element } = ask(WEIGHT);
    button("Own range").click();
    const [from, to] = [...element.querySelectorAll("input")] as [HTMLInputElement, HTMLInputElement];
    expect([from.getAttribute("aria-label"), from.placeholder, to.placeholder, from.step]).toEqual(["Weight from (g)", "60", "140", "5"]);
    from.value = low;
    to.value = high;

    button("Apply").click();

    expect(actions.choose).toHaveBeenCalledExactlyOnceWith("weight", range, said);
  });

  it("should say what is missing of a range", () => {
    const { actions, button, element } = ask(WEIGHT);
    button("Own range").click();
    button("Apply").click();

    expect(element.querySelector("[role=alert]")?.textContent).toBe("Write a number into one of the fields, or into both.");
    expect(actions.choose).not.toHaveBeenCalled();
  });
});
