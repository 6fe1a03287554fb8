// Loads what a page needs only when the shopper has begun (parts.ts), from beside the script.
import { around } from "../sdk/waiting";
import type { LoggedMessage } from "../sdk/types";
import { plainElement } from "./spoken";
import { languageOf, spokenLocale, word } from "./words";

export type Parts = typeof import("./parts");

/** The build's: changes with the file, so that no cache mixes two of them. */
declare const PARTS_VERSION: string;
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : document.baseURI;
let loading: Promise<Parts> | null = null;
let tries = 0;

/** Loads once; again if that failed, by another address, as browsers keep failures too. */
export function loadParts(): Promise<Parts> {
  const address = new URL(`widget-parts.js?v=${PARTS_VERSION}${tries > 0 ? `&try=${tries}` : ""}`, script).href;
  loading ??= (import(/* @vite-ignore */ address) as Promise<Parts>).then(
    (parts) => {
      parts.lend({ languageOf, spokenLocale, word });
      return parts;
    },
    (error: unknown) => {
      loading = null;
      tries += 1;
      throw error;
    },
  );
  return loading;
}

/** What shows more than plain words, and the words of choices, once they are loaded. */
export class Late {
  parts: Parts | null = null;
  choices: InstanceType<Parts["Choices"]> | null = null;

  /** Loads, and tries until it is there. */
  async all(): Promise<Parts> {
    for (let pause = 1_000; !this.parts; pause = Math.min(30_000, pause * 2)) {
      await this.load().catch(() => new Promise((resolve) => setTimeout(resolve, around(pause))));
    }
    return this.parts;
  }

  /** The messages, when what shows them is there; in a task of its own, in which they are shown, each after those before. */
  async for<M extends LoggedMessage>(messages: M[]): Promise<M[]> {
    if (!this.parts && !messages.every((message) => plainElement(message))) await this.all();
    await nextTask();
    return messages;
  }

  /** Makes the first number's formatter, too, which takes long: in a task of its own, before anything is shown with it. */
  private async load(): Promise<void> {
    const parts = await loadParts();
    await nextTask();
    parts.number(0);
    await nextTask();
    this.choices ??= new parts.Choices();
    this.parts = parts;
  }
}

/** Lets the page do what else it has to. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Calls back when the page has nothing else to do. */
export function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: 3_000 });
  else setTimeout(work, 200);
}
