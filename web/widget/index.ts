// The loader: one script tag defines <floorwalker-chat>, and puts one on the page unless the page has its own.
//   <script src="https://HOST/widget.js" data-site-key="demo" defer></script>
import { Transport } from "../sdk/transport";
import { FloorwalkerChat } from "./widget";

const script = document.currentScript as HTMLScriptElement | null;

/** Whether the shopper is one of those who see the chat: asked of shoppers whom the page names, where it says so. */
async function isShown(base: string): Promise<boolean> {
  const { shopper, analytics, holdout, siteKey } = script?.dataset ?? {};
  if (holdout === undefined || analytics === undefined || !shopper) return true;
  return new Transport(base).isShown(siteKey ?? "demo", shopper);
}

async function place(): Promise<void> {
  if (document.querySelector("floorwalker-chat")) return;
  const base = script ? new URL(script.src).origin : "";
  if (!(await isShown(base)) || document.querySelector("floorwalker-chat")) return;
  const chat = document.createElement("floorwalker-chat");
  for (const [name, value] of Object.entries({
    "site-key": script?.dataset["siteKey"],
    heading: script?.dataset["heading"],
    locale: script?.dataset["locale"],
    product: script?.dataset["product"],
    "open-after": script?.dataset["openAfter"],
    "open-on": script?.dataset["openOn"],
    base,
  })) {
    if (value) chat.setAttribute(name, value);
  }
  if (script?.dataset["shopper"]) chat.setAttribute("shopper", script.dataset["shopper"]);
  if (script?.dataset["analytics"] !== undefined) chat.setAttribute("analytics", "");
  document.body.append(chat);
}

if (!customElements.get("floorwalker-chat")) customElements.define("floorwalker-chat", FloorwalkerChat);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => void place());
else void place();
