// The chat as a custom element, <floorwalker-chat>. Attributes: site-key, base, mode (floating or inline), heading, locale,
// analytics, shopper, product (the id of the product that the page shows).
// Tells the page with events: "floorwalker:ready", "floorwalker:said", and "floorwalker:add-to-cart" (detail: the product).
import { Chat } from "../sdk/chat";
import { ChatError } from "../sdk/errors";
import type { LoggedMessage, OptionValue, PageEvent, Product, ProductsMessage, Purchase, Request } from "../sdk/types";
import { agreed, agreement } from "./agreeing";
import { contactForm } from "./contact";
import { el } from "./dom";
import { bubble, messageElement, type Actions } from "./messages";
import { Person } from "./person";
import { onNavigation, placeOf } from "./place";
import { productPage } from "./product";
import { STYLES } from "./styles";
import { chosenLocale, languageOf, speak, spokenLocale, word } from "./words";

const MOST_CHARACTERS = 20_000;

export class FloorwalkerChat extends HTMLElement {
  static readonly observedAttributes = ["analytics"];
  private readonly root = this.attachShadow({ mode: "open" });
  private readonly log = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" });
  private readonly input = el("textarea", { rows: "1", maxlength: String(MOST_CHARACTERS), });
  private readonly send = el("button", { class: "send", type: "submit" });
  private readonly dialog = el("dialog");
  private readonly panel = el("section", { class: "panel" });
  private readonly launcher = el("button", { class: "launcher", type: "button", onclick: () => this.open() });
  private readonly person = new Person();
  private readonly offered = new Map<string, string>();
  private readonly seen = new Set<Element>();
  private chat!: Chat;
  private watcher!: IntersectionObserver;
  private started: Promise<void> | null = null;
  private queue: Promise<void> = Promise.resolve();
  /** Whether the page says what the shopper agreed to; else the site's settings may ask. */
  private isAsked = false;

  connectedCallback(): void {
    if (this.chat) return;
    this.isAsked = !this.hasAttribute("analytics");
    if (this.isAsked && agreed(this.siteKey())) this.setAttribute("analytics", "");
    const locale = chosenLocale(this.getAttribute("locale"));
    speak(locale);
    this.chat = new Chat({
      base: this.base(),
      siteKey: this.siteKey(),
      locale,
      analytics: this.hasAttribute("analytics"),
      shopper: this.getAttribute("shopper"),
      page: () => placeOf(location, document.title, this.getAttribute("product")),
    });
    this.chat.listenTo({
      messages: (messages) => this.hear(messages),
      status: (status, agent) => this.person.become(status, agent),
      typing: (agent) => this.hearTyping(agent),
    });
    this.watcher = new IntersectionObserver((entries) => this.noteImpressions(entries), { root: this.log, threshold: 0.5 });
    this.build();
    onNavigation(() => void this.chat.moved());
    void this.chat.moved();
    addEventListener("pagehide", () => void this.chat.events.flush(true));
    if (this.isInline()) void this.start();
  }

  /** Taken off the page; one that is moved is on it again at once. */
  disconnectedCallback(): void {
    queueMicrotask(() => !this.isConnected && this.chat?.close());
  }

  /** The shopper agreed to analytics, or took it back; if it cannot be told just now, it is before the next message, or by the next page. */
  attributeChangedCallback(): void {
    this.chat?.allow(this.hasAttribute("analytics")).catch(() => undefined);
  }

  /** Opens the panel, as the launcher does. */
  open(): void {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.textContent = word("launcher");
    void this.start().then(() => this.input.focus());
  }

  /** Says something for the shopper, as if they had typed it. */
  say(text: string): void {
    this.open();
    void this.start().then(() => this.ask({ text }, text));
  }

  /** Tells the log what was bought, on whichever page; nothing where neither this tab chatted nor the page names a shopper
   * who agreed to analytics. */
  purchased(items: Purchase[]): void {
    this.report("purchase", items);
  }

  /** The same of what else was done with products on the shop's pages, by who chatted in this tab. */
  report(type: PageEvent, items: Purchase[]): void {
    if (type === "purchase" ? !this.chat.isKnown() : !this.chat.hasChatted()) return;
    void this.start().then(() => {
      for (const { id, ...done } of items) this.chat.events.add(type, { product_id: id, ...done });
    });
  }

  private close(): void {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
  }

  private siteKey(): string {
    return this.getAttribute("site-key") ?? "demo";
  }

  private base(): string {
    return (this.getAttribute("base") ?? "").replace(/\/$/, "");
  }

  private isInline(): boolean {
    return this.getAttribute("mode") === "inline";
  }

