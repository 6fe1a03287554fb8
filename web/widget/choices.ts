// In which words the shopper's taps were offered, to show them again when the page is loaded again.
import type { Choice, LoggedMessage, OptionValue } from "../sdk/types";
import { spelled } from "./product";
import { wishWords } from "./wishes";
import { word } from "./words";

export class Choices {
  private readonly offered = new Map<string, string>();
  /** The wishes and leanings of the last list, in words, by attribute. */
  private readonly inForce = new Map<string, string>();

  /** Keeps what a message offers. */
  learn(message: LoggedMessage): void {
    if (message.type === "question") {
      for (const option of message.options) this.offered.set(key(message.attribute, option.value), option.label);
    }
    if (message.type !== "products") return;
    this.inForce.clear();
    for (const { attribute, label } of message.leanings ?? []) this.inForce.set(attribute, word("notBecause", { label }));
    for (const wish of message.wishes ?? []) {
      this.inForce.set(wish.attribute, word("withoutWish", { wish: wishWords(wish, message.products[0]?.currency ?? null) }));
    }
  }

  wordsOf({ attribute, value = null, values }: Choice): string {
    if (values?.length) return values.map((one) => this.label(attribute, one)).join(word("or"));
    if (value === null) return this.inForce.get(attribute) ?? word("noPreference");
    return this.label(attribute, value);
  }

  private label(attribute: string, value: NonNullable<OptionValue>): string {
    const offered = this.offered.get(key(attribute, value));
    if (offered !== undefined) return offered;
    return typeof value === "object" ? [value.min, value.max].map((end) => end ?? "").join(" – ") : spelled(value);
  }
}

function key(attribute: string, value: OptionValue): string {
  return `${attribute}\n${JSON.stringify(value)}`;
}
