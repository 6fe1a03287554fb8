// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { money } from "./numbers";
import { spelled } from "./product";
import { chosenLocale, speak, word } from "./words";

afterEach(() => {
  speak("en");
  document.documentElement.lang = "";
});

test("says its words in the language of the locale, and English where there is none", () => {
  speak("zh-CN");
  expect(word("send")).toBe("发送");
  expect(word("range", { first: 1, last: 5, total: 12 })).toBe("第 1–5 件，共 12 件");
  speak("fr");
  expect(word("send")).toBe("Send");
  speak("no locale!");
  expect(spelled(1.5)).toBe("1.5");
});

test("the page's wish comes before its language, and that before the browser's", () => {
  expect(chosenLocale(null)).toBe(navigator.language);
  document.documentElement.lang = "de";
  expect(chosenLocale(null)).toBe("de");
  expect(chosenLocale("zh-CN")).toBe("zh-CN");
});

test("writes money, lists and yes as the language does", () => {
  speak("zh-CN");
  expect(money(1299, "CNY")).toBe("¥1,299.00");
  expect(spelled(["红色", true])).toBe("红色、是");
});
