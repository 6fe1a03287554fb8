import { describe, expect, it, vi } from "vitest";
import type { Product, ProductDetail } from "../sdk/types";
import { priceElement } from "./price";
import { addButton, productCard, productPage } from "./product";
import { Chooser, type Variant } from "./variants";

const variant = (id: string, colour: string, size: number, price: number, available = true): Variant => ({ id, options: { colour, size }, text: `${colour}, Size: ${size}`, price, available, image_url: null, url: null });
const VARIANTS = [variant("r42", "Red", 42, 25, false), variant("r44", "Red", 44, 25), variant("b42", "Blue", 42, 28)];
const OPTIONS = [
  { name: "colour", label: "Colour", values: ["Red", "Blue"].map((value) => ({ value, label: value, available: true })) },
  { name: "size", label: "Size", values: [42, 44].map((value) => ({ value, label: String(value), available: true })) },
];
const SHIRT: ProductDetail = { id: "s", title: "Linen shirt", description: "", price: 25, highest_price: 28, currency: "EUR", available: true, attributes: {}, labels: {}, units: {}, options: OPTIONS, variants: VARIANTS };
const CARD: Product = { id: "s", title: "Linen shirt", price: 25, highest_price: 28, currency: "EUR", available: true, score: 1, attributes: {}, options: OPTIONS };
const said = (element: Element | null): string => (element?.textContent ?? "").replaceAll("\u00a0", " ");

function choose(page: Element, label: string): void {
  document.body.replaceChildren(page); // a radio button changes only on a page
  const input = [...page.querySelectorAll("label")].find((one) => one.textContent?.startsWith(label))?.querySelector("input");
  input?.click();
}

describe("a card", () => {
  const actions = { open: vi.fn(), add: vi.fn() };

  it("should say from what price a product is had, and lead to the choice", () => {
    const card = productCard(CARD, 0, new Map(), "https://shop.example/", actions);

    expect(said(card.querySelector(".price"))).toBe("from €25.00");
    expect(card.querySelector(".add")?.getAttribute("aria-label")).toBe("Linen shirt: Choose: Colour, Size");
    card.querySelector<HTMLButtonElement>(".add")?.click();
    expect([actions.open.mock.calls.length, actions.add.mock.calls.length]).toEqual([1, 0]);
  });

  it("should show the form that fits, with its price and picture", () => {
    const fits = { id: "b42", options: { colour: "Blue", size: 42 }, text: "Blue, Size: 42", price: 28, available: true, image_url: "/blue.jpg" };
    const card = productCard({ ...CARD, variant: fits }, 0, new Map(), "https://shop.example/", actions);

    expect(said(card.querySelector(".form"))).toBe("Blue, Size: 42");
    expect(said(card.querySelector(".price"))).toBe("€28.00");
    expect(card.querySelector("img")?.src).toBe("https://shop.example/blue.jpg");
    expect(card.querySelector(".add")?.getAttribute("aria-label")).toBe("Add Linen shirt, Blue, Size: 42 to the cart");
  });

  it("should not sell what is sold out", () => {
    expect(addButton({ ...CARD, available: false }, vi.fn(), vi.fn()).className).toBe("gone");
  });
});

describe("a price", () => {
  it("should tell those who hear it which one was before the sale", () => {
    const price = priceElement({ price: 20, list_price: 30, currency: "EUR" });

    expect(said(price)).toBe("Price before: €30.00 Price now: €20.00");
    expect(said(price.querySelector("s"))).toBe("€30.00");
  });

  it.each([
    [{ price: 20, list_price: 20, currency: "EUR" }, false, "€20.00"],
    [{ price: 20, highest_price: 25, currency: "EUR" }, true, "€20.00 – €25.00"],
    [{ price: null, highest_price: 25, currency: "EUR" }, false, "Price on request"],
  ])("should read %j", (offer, isRange, text) => {
    expect(said(priceElement(offer, isRange))).toBe(text);
  });
});

describe("a product's page", () => {
  it("should add the form that was chosen, and only when one is", () => {
    const add = vi.fn();
    const page = productPage(SHIRT, "https://shop.example/", add);
    const buy = page.querySelector<HTMLButtonElement>(".add");

    buy?.click();
    expect(said(page.querySelector(".note"))).toBe("Choose: Colour");
    choose(page, "Blue");
    choose(page, "42");
    expect(said(page.querySelector(".offer"))).toBe("Blue, Size: 42 €28.00");
    buy?.click();
    expect(add.mock.calls).toEqual([[VARIANTS[2]]]);
  });

  it("should begin with what the card was about, and mark what is sold out", () => {
    const page = productPage(SHIRT, "https://shop.example/", vi.fn(), { colour: "Red" });

    const checked = [...page.querySelectorAll("input:checked")].map((input) => said(input.closest("label")));
    expect(checked).toEqual(["Red"]);
    expect([...page.querySelectorAll("label.gone")].map(said)).toEqual(["42 (sold out)"]);
  });

  it("should go to a form that there is", () => {
    const changed = vi.fn();
    const chooser = new Chooser(VARIANTS, OPTIONS, { colour: "Red", size: 44 }, changed);

    choose(chooser.element, "Blue");

    expect([chooser.variant?.id, changed.mock.calls.length]).toEqual(["b42", 1]);
  });

  it("should know a form by any of several values of an option", () => {
    const two = { ...variant("bw42", "Black", 42, 30), options: { colour: ["Black", "White"], size: 42 } };
    const colours = { name: "colour", label: "Colour", values: ["Black", "White", "Red"].map((value) => ({ value, label: value, available: true })) };
    const begun = new Chooser([two, variant("r42", "Red", 42, 25)], [colours], { ...two.options }, vi.fn());
    const chosen = new Chooser([two, variant("r42", "Red", 42, 25)], [colours], {}, vi.fn());

    choose(chosen.element, "White");

    expect([begun, chosen].map((chooser) => [chooser.variant?.id, said(chooser.element.querySelector("label:has(:checked)"))])).toEqual([["bw42", "Black"], ["bw42", "White"]]);
  });

  it("should offer forms that only their codes tell apart", () => {
    const plain = ["a", "b"].map((id) => ({ id, options: {}, text: "", price: 3, available: true, codes: { sku: [`SKU-${id}`] } }));
    const chooser = new Chooser(plain, [], {}, vi.fn());

    choose(chooser.element, "SKU-b");

    expect(chooser.variant?.id).toBe("b");
  });

  it("should ask nothing of a product in one form", () => {
    const add = vi.fn();
    const page = productPage({ ...SHIRT, options: [], variants: [] }, "https://shop.example/", add);

    page.querySelector<HTMLButtonElement>(".add")?.click();

    expect([page.querySelectorAll("fieldset").length, add.mock.calls]).toEqual([0, [[null]]]);
  });
});
