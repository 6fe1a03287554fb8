// Leaving an address while nobody is there: a small form under the notice that says so.
import { ChatError } from "../sdk/errors";
import { el } from "./dom";
import { word } from "./words";

/** `leave` sends what was written; the form goes when it got there, and says why if it did not. */
export function contactForm(leave: (address: string, note: string) => Promise<void>): HTMLFormElement {
  const address = el("input", { name: "address", required: true, maxlength: "254", autocomplete: "email", placeholder: word("addressHint") });
  const note = el("textarea", { name: "note", rows: "2", maxlength: "1000" });
  const problem = el("p", { class: "problem", role: "alert" });
  const button = el("button", { class: "send", type: "submit" }, word("leave"));
  const form = el(
    "form",
    { class: "contact", "aria-label": word("leaveAddress") },
    el("label", {}, word("address"), address),
    el("label", {}, word("addressNote"), note),
    problem,
    button,
    el("p", { class: "count" }, word("addressUse")),
  );
  const submit = async (): Promise<void> => {
    button.disabled = true;
    problem.textContent = "";
    try {
      await leave(address.value.trim(), note.value.trim());
      form.remove();
    } catch (error) {
      const isWrong = error instanceof ChatError && error.fields.some((field) => field.endsWith("address"));
      problem.textContent = word(isWrong ? "addressWrong" : "addressFailed");
      if (isWrong) address.setAttribute("aria-invalid", "true");
      address.focus();
    } finally {
      button.disabled = false;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  return form;
}
