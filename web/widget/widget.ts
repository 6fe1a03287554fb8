// The chat as a custom element: it holds together what the sdk tells and what the other modules show.
import { Chat } from "../sdk/chat";
import type { Outgoing } from "../sdk/outbox";
import { onOnline } from "../sdk/waiting";
import type { LoggedMessage, Message, PageEvent, Purchase, Request } from "../sdk/types";
import { agreed, agreement } from "./agreeing";
import { Announcer } from "./announcing";
import { Composer } from "./composer";
import { contactForm } from "./contact";
import { Deeds } from "./deeds";
import { el } from "./dom";
import { chatHead, programNote } from "./head";
import { Impressions } from "./impressions";
import { Late, whenIdle } from "./late";
import { Leaving } from "./leaving";
import { Log } from "./log";
import { LOOKS } from "./looks";
import { Offers } from "./offers";
import { isPhone, openByItself, openingRule, wasClosed, whenSeen } from "./opening";
import { Person } from "./person";
import { onNavigation, placeOf } from "./place";
import { Sending } from "./sending";
import { STYLES } from "./styles";
import { Typing } from "./typing";
import { chosenLocale, languageOf, speak, spokenLocale, word } from "./words";

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
 * @fires {CustomEvent} floorwalker:ready - The conversation is shown.
 * @fires {CustomEvent} floorwalker:said - The shopper said something.
 * @fires {CustomEvent} floorwalker:add-to-cart - The shopper wants a product; `detail` is the product.
 */
export class FloorwalkerChat extends HTMLElement {
  static readonly observedAttributes = ["analytics"];
  private readonly root = this.attachShadow({ mode: "open" });
  private readonly panel = el("section", { class: "panel" });
  private readonly launcher = el("button", { class: "launcher", type: "button", onclick: () => this.open() });
  private readonly composer = new Composer({ say: (text) => this.ask({ text }, text), typing: () => this.chat.typing() });
  private readonly announcer = new Announcer();
  private readonly person = new Person();
  private readonly typing = new Typing();
  private readonly late = new Late();
  private readonly log = new Log(this.late, { actions: () => this.deeds.actions(), placed: (message, element) => this.placed(message, element) });
  private readonly sending = new Sending(() => this.chat.outbox.retry());
  private readonly offers = new Offers({ again: () => this.chat.outbox.again(), human: () => this.askForPerson() }, () => this.log.focus());
  private chat!: Chat;
  private deeds!: Deeds;
  private leaving!: Leaving;
  private impressions!: Impressions;
  private unread = 0;
  private started: Promise<void> | null = null;
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
    this.chat = this.newChat(locale);
    this.deeds = new Deeds(this.chat, this.late, this.log, {
      base: () => this.base() || document.baseURI,
      ask: (request, words) => this.ask(request, words),
      extend: (row, cards) => this.extend(row, cards),
      addToCart: (product) => this.tellPage("add-to-cart", product),
    });
    this.leaving = new Leaving(this.chat, this.late, this.log, { back: () => this.composer.focus(), over: () => (this.started = null), note: () => this.program() });
    this.impressions = new Impressions(this.chat, this.log.element);
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

  private newChat(locale: string): Chat {
    const chat = new Chat({
      base: this.base(),
      siteKey: this.siteKey(),
      locale,
      analytics: this.hasAttribute("analytics"),
      shopper: this.getAttribute("shopper"),
      page: () => placeOf(location, document.title, this.getAttribute("product")),
    });
    chat.listenTo({
      messages: (messages) => void this.hear(messages),
      status: (status, agent) => {
        this.person.become(status, agent);
        this.panel.classList.toggle("with-person", status === "agent");
      },
      typing: (agent) => this.log.change(() => this.person.typesIn(this.log.element, agent)),
      waiting: (text) => this.log.change(() => this.typing.waits(text) && this.announcer.tell(text)),
      sending: (item) => this.follow(item),
      answered: (_, messages) => void this.answered(messages),
      begin: () => this.begin(),
      renewed: () => this.log.tell(word("renewed")),
      replaced: (messages) => void this.replace(messages),
      opened: (isOpen) => this.reveal(isOpen),
    });
    return chat;
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
    this.composer.focus();
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
    for (const { id, ...done } of items) this.chat.events.add(type, { product_id: id, ...done }); // at once: the page may go
    void this.start();
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
    this.panel.classList.add(this.isInline() ? "inline" : "floating");
    this.panel.append(this.head(), this.sending.bar, this.person.bar, this.log.element, this.announcer.element, this.composer.form);
    this.panel.hidden = !this.isInline();
    this.launcher.hidden = this.isInline();
    this.root.append(this.launcher, this.panel, this.deeds.dialog);
    this.panel.addEventListener("keydown", ({ key }) => key === "Escape" && !this.isInline() && this.close());
  }

  private head(): HTMLElement {
    return chatHead(this.getAttribute("heading") ?? word("assistant"), {
      restart: () => this.restart(),
      human: () => this.askForPerson(),
      end: () => void this.leaving.end(),
      erase: () => void this.leaving.erase(),
      close: this.isInline() ? null : () => this.close(),
    });
  }

  private askForPerson(): void {
    this.ask({ action: "human" }, word("wantHuman"));
  }

  private restart(): void {
    this.log.settleWishes();
    this.ask({ action: "restart" }, word("restart"));
  }

  private program(): HTMLElement {
    return programNote(() => this.askForPerson());
  }

