// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openByItself, openingRule, opensOn, wasClosed } from "./opening";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("openingRule", () => {
  it.each<[string | null, string | null, string, boolean]>([
    [null, null, "/", false],
    ["", "/*", "/", false],
    ["5", null, "/anything", true],
    ["0", "/product/* /sale", "/product/a/1", true],
    ["5", "/product/* /sale", "/sale", true],
    ["5", "/product/* /sale", "/sale/1", false],
    ["5", "/a.b", "/axb", false],
  ])("should read open-after %j and open-on %j: on %s %s", (after, pages, path, opens) => {
    expect(opensOn(openingRule(after, pages), path)).toBe(opens);
  });

  it.each(["soon", "-1", "1e9"])("should open nothing, and say so, for %s seconds", (after) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);

    expect(openingRule(after, null).after).toBeNull();
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe("openByItself", () => {
  it("should open after its time, and never again once it was closed", () => {
    const open = vi.fn();
    openByItself(openingRule("3", null), "shop", open);
    vi.advanceTimersByTime(2_900);
    expect(open).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(open).toHaveBeenCalledOnce();

    openByItself(openingRule("3", null), "shop", open);
    wasClosed("shop");
    openByItself(openingRule("3", null), "shop", open);
    vi.advanceTimersByTime(10_000);
    expect(open).toHaveBeenCalledOnce();
  });
});
