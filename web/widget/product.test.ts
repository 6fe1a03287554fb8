import { describe, expect, it, vi } from "vitest";
import type { Product } from "../sdk/types";
import { safeUrl } from "./dom";
import { productCard, readable, spelled } from "./product";

const PRODUCT: Product = {
  id: "a/1",
  title: "<img src=x onerror=alert(1)>",
  brand: "Norvik",
  price: 20,
  currency: "EUR",
  image_url: "javascript:alert(1)",
  available: true,
  score: 0.9,
  attributes: { connectivity: "Bluetooth", weight: 80, colour: ["Black", "Red"] },
  matched: ["connectivity"],
  fits: [{ attribute: "silent", label: "Silent clicks", text: "silent <b>clicks</b>", affinity: 0.7, why: "people sit close by" }],
  missed: ["colour"],
};
const SHOWN = new Map([["weight", { name: "weight", label: "Weight", weight: 0.2, unit: "g" }]]);

describe("productCard", () => {
  const actions = { open: vi.fn(), add: vi.fn() };
  const card = productCard(PRODUCT, 3, SHOWN, "https://shop.example/", actions);

  it("should show outside text as text, never as markup", () => {
    expect(card.querySelector("h4")?.textContent).toBe(PRODUCT.title);
    expect(card.querySelectorAll("img")).toHaveLength(0);
  });

  it("should say which wishes are met and which are not", () => {
    expect([...card.querySelectorAll(".chip")].map((chip) => chip.textContent)).toEqual(["✓ Bluetooth", "✗ Black, Red"]);
  });

  it("should say what speaks for the product, and why on demand", () => {
    const said = card.querySelector<HTMLElement>(".reasons");

    expect(said?.textContent).toBe("silent <b>clicks</b>");
    expect(said?.title).toContain("people sit close by");
  });

  it("should state numbers with their unit", () => {
    expect(card.querySelector(".facts")?.textContent).toContain("Weight: 80 g");
  });

  it("should tell the position of what was added", () => {
    card.querySelector<HTMLButtonElement>(".add")?.click();

    expect(actions.add).toHaveBeenCalledWith(PRODUCT, 3);
  });
});

describe("safeUrl", () => {
  it.each([
    ["/demo/1.svg", "https://shop.example/demo/1.svg"],
    ["http://a.example/x", "http://a.example/x"],
    ["javascript:alert(1)", null],
    ["data:text/html,<b>", null],
    [null, null],
  ])("should turn %s into %s", (address, url) => {
    expect(safeUrl(address, "https://shop.example/")).toBe(url);
  });
});

describe("words", () => {
  it("should spell values as people do", () => {
    expect([true, false, 1234.5, ["a", 2]].map(spelled)).toEqual(["Yes", "No", "1,234.5", "a, 2"]);
    expect(readable("battery_life")).toBe("Battery life");
  });
});
