import { beforeEach, describe, expect, test } from "vitest";
import { addressOf, visitAt, type Place } from "./address";
import { Cart, MOST_PIECES } from "./cart";
import { keyOf, matches } from "./goods";
import { filled, wordsOf } from "./words";

const at = (path: string, preferred = "en"): ReturnType<typeof visitAt> => visitAt(new URL(path, "https://shop.example"), preferred);

describe("addresses", () => {
  const places: Place[] = [
    { page: "home" },
    { page: "cart" },
    { page: "checkout" },
    { page: "thanks" },
    { page: "type", key: "coffee_machine", number: 1 },
    { page: "type", key: "mouse", number: 3 },
    { page: "search", query: "red & light / 5%", number: 2 },
    { page: "product", id: "mouse-007" },
    { page: "product", id: "a/b?c#d" },
  ];

  test.each(places)("lead to the place they are of: %o", (place) => {
    for (const language of ["en", "zh"] as const) expect(at(addressOf(language, place), "zh-CN")).toEqual({ language, place });
  });

  test("at the door the browser says which language, elsewhere the address does", () => {
    expect(at("/", "zh-TW").language).toBe("zh");
    expect(at("/?lang=zh").language).toBe("zh");
    expect(at("/?lang=en", "zh-CN").language).toBe("en");
    expect(at("/product/mouse-007", "zh-CN").language).toBe("en");
  });

  test("what is no address is the door, and no page a first one", () => {
    expect(at("/nothing/here").place).toEqual({ page: "home" });
    expect(at("/type/mouse?page=-2").place).toEqual({ page: "type", key: "mouse", number: 1 });
    expect(at("/product/%E0%A4%A").place).toEqual({ page: "product", id: "%E0%A4%A" });
  });
});

describe("the cart", () => {
  const mouse = { id: "m", title: "Mouse", price: 20, currency: "EUR", image: null };
  beforeEach(() => localStorage.clear());

  test("counts pieces, and says what a change of quantity comes to", () => {
    const cart = new Cart(localStorage);
    cart.add(mouse);
    cart.add(mouse);
    expect([cart.count, cart.total]).toEqual([2, 40]);
    expect(cart.set("m", 5)).toBe(3);
    expect(cart.set("m", 500)).toBe(MOST_PIECES - 5);
    expect(cart.set("m", 0)).toBe(-MOST_PIECES);
    expect(cart.lines).toEqual([]);
    expect(cart.set("unknown", 2)).toBe(0);
  });

  test("is there on the next page, and in another tab as soon as it changes", () => {
    const one = new Cart(localStorage);
    const other = new Cart(localStorage);
    let told = 0;
    other.onChange(() => told++);
    one.add(mouse);
    dispatchEvent(new StorageEvent("storage", { key: "floorwalker.demo.cart" }));
    expect([told, other.count, new Cart(localStorage).count]).toEqual([1, 1, 1]);
  });

  test.each(["{", "5", '[{"id": 5}, null]'])("is empty where %s stands", (stored) => {
    localStorage.setItem("floorwalker.demo.cart", stored);
    expect(new Cart(localStorage).lines).toEqual([]);
  });

  test("lasts as long as the page where nothing may be stored", () => {
    const cart = new Cart(null);
    cart.add(mouse);
    expect(cart.count).toBe(1);
  });
});

describe("goods", () => {
  test("are found by the beginnings of all words, and by their type in Chinese", () => {
    const title = "Norvik Claw X6 wireless mouse, 2.4 GHz receiver, pink Mouse";
    expect(["wireless mou", "PINK norvik", "2.4 ghz"].map((query) => matches(query, title, "鼠标"))).toEqual([true, true, true]);
    expect(["wired mouse", "less", "  "].map((query) => matches(query, title, "鼠标"))).toEqual([false, false, false]);
    expect(matches("鼠标", title, "鼠标")).toBe(true);
  });

  test("say their type by their id", () => {
    expect([keyOf("coffee_machine-012"), keyOf("odd")]).toEqual(["coffee_machine", "odd"]);
  });
});

test("words are filled where something stands for them", () => {
  expect(filled(wordsOf("zh").cartWith, { count: 2, total: "€5" })).toBe("购物车：2 · €5");
  expect(filled("{a} {b}", { a: "{b}" })).toBe("{b} {b}");
});
