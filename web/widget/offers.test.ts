import { beforeEach, describe, expect, it } from "vitest";
import type { LoggedMessage } from "../sdk/types";
import { Offers } from "./offers";

const OUTAGE = { id: "n", type: "notice", kind: "error", reason: "outage", offers: ["again", "human"], from: "bot", text: "Not just now" };
let log: HTMLElement;
let told: string[];
let offers: Offers;

function hear(message: object, isMine = true): HTMLElement {
  const element = document.createElement("p");
  log.append(element);
  offers.heard({ from: "bot", ...message } as LoggedMessage, element, isMine);
  return element;
}
const buttons = (): HTMLButtonElement[] => [...log.querySelectorAll<HTMLButtonElement>(".offers:not([hidden]) button")];

describe("Offers", () => {
  beforeEach(() => {
    told = [];
    log = document.createElement("div");
    document.body.replaceChildren(log);
    offers = new Offers({ again: () => told.push("again"), human: () => told.push("human") }, () => told.push("left"));
  });

  it("should offer what the notice does, behind it, each doing its own", () => {
    const notice = hear(OUTAGE);
    buttons().forEach((button) => button.click());

    expect(notice.nextElementSibling?.className).toContain("offers");
    expect([buttons().map(({ textContent }) => textContent), told]).toEqual([["Try again", "Talk to a person"], ["again", "human"]]);
  });

  it("should offer to say again only what this page said, and nothing that it does not know", () => {
    hear(OUTAGE, false);
    expect(buttons().map(({ textContent }) => textContent)).toEqual(["Talk to a person"]);
    hear({ ...OUTAGE, reason: null, offers: ["human", "of a later gateway"] });
    expect(buttons().map(({ textContent }) => textContent)).toEqual(["Talk to a person"]);
  });

  it("should offer nothing any more once it is answered, and let go of the keyboard", () => {
    hear(OUTAGE);
    hear({ id: "s", type: "text", from: "shopper", text: "well" });
    expect(buttons()).toHaveLength(2);
    buttons()[0]?.focus();
    hear({ id: "a", type: "text", text: "Here" });

    expect([buttons(), told]).toEqual([[], ["left"]]);
  });

  it("should not offer it while it is being said again, and offer only the newest", () => {
    hear(OUTAGE);
    offers.busy(true);
    expect(buttons()).toHaveLength(0);
    offers.busy(false);
    expect(buttons()).toHaveLength(2);
    hear({ ...OUTAGE, id: "n2" });
    expect([buttons().length, log.querySelectorAll(".offers").length]).toEqual([2, 1]);
  });
});
