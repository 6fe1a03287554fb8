import { describe, expect, it } from "vitest";
import { inserted, offered } from "./canned";
import { commandOf } from "./keys";
import { clockTime, lasting, speak, word } from "./words";
import { CHINESE } from "./words/zh";
import { ENGLISH } from "./words/en";

/** What a key does while an element of this kind has the focus. */
function command(tag: string, init: KeyboardEventInit): string | null | undefined {
  const target = document.createElement(tag);
  let found: string | null | undefined;
  target.addEventListener("keydown", (event) => (found = commandOf(event, true)));
  target.dispatchEvent(new KeyboardEvent("keydown", init));
  return found;
}

describe("keys", () => {
  it("should be commands where nobody writes", () => {
    expect(command("button", { key: "j" })).toBe("next");
    expect(command("div", { key: "?" })).toBe("help");
    for (const tag of ["textarea", "input", "select"]) expect(command(tag, { key: "j" })).toBeNull();
    expect(command("textarea", { key: "Escape" })).toBe("escape");
  });

  it("should leave the browser its own, and a word that is being composed alone", () => {
    expect(command("div", { key: "c", ctrlKey: true })).toBeNull();
    expect(command("div", { key: "x", metaKey: true })).toBeNull();
    expect(command("div", { key: "n", isComposing: true })).toBeNull();
  });

  it("should be silent for whoever wants no letters", () => {
    expect(commandOf(new KeyboardEvent("keydown", { key: "x" }), false)).toBeNull();
    expect(commandOf(new KeyboardEvent("keydown", { key: "Escape" }), false)).toBe("escape");
  });
});

describe("canned replies", () => {
  const reply = (name: string, locale: string): Parameters<typeof inserted>[2] => ({ id: name + locale, name, locale, text: `<${name} ${locale}>`, updated_by: "", updated_at: "" });
  const all = [reply("hello", "zh"), reply("hello", "en"), reply("help", "en"), reply("您好", "zh")];

  it("should be offered by their names, of the shopper's language first", () => {
    expect(offered(all, "well /he", 8, "en-GB").map((one) => one.id)).toEqual(["helloen", "helpen", "hellozh"]);
    expect(offered(all, "/您", 2, "zh").map((one) => one.id)).toEqual(["您好zh"]);
    expect(offered(all, "and/or", 6, "en")).toEqual([]);
    expect(offered(all, "/hello there", 12, "en")).toEqual([]);
  });

  it("should take the place of their names", () => {
    expect(inserted("well /he, you", 8, all[1]!)).toEqual({ text: "well <hello en>, you", caret: 15 });
  });
});

describe("words", () => {
  it("should have the same gaps in every language", () => {
    const gaps = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const name of Object.keys(ENGLISH) as (keyof typeof ENGLISH)[]) expect([name, gaps(CHINESE[name])]).toEqual([name, gaps(ENGLISH[name])]);
  });

  it("should be those of the language taken", () => {
    speak("zh");
    expect(word("withAgent", { name: "Anna" })).toBe("Anna 接待中");
    speak("en");
    expect(word("withAgent", { name: "Anna" })).toBe("with Anna");
  });

  it("should count up, and name the day only where it is another", () => {
    expect([0, 45_000, 723_000, 3_840_000, -5].map(lasting)).toEqual(["0:00", "0:45", "12:03", "1:04:00", "0:00"]);
    const now = new Date("2026-01-02T12:00:00");
    expect(clockTime("2026-01-02T09:05:00", now)).toBe("09:05 AM");
    expect(clockTime("2026-01-01T09:05:00", now)).toContain("Jan 1");
    expect(clockTime("not a time", now)).toBe("");
  });
});
