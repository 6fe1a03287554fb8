// @vitest-environment jsdom
import { expect, it } from "vitest";
import { ChatError } from "../sdk/errors";
import { contactForm } from "./contact";

function written(form: HTMLFormElement, address: string, note: string): Promise<unknown> {
  form.querySelector("input")!.value = address;
  form.querySelector("textarea")!.value = note;
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  return new Promise((resolve) => setTimeout(resolve));
}

it("should leave what was written, and go", async () => {
  const left: string[][] = [];
  const form = contactForm(async (...said) => void left.push(said));
  document.body.append(form);
  await written(form, " ada@example.com ", "after six");

  expect(left).toEqual([["ada@example.com", "after six"]]);
  expect(form.isConnected).toBe(false);
});

it("should stay and say why it did not get through", async () => {
  const errors = [new ChatError("no", "invalid", false, ["address"]), new ChatError("", "no_answer", true)];
  const form = contactForm(() => Promise.reject(errors.shift()));
  document.body.append(form);
  await written(form, "ada", "");
  expect(form.querySelector("[role=alert]")?.textContent).toContain("name@example.com");
  expect(form.querySelector("input")?.getAttribute("aria-invalid")).toBe("true");

  await written(form, "ada@example.com", "");
  expect(form.querySelector("[role=alert]")?.textContent).toContain("try again");
  expect(form.querySelector("input")?.value).toBe("ada@example.com");
});
