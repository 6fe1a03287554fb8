// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { agreed, agreement } from "./agreeing";

beforeEach(() => localStorage.clear());

it("should ask once, and let it be taken back", () => {
  const told: boolean[] = [];
  const asked = agreement("demo", "May we <b>count</b>?", (yes) => told.push(yes));
  document.body.append(asked);
  expect([asked.open, asked.querySelector("b"), agreed("demo")]).toEqual([true, null, null]);
  const [yes, no] = [...asked.querySelectorAll("button")];

  yes!.click();
  expect([agreed("demo"), asked.open]).toEqual([true, false]);
  expect(agreement("demo", "May we?", () => undefined).open).toBe(false);
  no!.click();
  expect([agreed("demo"), no!.getAttribute("aria-pressed"), agreed("other")]).toEqual([false, "true", null]);
  expect(told).toEqual([true, false]);
});
