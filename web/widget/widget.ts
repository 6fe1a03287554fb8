// The chat as a custom element: it holds together what the sdk tells and what the other modules show.
import { Chat } from "../sdk/chat";
import { asChatError } from "../sdk/errors";
import { idOf } from "../sdk/ids";
import type { Outgoing } from "../sdk/outbox";
import { around, onOnline } from "../sdk/waiting";
import type { LoggedMessage, Message, OptionValue, PageEvent, Product, Purchase, Request } from "../sdk/types";
import { agreed, agreement } from "./agreeing";
import { Announcer } from "./announcing";
import { contactForm } from "./contact";
import { el } from "./dom";
import { chatHead, programNote } from "./head";
import { loadParts, whenIdle, type Parts } from "./late";
import { LOOKS } from "./looks";
import type { Actions } from "./messages";
import { Offers } from "./offers";
import { openByItself, openingRule, wasClosed } from "./opening";
import { Person } from "./person";
import { onNavigation, placeOf } from "./place";
import { Sending } from "./sending";
import { plainElement } from "./spoken";
import { STYLES } from "./styles";
import { Typing } from "./typing";
import { settleWishes } from "./wishes";
import { chosenLocale, languageOf, speak, spokenLocale, word } from "./words";

const MOST_CHARACTERS = 20_000;

/**
 * The chat with the shop's assistant.
 *
 * @element floorwalker-chat
 * @attr {string} site-key - The shop's key.
 * @attr {string} base - The gateway, where the page is of another origin.
 * @attr {"floating" | "inline"} mode - A button that opens a panel, or a place of its own on the page.
 * @attr {"auto" | "light" | "dark"} theme - Light or dark; "auto", which is the default, follows the page (its `color-scheme`).
 * @attr {"start" | "end"} side - On which side of the page the button stands; the default is "end".
 * @attr {string} heading - The words in the header.
 * @attr {string} locale - The language; without it the page's, or the browser's.
 * @attr {boolean} analytics - Whether the shopper agreed to analytics.
 * @attr {string} shopper - The shop's own id of the shopper.
 * @attr {string} product - The id of the product that the page shows.
 * @attr {number} open-after - Seconds after which the chat opens by itself.
 * @attr {string} open-on - Paths of the pages on which it does, with * for anything.
 * @cssprop [--fw-accent=#0f766e] - Buttons, links, what the shopper says.
 * @cssprop [--fw-on-accent=#ffffff] - What is written on the accent.
 * @cssprop [--fw-paper=#ffffff] - Cards, the header, the field.
 * @cssprop [--fw-ground=#f6f7f6] - Behind the conversation.
 * @cssprop [--fw-ink=#17211f] - What is written.
 * @cssprop [--fw-quiet=#56645f] - What is written beside it.
 * @cssprop [--fw-line=#dfe5e2] - Borders.
 * @cssprop [--fw-font=system-ui] - The font's family.
 * @cssprop [--fw-radius=18px] - The corners of the panel.
 * @fires floorwalker:ready - The conversation is shown.
 * @fires floorwalker:said - The shopper said something.
 * @fires floorwalker:add-to-cart - The shopper wants a product; `detail` is the product.
 */
export class FloorwalkerChat extends HTMLElement {
  static readonly observedAttributes = ["analytics"];
  private readonly root = this.attachShadow({ mode: "open" });
  private readonly log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
  private readonly input = el("textarea", { rows: "1", maxlength: String(MOST_CHARACTERS), });
  private readonly send = el("button", { class: "send", type: "submit" });
  private readonly dialog = el("dialog");
  private readonly panel = el("section", { class: "panel" });
  private readonly launcher = el("button", { class: "launcher", type: "button", onclick: () => this.open() });
  private readonly announcer = new Announcer();
  private readonly person = new Person();
  /** What shows more than plain words, once that is loaded. */
  private parts: Parts | null = null;
  private choices: InstanceType<Parts["Choices"]> | null = null;
  private unread = 0;
  private readonly seen = new Set<Element>();
  private readonly shown = new Map<string, HTMLElement>();
  private chat!: Chat;
  private watcher!: IntersectionObserver;
  private started: Promise<void> | null = null;
  private readonly sending = new Sending(() => this.chat.outbox.retry());
  private readonly typing = new Typing();
  private readonly offers = new Offers({ again: () => this.chat.outbox.again(), human: () => this.askForPerson() }, () => this.log.focus({ preventScroll: true }));
  /** Whether the page says what the shopper agreed to; else the site's settings may ask. */
  private isAsked = false;

