// @vitest-environment jsdom
import { describe, expect, it, vi } from "vitest";
import type { ComparisonMessage } from "../sdk/types";
import { comparisonElement } from "./comparison";

const PRODUCTS = ["Pen <b>", "Pencil", "Chalk"].map((title, place) => ({ id: `p${place}`, title, price: 2 + place, currency: "EUR", available: place < 2, score: 1, attributes: {} }));
const MESSAGE = {
  type: "comparison",
  id: "c1",
  at: "2026-01-01T00:00:00Z",
  from: "bot",
  text: "Side by side:",
  products: PRODUCTS,
  rows: [
    { attribute: "price", label: "Price", unit: "EUR", values: [2, 3, 4] },
    { attribute: "length", label: "Length", unit: "cm", values: [14, 14, 9] },
    { attribute: "colour", label: "Colour", unit: null, values: ["Blue", null, ["Red", "White"]] },
  ],
} as unknown as ComparisonMessage;

describe("comparisonElement", () => {
  const actions = { base: "https://shop.example/", openCompared: vi.fn(), addCompared: vi.fn() };
  const element = comparisonElement(MESSAGE, actions);

  it("should put values with their units side by side, and what is not stated as such", () => {
    const rows = [...element.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent));

    expect(rows).toEqual([
      ["Length", "14 cm", "14 cm", "9 cm"],
      ["Colour", "Blue", "–", "Red, White"],
    ]);
    expect([...element.querySelectorAll(".differs")].map((cell) => cell.textContent)).toEqual(["9 cm"]);
  });

  it("should show each product with its price, to open and to add", () => {
    expect([...element.querySelectorAll("thead .price")].map((price) => price.textContent)).toEqual(["€2.00", "€3.00", "€4.00"]);
    element.querySelector<HTMLButtonElement>(".compared-open")?.click();
    element.querySelectorAll<HTMLButtonElement>(".add")[1]?.click();

    expect(actions.openCompared).toHaveBeenCalledWith(PRODUCTS[0], MESSAGE, 0);
    expect(actions.addCompared).toHaveBeenCalledWith(PRODUCTS[1], MESSAGE, 1);
    expect(element.querySelectorAll(".add")).toHaveLength(2);
    expect(element.querySelector("b")).toBeNull();
  });
});