  private build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.root.adoptedStyleSheets = [sheet];
    this.label();
    const form = el("form", {}, this.input, this.send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
    this.input.addEventListener("input", () => {
      this.grow();
      this.chat.typing();
    });
    this.panel.classList.add(this.isInline() ? "inline" : "floating");
    this.panel.append(this.head(), this.person.bar, this.log, form);
    this.panel.hidden = !this.isInline();
    this.launcher.hidden = this.isInline();
    this.root.append(this.launcher, this.panel, this.dialog);
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  private head(): HTMLElement {
    const button = (text: string, act: () => void, label = text) =>
      el("button", { class: "quiet", type: "button", "aria-label": label, onclick: act }, text);
    return el(
      "header",
      {},
      el("span", { class: "dot", "aria-hidden": "true" }, "F"),
      el("h2", {}, this.getAttribute("heading") ?? word("assistant")),
      button(word("restart"), () => this.ask({ action: "restart" }, word("restart"))),
      button(word("human"), () => this.ask({ action: "human" }, word("wantHuman"))),
      this.isInline() ? null : button("✕", () => this.close(), word("close")),
    );
  }

  private label(): void {
    for (const [element, name] of [[this.log, "conversation"], [this.input, "message"], [this.dialog, "details"], [this.panel, "assistant"]] as const) {
      element.setAttribute("aria-label", word(name));
    }
    this.input.placeholder = word("ask");
    this.send.textContent = word("send");
    this.launcher.textContent = word("launcher");
  }

  private start(): Promise<void> {
    this.started ??= this.chat.start().then(
      (messages) => {
        this.settle();
        this.show(messages);
        this.ready();
      },
      (error: unknown) => {
        this.started = null;
        this.fail(error, () => void this.start());
      },
    );
    return this.started;
  }

  /** Speaks as the site does, and asks what it asks. */
  private settle(): void {
    if (languageOf(this.chat.locale) !== languageOf(spokenLocale())) {
      speak(this.chat.locale);
      this.panel.querySelector("header")?.replaceWith(this.head());
      this.label();
    }
    const { consent } = this.chat;
    if (consent && this.isAsked) this.log.before(agreement(this.siteKey(), consent, (yes) => this.toggleAttribute("analytics", yes)));
  }

  private ready(): void {
    this.dispatchEvent(new CustomEvent("floorwalker:ready", { bubbles: true, composed: true }));
  }

  private submit(): void {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.grow();
    this.ask({ text }, text);
  }

  /** Shows what the shopper said at once, then the answer; one after the other. What fails can be sent again. */
  private ask(request: Request, words: string): void {
    const said = bubble("shopper", words);
    this.dispatchEvent(new CustomEvent("floorwalker:said", { bubbles: true, composed: true }));
    this.settleQuestions();
    this.log.append(said);
    this.toEnd();
    const id = crypto.randomUUID();
    this.queue = this.queue.then(() => this.answer(request, id));
  }

  private async answer(request: Request, id: string): Promise<void> {
    const typing = el("p", { class: "bubble bot typing", "aria-label": word("typing") }, el("i"), el("i"), el("i"));
    if (this.person.status !== "agent") this.log.append(typing);
    this.toEnd();
    try {
      await this.start(); // or what is said at once would open a session of its own
      const messages = await this.chat.send(request, id);
      if (messages.length > 0) this.show(messages);
      messages.forEach((message) => this.obey(message));
    } catch (error) {
      this.fail(error, () => {
        this.queue = this.queue.then(() => this.answer(request, id));
      });
    } finally {
      typing.remove();
    }
  }

  private fail(error: unknown, retry: () => void): void {
    const known = error instanceof ChatError ? error : new ChatError("Something went wrong.", "unknown", true);
    const notice = el("p", { class: "notice error", role: "alert" }, word("failed") || known.message); // English has the exact reason
    if (known.mayRetry) {
      notice.append(
        el("button", { type: "button", onclick: () => (notice.remove(), retry()) }, word("retry")),
      );
    }
    this.log.append(notice);
    this.toEnd();
  }

  /** Shows what others say, where it does not pull the shopper away from what they read. */
  private hear(messages: LoggedMessage[]): void {
    this.person.stopsTyping();
    const wasAtEnd = this.isAtEnd();
    this.put(messages);
    messages.forEach((message) => this.obey(message));
    if (wasAtEnd) this.toEnd();
    if (this.panel.hidden) this.launcher.textContent = word("newMessage");
  }

  private hearTyping(agent: string | null): void {
    const wasAtEnd = this.isAtEnd();
    this.person.typesIn(this.log, agent);
    if (wasAtEnd) this.toEnd();
  }

  private show(messages: LoggedMessage[]): void {
    this.put(messages);
    this.scrollToAnswer(messages.length);
  }

  private put(messages: LoggedMessage[]): void {
    for (const message of messages) {
      if (message.type === "question") {
        for (const option of message.options) this.offered.set(offer(message.attribute, option.value), option.label);
      }
      if (message.from === "shopper") this.settleQuestions();
      const element = messageElement(message, this.actions());
      this.log.append(element);
      this.attend(message);
      element.querySelectorAll(".card").forEach((card) => this.watcher.observe(card));
    }
  }

  /** Offers to leave an address where nobody is there, for as long as that may be done. */
  private attend(message: LoggedMessage): void {
    const contact = message.type === "notice" ? message.contact : undefined;
    if (typeof contact !== "boolean" && !message.agent) return;
    this.log.querySelectorAll(".contact").forEach((form) => form.remove());
    this.person.isGone(contact === true || (contact === false && this.person.status === "queued"));
    if (contact) this.log.append(contactForm(async (address, note) => this.show(await this.chat.leaveAddress(address, note))));
  }

  private actions(): Actions {
    return {
      base: this.base() || document.baseURI,
      choose: (attribute, value, label) => this.choose(attribute, value, label),
      drop: (attribute, label) => this.ask({ choice: { attribute, value: null } }, word("notBecause", { label })),
      more: () => this.ask({ action: "show_more" }, word("showMore")),
      compare: () => this.ask({ action: "compare" }, word("compareThese")),
      open: (product, message, position) => void this.openProduct(product, message, position),
      add: (product, message, position) => this.addToCart(product, message, position),
      addDetail: ({ id, product }) => this.putIntoCart(id, { ...product, score: 0 } as Product),
      rate: (message, up) => this.chat.events.add(up ? "thumbs_up" : "thumbs_down", { message_id: message.id }),
      explain: (message, reason) => this.chat.events.add("thumbs_reason", { message_id: message.id, reason }),
      labelOf: (attribute, value) =>
        value === null ? word("noPreference") : (this.offered.get(offer(attribute, value)) ?? String(value)),
    };
  }

  private choose(attribute: string, value: OptionValue, label: string): void {
    const asked = [...this.log.querySelectorAll<HTMLElement>(".question")].filter((one) => one.dataset["attribute"] === attribute);
    const message = asked.at(-1)?.dataset["message"];
    this.chat.events.add(value === null ? "option_skip" : "option_pick", {
      attribute,
      value,
      ...(message ? { message_id: message } : {}),
    });
    this.ask({ choice: { attribute, value } }, label);
  }

  /** A question that was answered stays readable, but cannot be answered twice. */
  private settleQuestions(): void {
    this.log.querySelectorAll<HTMLButtonElement>(".option").forEach((option) => (option.disabled = true));
  }

  private async openProduct(product: Product, message: ProductsMessage, position: number): Promise<void> {
    this.chat.events.add("product_click", { message_id: message.id, product_id: product.id, position });
    try {
      const detail = await this.chat.product(product.id);
      const close = el("button", { class: "close", type: "button", "aria-label": word("close"), onclick: () => this.dialog.close() }, "✕");
      const add = (): void => this.addToCart(product, message, position);
      this.dialog.replaceChildren(close, productPage(detail, this.actions().base, add));
      this.dialog.showModal();
    } catch (error) {
      this.fail(error, () => void this.openProduct(product, message, position));
    }
  }

  /** What the shopper asked the assistant to do, told to the log or done on this page; once, as the answer arrives. What an
      agent shows was not asked for. */
  private obey(message: LoggedMessage): void {
    if (message.type === "comparison" && message.from !== "agent") {
      for (const product of message.products) this.chat.events.add("compare", { message_id: message.id, product_id: product.id });
    }
    if (message.type !== "notice" || message.kind !== "add_to_cart" || !message.product) return;
    this.putIntoCart(message.id, message.product);
  }

  private putIntoCart(messageId: string, product: Product): void {
    this.chat.events.add("add_to_cart", { message_id: messageId, product_id: product.id, quantity: 1 });
    this.announceCart(product);
  }

  private addToCart(product: Product, message: ProductsMessage, position: number): void {
    this.chat.events.add("add_to_cart", { message_id: message.id, product_id: product.id, position, quantity: 1 });
    this.announceCart(product);
  }

  private announceCart(product: Product): void {
    this.dispatchEvent(new CustomEvent("floorwalker:add-to-cart", { detail: product, bubbles: true, composed: true }));
  }

  private noteImpressions(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || this.seen.has(target)) continue;
      this.seen.add(target);
      this.watcher.unobserve(target);
      const message = target.closest<HTMLElement>("[data-message]");
      const card = target as HTMLElement;
      this.chat.events.add("impression", {
        message_id: message?.dataset["message"] ?? null,
        product_id: card.dataset["product"] ?? null,
        position: Number(card.dataset["position"]),
      });
    }
  }

  private grow(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  private isAtEnd(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** The beginning of a long answer stays in sight: its end would hide the first products. */
  private scrollToAnswer(count: number): void {
    const first = this.log.children[this.log.children.length - count - 1] ?? this.log.lastElementChild;
    if (first instanceof HTMLElement) this.log.scrollTop = first.offsetTop - this.log.offsetTop - 12;
  }
}

function offer(attribute: string, value: OptionValue): string {
  return `${attribute}\n${JSON.stringify(value)}`;
}