  connectedCallback(): void {
    if (this.chat) {
      this.chat.reopen(); // moved to another place of the page
      return;
    }
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
      messages: (messages) => void this.hear(messages),
      status: (status, agent) => {
        this.person.become(status, agent);
        this.panel.classList.toggle("with-person", status === "agent");
      },
      typing: (agent) => this.hearTyping(agent),
      waiting: (text) => this.waits(text),
      sending: (item) => this.follow(item),
      answered: (_, messages) => void this.answered(messages),
      begin: () => this.begin(),
      renewed: () => this.log.append(el("p", { class: "notice info", role: "status" }, word("renewed"))),
      replaced: (messages) => void this.replace(messages),
      opened: (isOpen) => this.reveal(isOpen),
    });
    this.watcher = new IntersectionObserver((entries) => this.noteImpressions(entries), { root: this.log, threshold: 0.5 });
    this.build();
    onNavigation(() => void this.chat.moved());
    void this.chat.moved();
    addEventListener("pagehide", () => void this.chat.events.flush(true));
    document.addEventListener("visibilitychange", () => document.hidden && void this.chat.events.flush(true)); // phones end pages without a word
    addEventListener("offline", () => this.sending.tell());
    onOnline(() => this.backOnline());
    if (this.isInline()) whenSeen(this, () => void this.start());
    else if (this.chat.tabs.isOpen && !isPhone()) this.reveal(true); // as the shopper left it on the page before
    else if (!isPhone()) this.openByItself();
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
    this.chat.tabs.isOpen = true;
    this.reveal(true);
    this.input.focus();
  }

  /** Opens where the shop wishes it, once the shopper sees it: nothing is begun before they write. */
  private openByItself(): void {
    openByItself(openingRule(this.getAttribute("open-after"), this.getAttribute("open-on")), this.siteKey(), () => this.reveal(true, false));
  }

  /** Shows or hides the panel without taking the keyboard from where it is. */
  private reveal(isOpen: boolean, begins = isOpen): void {
    if (this.isInline()) return;
    this.panel.hidden = !isOpen;
    this.launcher.hidden = isOpen;
    this.counts(0);
    if (begins) void this.start();
  }

  /** Shows on the launcher how many messages came since the shopper closed the chat. */
  private counts(unread: number): void {
    this.unread = unread;
    const badge = unread > 0 ? [el("span", { class: "unread", role: "status" }, word("unread", { count: unread }))] : [];
    this.launcher.replaceChildren(word("launcher"), ...badge);
  }

  /** Says something for the shopper, as if they had typed it. */
  say(text: string): void {
    this.open();
    this.ask({ text }, text);
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
    this.chat.tabs.isOpen = false;
    wasClosed(this.siteKey());
    this.reveal(false);
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
    sheet.replaceSync(STYLES + LOOKS);
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
    this.panel.append(this.head(), this.sending.bar, this.person.bar, this.log, this.announcer.element, form);
    this.panel.hidden = !this.isInline();
    this.launcher.hidden = this.isInline();
    this.root.append(this.launcher, this.panel, this.dialog);
    this.panel.addEventListener("keydown", ({ key }) => key === "Escape" && !this.isInline() && this.close());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  private head(): HTMLElement {
    return chatHead(this.getAttribute("heading") ?? word("assistant"), {
      restart: () => this.restart(),
      human: () => this.askForPerson(),
      end: () => void this.end(),
      erase: () => void this.erase(),
      close: this.isInline() ? null : () => this.close(),
    });
  }

  private askForPerson(): void {
    this.ask({ action: "human" }, word("wantHuman"));
  }

  private restart(): void {
    settleWishes(this.log);
    this.ask({ action: "restart" }, word("restart"));
  }

  /** Asks how it was, and ends the conversation. */
  private async end(): Promise<void> {
    const parts = await this.late();
    this.log.querySelector(".ending")?.remove();
    const form = parts.ratingForm({ back: () => (form.remove(), this.input.focus()), end: (score) => void this.over(score, form) });
    this.log.append(form);
    form.querySelector("button")?.focus();
    this.toEnd();
  }

  private async over(score: number | null, form: HTMLElement): Promise<void> {
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    try {
      if (score !== null) await this.chat.rate(score);
      await this.chat.end();
      this.settleQuestions();
      settleWishes(this.log);
      this.started = null;
      form.replaceWith(el("p", { class: "notice info", role: "status" }, `${score === null ? "" : `${word("thanks")}. `}${word("ended")}`));
    } catch (error) {
      form.remove();
      this.fail(error, () => void this.end());
    }
  }

  private async erase(): Promise<void> {
    const parts = await this.late();
    this.log.querySelector(".ending")?.remove();
    const form = parts.eraseForm(() => void this.erased(form), () => (form.remove(), this.input.focus()));
    this.log.append(form);
    form.querySelector("button")?.focus();
    this.toEnd();
  }

  private async erased(form: HTMLElement): Promise<void> {
    try {
      await this.chat.erase();
      this.started = null;
      this.log.replaceChildren(this.program(), el("p", { class: "notice info", role: "status" }, word("erased")));
      this.input.focus();
    } catch (error) {
      form.remove();
      this.fail(error, () => void this.erase());
    }
  }

  private program(): HTMLElement {
    return programNote(() => this.askForPerson());
  }

  private label(): void {
    for (const [element, name] of [[this.log, "conversation"], [this.input, "message"], [this.dialog, "details"], [this.panel, "assistant"]] as const) {
      element.setAttribute("aria-label", word(name));
    }
    this.typing.label();
    this.input.placeholder = word("ask");
    this.send.textContent = word("send");
    this.counts(this.unread);
    const note = this.program();
    const old = this.log.querySelector(".program");
    if (old) old.replaceWith(note);
    else this.log.prepend(note);
  }

  /** Begins or continues the conversation; what cannot be is shown, with "Try again". */
  private start(): Promise<void> {
    return this.begin().catch((error: unknown) => this.fail(error, () => void this.start()));
  }

  private begin(): Promise<void> {
    this.started ??= this.chat.start().then((messages) => this.loadedFor(messages)).then(
      (messages) => {
        this.settle();
        this.log.querySelectorAll(".notice.error").forEach((notice) => notice.remove()); // of tries before
        const waiting = this.sending.first(this.chat.outbox.waiting);
        const unsaid = this.chat.outbox.resume(messages).map((item) => this.sending.said(item));
        const first = this.put(messages, waiting);
        this.log.append(...unsaid);
        this.toAnswer(first);
        this.ready();
        whenIdle(() => void this.late());
      },
      (error: unknown) => {
        this.started = null;
        throw error;
      },
    );
    return this.started;
  }

  /** Loads what shows more than plain words, and tries until it is there. */
  private async late(): Promise<Parts> {
    for (let pause = 1_000; !this.parts; pause = Math.min(30_000, pause * 2)) {
      await this.load().catch(() => new Promise((resolve) => setTimeout(resolve, around(pause))));
    }
    return this.parts;
  }

  private async load(): Promise<void> {
    const parts = await loadParts();
    this.choices ??= new parts.Choices();
    this.parts = parts;
  }

  /** The messages, when what shows them is there. */
  private async loadedFor<M extends LoggedMessage>(messages: M[]): Promise<M[]> {
    if (!messages.every((message) => plainElement(message))) await this.late();
    return messages;
  }

  private backOnline(): void {
    this.sending.tell();
    if (!this.started && !this.panel.hidden) void this.start();
  }

  /** Another tab began another conversation, or ended this one. */
  private async replace(messages: LoggedMessage[]): Promise<void> {
    await this.loadedFor(messages);
    this.log.replaceChildren(this.program());
    this.shown.clear();
    this.put(messages);
    if (messages.length === 0) {
      this.started = null; // the next message begins one
      this.log.append(el("p", { class: "notice info", role: "status" }, word("endedElsewhere")));
    }
    this.log.append(...this.chat.outbox.waiting.map((item) => this.sending.said(item)));
    this.toEnd();
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
    this.dispatchEvent(new CustomEvent("floorwalker:said", { bubbles: true, composed: true }));
    if (this.root.activeElement !== this.input) this.log.focus({ preventScroll: true }); // what was tapped is disabled now
    this.settleQuestions();
    this.log.append(this.sending.said(this.chat.say(request, words)));
    this.toEnd();
  }

  /** What becomes of something that the shopper said. */
  private follow(item: Outgoing): void {
    const wasAtEnd = this.isAtEnd();
    this.sending.changed(item);
    this.offers.busy(item.state === "sending" || item.state === "waiting");
    if (item.state === "sending" && this.person.status !== "agent") this.typing.show(this.log);
    else this.typing.stop();
    if (wasAtEnd) this.toEnd();
  }

  private async answered(messages: Message[]): Promise<void> {
    await this.loadedFor(messages);
    const wasTapped = this.root.activeElement === this.log;
    if (messages.length > 0) this.show(messages);
    if (wasTapped) this.goOnFrom(messages[0]);
    this.announcer.say(messages);
    messages.forEach((message) => this.obey(message));
  }

  /** Moves the keyboard to an answer, so that what it offers is the next stop. */
  private goOnFrom(message: Message | undefined): void {
    const shown = message ? this.shown.get(message.id) : undefined;
    shown?.setAttribute("tabindex", "-1");
    shown?.focus({ preventScroll: true });
  }

  private fail(error: unknown, retry: () => void): void {
    const known = asChatError(error);
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
  private async hear(messages: LoggedMessage[]): Promise<void> {
    await this.loadedFor(messages);
    this.person.stopsTyping();
    const wasAtEnd = this.isAtEnd();
    const first = this.put(messages, this.sending.first(this.chat.outbox.waiting));
    this.announcer.say(messages);
    messages.forEach((message) => this.obey(message));
    if (wasAtEnd && messages[0]?.from === "bot") this.toAnswer(first); // late
    else if (wasAtEnd) this.toEnd();
    if (this.panel.hidden) this.counts(this.unread + messages.length);
  }

  private hearTyping(agent: string | null): void {
    const wasAtEnd = this.isAtEnd();
    this.person.typesIn(this.log, agent);
    if (wasAtEnd) this.toEnd();
  }

  /** The answer takes longer than usual. */
  private waits(text: string): void {
    const wasAtEnd = this.isAtEnd();
    if (this.typing.waits(text)) this.announcer.tell(text);
    if (wasAtEnd) this.toEnd();
  }

  private show(messages: LoggedMessage[]): void {
    this.toAnswer(this.put(messages, this.sending.first(this.chat.outbox.waiting)));
  }

  /** Puts messages into the log, at its end or before what is not sent yet; the first of them as it stands there. */
  private put(messages: LoggedMessage[], before: Element | null = null): Element | null {
    let first: Element | null = null;
    for (const message of messages) {
      this.choices?.learn(message);
      if (message.type === "products") settleWishes(this.log); // the newest list has those in force
      if (message.from === "shopper") this.settleQuestions();
      const element = plainElement(message) ?? this.parts?.messageElement(message, this.actions());
      if (!element) continue; // never: who puts has it loaded
      this.shown.get(message.id)?.remove(); // said once more
      this.log.insertBefore(element, before);
      this.offers.heard(message, element, this.chat.outbox.unanswered.length > 0);
      this.shown.set(message.id, element);
      first ??= element;
      if (message.type === "question") {
        this.settleQuestions(element);
        element.classList.add("open");
      }
      this.attend(message);
      element.querySelectorAll(".card").forEach((card) => this.watcher.observe(card));
    }
    return first;
  }

  /** Offers to leave an address where nobody is there, for as long as that may be done. */
  private attend(message: LoggedMessage): void {
    const contact = message.type === "notice" ? message.contact : undefined;
    if (typeof contact !== "boolean" && !message.agent) return;
    this.log.querySelectorAll(".contact").forEach((form) => form.remove());
    this.person.isGone(contact === true || (contact === false && this.person.status === "queued"));
    if (contact) this.log.append(contactForm(async (address, note) => this.show(await this.loadedFor(await this.chat.leaveAddress(address, note)))));
  }

  private actions(): Actions {
    return {
      base: this.base() || document.baseURI,
      choose: (attribute, value, label) => this.choose(attribute, value, label),
      chooseSeveral: (attribute, values, label) => {
        this.noteAnswer(attribute, values);
        this.ask({ choice: { attribute, values } }, label);
      },
      release: (attribute, wish) => this.leave(attribute, word("withoutWish", { wish })),
      drop: (attribute, label) => this.leave(attribute, word("notBecause", { label })),
      more: () => this.ask({ action: "show_more" }, word("showMore")),
      compare: () => this.ask({ action: "compare" }, word("compareThese")),
      open: (product, message, position) => void this.openProduct(product, message, position),
      add: (product, message, position) => this.addToCart(product, message, position),
      addDetail: ({ id, product }) => this.putIntoCart(id, { ...product, score: 0 } as Product),
      rate: (message, up) => this.chat.events.add(up ? "thumbs_up" : "thumbs_down", { message_id: message.id }),
      explain: (message, reason) => this.chat.events.add("thumbs_reason", { message_id: message.id, reason }),
      wordsOf: (choice) => this.choices?.wordsOf(choice) ?? "",
      openCompared: (product, message, position) => void this.openProduct(product, message, position),
      addCompared: (product, message, position) => this.addToCart(product, message, position),
    };
  }

  private choose(attribute: string, value: OptionValue, label: string): void {
    this.noteAnswer(attribute, [value]);
    this.ask({ choice: { attribute, value } }, label);
  }

  /** Tells the log what was tapped, and of which question. */
  private noteAnswer(attribute: string, values: readonly OptionValue[]): void {
    const asked = [...this.log.querySelectorAll<HTMLElement>(".question")].filter((one) => one.dataset["attribute"] === attribute);
    const message = asked.at(-1)?.dataset["message"];
    for (const value of values) {
      this.chat.events.add(value === null ? "option_skip" : "option_pick", { attribute, value, ...(message ? { message_id: message } : {}) });
    }
  }

  /** Goes on without a wish; the chips of this list have done their part. */
  private leave(attribute: string, words: string): void {
    settleWishes(this.log);
    this.ask({ choice: { attribute, value: null } }, words);
  }

  /** A question that was answered stays readable, but cannot be answered twice. */
  private settleQuestions(open: Element | null = null): void {
    for (const question of this.log.querySelectorAll(".question")) {
      if (question === open) continue;
      question.classList.remove("open");
      question.querySelectorAll<HTMLButtonElement | HTMLInputElement>("button, input").forEach((control) => (control.disabled = true));
    }
  }

  private async openProduct(product: Product, message: { id: string }, position: number): Promise<void> {
    this.chat.events.add("product_click", { message_id: message.id, product_id: product.id, position });
    try {
      const [detail, { productPage }] = await Promise.all([this.chat.product(product.id), this.late()]);
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
    if (message.type !== "comparison" && message.type !== "notice") return;
    if (!this.chat.tabs.claim(`obey ${message.id}`)) return; // another tab does, or a page before did
    if (message.type === "comparison" && message.from !== "agent") {
      for (const product of message.products) this.chat.events.add("compare", { message_id: message.id, product_id: product.id }, idOf("compare", message.id, product.id));
    }
    if (message.type !== "notice" || message.kind !== "add_to_cart" || !message.product) return;
    this.putIntoCart(message.id, message.product);
  }

  private putIntoCart(messageId: string, product: Product): void {
    this.chat.events.add("add_to_cart", { message_id: messageId, product_id: product.id, quantity: 1 });
    this.announceCart(product);
  }

  private addToCart(product: Product, message: { id: string }, position: number): void {
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
      this.noteImpression(target as HTMLElement);
    }
  }

  /** That a card was seen: once, whichever page or tab shows it again. */
  private noteImpression(card: HTMLElement): void {
    const { product = "", position } = card.dataset;
    const message = card.closest<HTMLElement>("[data-message]")?.dataset["message"] ?? "";
    if (!this.chat.tabs.claim(`seen ${message} ${product}`)) return;
    this.chat.events.add("impression", { message_id: message, product_id: product, position: Number(position) }, idOf("impression", message, product));
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
  private toAnswer(first: Element | null): void {
    const seen = first?.previousElementSibling ?? first; // what was said before it
    if (seen instanceof HTMLElement) this.log.scrollTop = seen.offsetTop - this.log.offsetTop - 12;
  }
}

/** Whether the panel covers the whole page. */
function isPhone(): boolean {
  return matchMedia("(max-width: 520px)").matches;
}

/** Calls back when the element comes into view; nothing is done for what nobody sees. */
function whenSeen(element: Element, seen: () => void): void {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    watcher.disconnect();
    seen();
  });
  watcher.observe(element);
}
