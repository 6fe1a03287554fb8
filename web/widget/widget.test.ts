import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { kept } from "../sdk/keeping";
import { saveSession } from "../sdk/storage";
import { FloorwalkerChat } from "./widget";

customElements.define("floorwalker-chat", FloorwalkerChat);

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("fetch", () => new Promise(() => undefined)); // a gateway that has not answered yet
  vi.stubGlobal("CSSStyleSheet", class { replaceSync(): void {} }); // which jsdom has not, as this
  vi.stubGlobal("IntersectionObserver", class { observe(): void {} });
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
});

afterEach(async () => {
  document.body.replaceChildren();
  await new Promise((resolve) => setTimeout(resolve)); // a chat that is taken off the page ends a little later
});

it("should keep what was bought at once, so that a page that goes away loses nothing", () => {
  saveSession("demo", { id: "s", token: "t" });
  const chat = new FloorwalkerChat();
  document.body.append(chat);

  chat.purchased([{ id: "mouse-1", price: 20, quantity: 2 }]);

  expect(kept("tab", "floorwalker.events.demo")).toMatchObject([{ type: "purchase", product_id: "mouse-1", price: 20, quantity: 2 }]);
});

it("should keep nothing of who did not chat", () => {
  const chat = new FloorwalkerChat();
  document.body.append(chat);

  chat.purchased([{ id: "mouse-1" }]);

  expect(kept("tab", "floorwalker.events.demo")).toBeNull();
});
