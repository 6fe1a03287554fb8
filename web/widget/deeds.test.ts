import { beforeEach, describe, expect, it } from "vitest";
import type { Chat } from "../sdk/chat";
import { ChatError } from "../sdk/errors";
import type { LoggedMessage, Product, ProductsMessage } from "../sdk/types";
import { Deeds } from "./deeds";
import { Late } from "./late";
import { Log } from "./log";
import * as parts from "./parts";

const PRODUCT = { id: "p1", title: "Mouse", score: 1, price: 20, currency: "EUR", available: true, attributes: {}, matched: [], missed: [] } as unknown as Product;
const LIST = { id: "l1" } as ProductsMessage;

let told: unknown[];
let claimed: Set<string>;
let log: Log;
let deeds: Deeds;

describe("Deeds", () => {
  beforeEach(() => {
    [told, claimed] = [[], new Set()];
    const chat = {
      events: { add: (type: string, fields: object) => told.push([type, fields]) },
      tabs: { claim: (what: string) => !claimed.has(what) && Boolean(claimed.add(what)) },
      product: async () => Promise.reject(new ChatError("down", "part_down", true)),
    } as unknown as Chat;
    const late = new Late();
    late.parts = parts;
    log = new Log(late, { actions: () => deeds.actions(), placed: () => undefined });
    deeds = new Deeds(chat, late, log, { base: () => "https://shop.example", ask: (request, words) => told.push([request, words]), extend: () => undefined, addToCart: ({ id }) => told.push(["cart", id]) });
    document.body.replaceChildren(log.element);
  });

  it("should answer what was tapped, and tell of which question", () => {
    log.put([{ id: "q1", type: "question", from: "bot", text: "Which?", attribute: "colour", label: "Colour", unit: null, options: [{ value: "red", label: "Red", count: 2 }], may_skip: true } as unknown as LoggedMessage]);
    deeds.actions().choose("colour", "red", "Red");
    deeds.actions().choose("colour", null, "I don't mind");

    expect(told).toEqual([
      ["option_pick", { attribute: "colour", value: "red", message_id: "q1" }],
      [{ choice: { attribute: "colour", value: "red" } }, "Red"],
      ["option_skip", { attribute: "colour", value: null, message_id: "q1" }],
      [{ choice: { attribute: "colour", value: null } }, "I don't mind"],
    ]);
  });

  it("should put into the cart what is tapped", () => {
    deeds.actions().add(PRODUCT, LIST, 3);

    expect(told).toEqual([["add_to_cart", { message_id: "l1", product_id: "p1", quantity: 1, position: 3 }], ["cart", "p1"]]);
  });

  it("should do once what the assistant was asked to do, and nothing of what an agent shows", () => {
    const put = { id: "n1", type: "notice", kind: "add_to_cart", from: "bot", text: "Done", product: PRODUCT } as unknown as LoggedMessage;
    deeds.obey(put);
    deeds.obey(put);
    deeds.obey({ id: "c1", type: "comparison", from: "agent", products: [PRODUCT], rows: [] } as unknown as LoggedMessage);
    deeds.obey({ id: "c2", type: "comparison", from: "bot", products: [PRODUCT], rows: [] } as unknown as LoggedMessage);

    expect(told).toEqual([["add_to_cart", { message_id: "n1", product_id: "p1", quantity: 1 }], ["cart", "p1"], ["compare", { message_id: "c2", product_id: "p1" }]]);
  });

  it("should say where a product cannot be opened", async () => {
    deeds.actions().open(PRODUCT, LIST, 1);
    await new Promise((resolve) => setTimeout(resolve));

    expect(told).toEqual([["product_click", { message_id: "l1", product_id: "p1", position: 1 }]]);
    expect(log.element.querySelector("[role=alert]")?.textContent).toContain("down");
  });
});