  private label(): void {
    for (const [element, name] of [[this.log.element, "conversation"], [this.deeds.dialog, "details"], [this.panel, "assistant"]] as const) {
      element.setAttribute("aria-label", word(name));
    }
    this.typing.label();
    this.composer.label();
    this.counts(this.unread);
    const note = this.program();
    const old = this.log.element.querySelector(".program");
    if (old) old.replaceWith(note);
    else this.log.element.prepend(note);
  }

  /** Begins or continues the conversation; what cannot be is shown, with "Try again". */
  private start(): Promise<void> {
    return this.begin().catch((error: unknown) => this.log.fail(error, () => void this.start()));
  }

  private begin(): Promise<void> {
    this.started ??= this.chat.start().then((messages) => this.late.for(messages)).then(
      (messages) => {
        this.settle();
        this.log.remove(".notice.error"); // of tries before
        const waiting = this.sending.first(this.chat.outbox.waiting);
        const unsaid = this.chat.outbox.resume(messages).map((item) => this.sending.said(item));
        this.log.put(messages, waiting);
        this.log.append(...unsaid);
        this.log.toLast();
        this.tellPage("ready");
        whenIdle(() => void this.late.all());
      },
      (error: unknown) => {
        this.started = null;
        throw error;
      },
    );
    return this.started;
  }

  private backOnline(): void {
    this.sending.tell();
    if (!this.started && !this.panel.hidden) void this.start();
  }

  /** Another tab began another conversation, or ended this one. */
  private async replace(messages: LoggedMessage[]): Promise<void> {
    await this.late.for(messages);
    this.log.clear(this.program());
    this.log.put(messages);
    if (messages.length === 0) {
      this.started = null; // the next message begins one
      this.log.tell(word("endedElsewhere"));
    }
    this.log.append(...this.chat.outbox.waiting.map((item) => this.sending.said(item)));
    this.log.toEnd();
  }

  /** Speaks as the site does, and asks what it asks. */
  private settle(): void {
    if (languageOf(this.chat.locale) !== languageOf(spokenLocale())) {
      speak(this.chat.locale);
      this.panel.querySelector("header")?.replaceWith(this.head());
      this.label();
    }
    const { consent } = this.chat;
    if (consent && this.isAsked) this.log.element.before(agreement(this.siteKey(), consent, (yes) => this.toggleAttribute("analytics", yes)));
  }

  /** Tells the page, as an event. */
  private tellPage(name: "ready" | "said" | "add-to-cart", detail: unknown = null): void {
    this.dispatchEvent(new CustomEvent(`floorwalker:${name}`, { detail, bubbles: true, composed: true }));
  }

  /** Shows what the shopper said at once, then the answer; one after the other. What fails can be sent again. */
  private ask(request: Request, words: string): void {
    this.tellPage("said");
    if (this.root.activeElement !== this.composer.input) this.log.focus(); // what was tapped is disabled now
    this.log.settleQuestions();
    this.log.append(this.sending.said(this.chat.say(request, words)));
    this.log.toEnd();
  }

  /** What becomes of something that the shopper said. */
  private follow(item: Outgoing): void {
    this.log.change(() => {
      this.sending.changed(item);
      this.offers.busy(item.state === "sending" || item.state === "waiting");
      if (item.state === "sending" && this.person.status !== "agent") this.typing.show(this.log.element);
      else this.typing.stop();
    });
  }

  private async answered(messages: Message[]): Promise<void> {
    await this.late.for(messages);
    const wasTapped = this.root.activeElement === this.log.element;
    if (messages.length > 0) this.show(messages);
    if (wasTapped) this.log.goOnFrom(messages[0]);
    this.announcer.say(messages);
    messages.forEach((message) => this.deeds.obey(message));
  }

  /** Shows what others say, where it does not pull the shopper away from what they read. */
  private async hear(messages: LoggedMessage[]): Promise<void> {
    this.person.stopsTyping(); // now: what is told next is that they type again
    await this.late.for(messages);
    let first: Element | null = null;
    this.log.change(
      () => {
        first = this.put(messages);
        this.announcer.say(messages);
        messages.forEach((message) => this.deeds.obey(message));
      },
      () => (messages[0]?.from === "bot" ? this.log.toAnswer(first) : this.log.toEnd()), // the assistant's come late
    );
    if (this.panel.hidden) this.counts(this.unread + messages.length);
  }

  private show(messages: LoggedMessage[]): void {
    this.log.toAnswer(this.put(messages));
  }

  /** Before what is not sent yet. */
  private put(messages: LoggedMessage[]): Element | null {
    return this.log.put(messages, this.sending.first(this.chat.outbox.waiting));
  }

  private placed(message: LoggedMessage, element: HTMLElement): void {
    this.offers.heard(message, element, this.chat.outbox.unanswered.length > 0);
    this.attend(message);
  }

  private extend(row: HTMLElement, cards: HTMLElement[]): void {
    this.log.grow(() => row.append(...cards));
    this.impressions.watch(cards);
  }

  /** Offers to leave an address where nobody is there, for as long as that may be done. */
  private attend(message: LoggedMessage): void {
    const contact = message.type === "notice" ? message.contact : undefined;
    if (typeof contact !== "boolean" && !message.agent) return;
    this.log.remove(".contact");
    this.person.isGone(contact === true || (contact === false && this.person.status === "queued"));
    if (contact) this.log.append(contactForm(async (address, note) => this.show(await this.late.for(await this.chat.leaveAddress(address, note)))));
  }
}
