import { beforeEach, expect, it, vi } from "vitest";
import { carousel } from "./carousel";
import { el } from "./dom";

let frames: FrameRequestCallback[];
const frame = (): void => frames.splice(0).forEach((draw) => draw(0));

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (draw: FrameRequestCallback) => frames.push(draw));
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
});

it("should make its cards in their order, a few a frame, one list after the other", () => {
  const made: string[] = [];
  const list = (name: string): HTMLElement =>
    carousel([1, 2, 3].map((place) => () => el("p", {}, made[made.push(`${name}${place}`) - 1])), { extend: (row, cards) => row.append(...cards) });
  document.body.replaceChildren(list("a"), list("b"));
  const seen = [1, 2, 3, 4].map(() => (frame(), made.length));

  expect(seen).toEqual([2, 3, 5, 6]);
  expect([...document.querySelectorAll(".cards")].map((row) => row.textContent)).toEqual(["a1a2a3", "b1b2b3"]);
});

it("should make none for a list that is shown no more, and go on with the next where one fails", () => {
  const extend = vi.fn((row: HTMLElement, cards: HTMLElement[]) => row.append(...cards));
  const failing = (): HTMLElement => {
    throw new Error("no card");
  };
  const [gone, broken, whole] = [[() => el("p")], [failing], [() => el("p", {}, "whole")]].map((cards) => carousel(cards, { extend }));
  document.body.replaceChildren(broken!, whole!);
  frame();
  expect(frame).toThrow("no card");
  frame();

  expect([gone!.childElementCount, extend.mock.calls.length, document.body.textContent]).toEqual([0, 1, "whole"]);
});
