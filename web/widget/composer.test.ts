import { beforeEach, describe, expect, it } from "vitest";
import { Composer } from "./composer";

let told: string[];
let composer: Composer;

function press(key: string, more: KeyboardEventInit = {}): void {
  composer.input.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
}

describe("Composer", () => {
  beforeEach(() => {
    told = [];
    composer = new Composer({ say: (text) => told.push(text), typing: () => told.push("types") });
    document.body.replaceChildren(composer.form);
  });

  it("should say what is written, once, and be empty then", () => {
    composer.input.value = "  a mouse ";
    press("Enter");
    press("Enter");

    expect([told, composer.input.value]).toEqual([["a mouse"], ""]);
  });

  it("should go on in another line, and not send what is still being composed", () => {
    composer.input.value = "a";
    press("Enter", { shiftKey: true });
    press("Enter", { isComposing: true });
    composer.input.dispatchEvent(new Event("input"));

    expect([told, composer.input.value]).toEqual([["types"], "a"]);
  });

  it("should have names", () => {
    composer.label();

    expect(composer.input.getAttribute("aria-label")).toBe("Your message");
    expect(composer.form.querySelector("button")?.textContent).toBe("Send");
  });
});
