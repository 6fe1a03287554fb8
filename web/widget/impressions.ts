// Which cards were seen: told to the log once each, whichever page or tab shows them again.
import type { Chat } from "../sdk/chat";
import { idOf } from "../sdk/ids";

export class Impressions {
  private readonly watcher: IntersectionObserver;
  private readonly seen = new Set<Element>();

  constructor(
    private readonly chat: Chat,
    log: Element,
  ) {
    this.watcher = new IntersectionObserver((entries) => entries.forEach((entry) => this.note(entry)), { root: log, threshold: 0.5 });
  }

  /** Watches cards. */
  watch(cards: Iterable<Element>): void {
    for (const card of cards) this.watcher.observe(card);
  }

  private note({ target, isIntersecting }: IntersectionObserverEntry): void {
    if (!isIntersecting || this.seen.has(target)) return;
    this.seen.add(target);
    this.watcher.unobserve(target);
    const { product = "", position } = (target as HTMLElement).dataset;
    const message = target.closest<HTMLElement>("[data-message]")?.dataset["message"] ?? "";
    if (!this.chat.tabs.claim(`seen ${message} ${product}`)) return;
    this.chat.events.add("impression", { message_id: message, product_id: product, position: Number(position) }, idOf("impression", message, product));
  }
}
