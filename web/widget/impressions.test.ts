import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Chat } from "../sdk/chat";
import { Impressions } from "./impressions";

let told: unknown[];
let watched: Element[];
let see: (target: Element, isIntersecting?: boolean) => void;

describe("Impressions", () => {
  beforeEach(() => {
    [told, watched] = [[], []];
    class Observer {
      constructor(heard: (entries: object[]) => void) {
        see = (target, isIntersecting = true) => heard([{ target, isIntersecting }]);
      }
      observe = (element: Element): unknown => watched.push(element);
      unobserve = (element: Element): unknown => (watched = watched.filter((one) => one !== element));
    }
    vi.stubGlobal("IntersectionObserver", Observer);
    document.body.innerHTML = '<section data-message="l1"><p class="card" data-product="p1" data-position="3"></p><p></p></section>';
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("should tell of a card that is seen, once, whichever page shows it again", () => {
    const claimed = new Set<string>();
    const chat = { events: { add: (...event: unknown[]) => told.push(event) }, tabs: { claim: (what: string) => !claimed.has(what) && Boolean(claimed.add(what)) } } as unknown as Chat;
    const card = document.querySelector(".card")!;
    for (let page = 0; page < 2; page++) {
      new Impressions(chat, document.body).watch([card]);
      expect(watched).toEqual([card]);
      see(card, false);
      see(card);
      see(card);
      expect(watched).toEqual([]);
    }

    expect(told).toEqual([["impression", { message_id: "l1", product_id: "p1", position: 3 }, expect.any(String)]]);
  });
});
