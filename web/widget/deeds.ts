// What the shopper does with what is shown: answers taps for them, opens products, puts them into the cart, and tells the log.
import type { Chat } from "../sdk/chat";
import { idOf } from "../sdk/ids";
import type { LoggedMessage, OptionValue, Product, ProductDetail, Request } from "../sdk/types";
import { el } from "./dom";
import type { Late } from "./late";
import type { Log } from "./log";
import type { Actions } from "./messages";
import type { Variant } from "./variants";
import { word } from "./words";

export interface DeedsListener {
  /** The gateway's address, by which pictures are found. */
  base(): string;
  ask(request: Request, words: string): void;
  /** The page's own cart is to have it. */
  addToCart(product: Product): void;
}

export class Deeds {
  /** Where a product's details are shown. */
  readonly dialog = el("dialog");

  constructor(
    private readonly chat: Chat,
    private readonly late: Late,
    private readonly log: Log,
    private readonly listener: DeedsListener,
  ) {
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  actions(): Actions {
    const { ask } = this.listener;
    return {
      base: this.listener.base(),
      choose: (attribute, value, label) => {
        this.noteAnswer(attribute, [value]);
        ask({ choice: { attribute, value } }, label);
      },
      chooseSeveral: (attribute, values, label) => {
        this.noteAnswer(attribute, values);
        ask({ choice: { attribute, values } }, label);
      },
      release: (attribute, wish) => this.leave(attribute, word("withoutWish", { wish })),
      drop: (attribute, label) => this.leave(attribute, word("notBecause", { label })),
      more: () => ask({ action: "show_more" }, word("showMore")),
      compare: () => ask({ action: "compare" }, word("compareThese")),
      open: (product, message, position) => void this.open(product, message, position),
      add: (product, message, position) => this.add(product, message.id, position),
      addDetail: ({ id, product }, variant) => this.add(cardOf(product, variant), id),
      rate: (message, up) => this.chat.events.add(up ? "thumbs_up" : "thumbs_down", { message_id: message.id }),
      explain: (message, reason) => this.chat.events.add("thumbs_reason", { message_id: message.id, reason }),
      wordsOf: (choice) => this.late.choices?.wordsOf(choice) ?? "",
      openCompared: (product, message, position) => void this.open(product, message, position),
      addCompared: (product, message, position) => this.add(product, message.id, position),
    };
  }

  /** What the shopper asked the assistant to do, told to the log or done on this page; once, as the answer arrives. What an
      agent shows was not asked for. */
  obey(message: LoggedMessage): void {
    if (message.type !== "comparison" && message.type !== "notice") return;
    if (!this.chat.tabs.claim(`obey ${message.id}`)) return; // another tab does, or a page before did
    if (message.type === "comparison" && message.from !== "agent") {
      for (const product of message.products) this.chat.events.add("compare", { message_id: message.id, product_id: product.id }, idOf("compare", message.id, product.id));
    }
    if (message.type === "notice" && message.kind === "add_to_cart" && message.product) this.add(message.product, message.id);
  }

  /** Tells the log what was tapped, and of which question. */
  private noteAnswer(attribute: string, values: readonly OptionValue[]): void {
    const message = this.log.questionOf(attribute);
    for (const value of values) {
      this.chat.events.add(value === null ? "option_skip" : "option_pick", { attribute, value, ...(message ? { message_id: message } : {}) });
    }
  }

  /** Goes on without a wish; the chips of this list have done their part. */
  private leave(attribute: string, words: string): void {
    this.log.settleWishes();
    this.listener.ask({ choice: { attribute, value: null } }, words);
  }

  private async open(product: Product, message: { id: string }, position: number): Promise<void> {
    const variant = product.variant?.id;
    this.chat.events.add("product_click", { message_id: message.id, product_id: product.id, position, ...(variant ? { variant_id: variant } : {}) });
    try {
      const [detail, { productPage }] = await Promise.all([this.chat.product(product.id), this.late.all()]);
      const close = el("button", { class: "close", type: "button", "aria-label": word("close"), onclick: () => this.dialog.close() }, "✕");
      this.dialog.replaceChildren(close, productPage(detail, this.listener.base(), (variant) => this.add(variant ? cardOf(detail, variant) : product, message.id, position), product.variant?.options));
      this.dialog.showModal();
    } catch (error) {
      this.log.fail(error, () => void this.open(product, message, position));
    }
  }

  private add(product: Product, message: string, position?: number): void {
    const variant = product.variant?.id;
    this.chat.events.add("add_to_cart", {
      message_id: message,
      product_id: product.id,
      quantity: 1,
      ...(variant ? { variant_id: variant } : {}),
      ...(position === undefined ? {} : { position }),
    });
    this.listener.addToCart(product);
  }
}

/** A product as a card has it, of the form that was chosen. */
function cardOf(product: ProductDetail, variant: Variant | null): Product {
  const { variants: _, options: __, ...plain } = product;
  return { ...plain, score: 0, ...(variant ? { variant: { ...variant, price: variant.price ?? product.price ?? null } } : {}) } as Product;
}
