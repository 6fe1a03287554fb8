// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { eraseForm, ratingForm } from "./ending";
import { chatHead, programNote, type HeadActions } from "./head";
import { speak } from "./words";

const ACTIONS: HeadActions = { restart: vi.fn(), human: vi.fn(), end: vi.fn(), erase: vi.fn(), close: null };

function press(within: Element, name: string): void {
  const found = [...within.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name);
  if (!found) throw new Error(`no button ${name}`);
  found.click();
}

beforeEach(() => {
  speak("en");
  document.body.replaceChildren();
});

describe("chatHead", () => {
  it("should say what answers, and keep what can be done behind one button", () => {
    const head = chatHead("Ask <b>", ACTIONS);
    document.body.append(head);
    const menu = head.querySelector<HTMLElement>(".menu");
    expect(head.textContent).toContain("Automatic assistant");
    expect(menu?.hidden).toBe(true);

    press(head, "More");
    expect([menu?.hidden, head.querySelector("[aria-expanded]")?.getAttribute("aria-expanded")]).toEqual([false, "true"]);
    press(head, "Delete my conversation");

    expect(ACTIONS.erase).toHaveBeenCalledOnce();
    expect(menu?.hidden).toBe(true);
  });

  it("should close the menu with Escape and give the keyboard back", () => {
    const head = chatHead("Ask", ACTIONS);
    document.body.append(head);
    press(head, "More");
    head.querySelector<HTMLButtonElement>(".menu button")?.focus();

    head.querySelector(".menu")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));

    expect(head.querySelector<HTMLElement>(".menu")?.hidden).toBe(true);
    expect(document.activeElement?.className).toContain("menu-button");
  });
});

describe("programNote", () => {
  it.each(["en", "zh"])("should say that it is a program, with the way to a person, in %s", (locale) => {
    speak(locale);
    const human = vi.fn();
    const note = programNote(human);
    note.querySelector("button")?.click();

    expect(note.textContent).toMatch(/program|程序/);
    expect(human).toHaveBeenCalledOnce();
  });
});

describe("the end", () => {
  it("should take a score, or none", () => {
    const actions = { end: vi.fn(), back: vi.fn() };
    const form = ratingForm(actions, "");
    form.querySelector("textarea")!.value = "quick";
    [...form.querySelectorAll<HTMLButtonElement>(".score")][3]?.click();
    press(form, "End without an answer");
    press(form, "Back to the chat");

    expect(actions.end.mock.calls).toEqual([[4, "quick"], [null, "quick"]]);
    expect(actions.back).toHaveBeenCalledOnce();
  });

  it("should ask before it deletes", () => {
    const [erase, back] = [vi.fn(), vi.fn()];
    const form = eraseForm(erase, back);
    press(form, "Keep it");
    expect(erase).not.toHaveBeenCalled();
    press(form, "Delete it");

    expect([erase.mock.calls.length, back.mock.calls.length]).toEqual([1, 1]);
  });
});
