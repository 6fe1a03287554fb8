// Products as the shopper saw them, small: picture, title, price, what speaks for each, and what the shopper did with it.
import { css, html, nothing, type TemplateResult } from "lit";
import { safeUrl } from "../address";
import type { Deed } from "../types";
import type { Product } from "../../sdk/types";
import { clockTime, money, readable, word, wordOf } from "../words";

export const PRODUCT_STYLES = css`
  .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 8px; }
  .card { display: grid; grid-template-columns: 44px 1fr; gap: 2px 9px; padding: 8px; border: 1px solid var(--line); border-radius: 9px; background: var(--paper); align-content: start; }
  .card .picture { grid-row: 1 / span 2; width: 44px; height: 44px; border-radius: 7px; background: var(--sunk); display: grid; place-items: center; overflow: hidden; font-weight: 600; color: var(--quiet); }
  .card img { width: 100%; height: 100%; object-fit: contain; background: #fff; }
  .card .name { font-weight: 500; font-size: 13px; line-height: 1.35; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
  .card .price { font-variant-numeric: tabular-nums; font-size: 13px; }
  .card .more { grid-column: 1 / -1; font-size: 12.5px; display: flex; flex-wrap: wrap; gap: 2px 8px; }
  .fits { color: var(--good); }
  .misses { color: var(--bad); }
  .deed { color: var(--accent-ink); font-weight: 600; }
`;

export function productCards(products: readonly Product[], deeds: readonly Deed[] = []): TemplateResult {
  return html`<ul class="cards">
    ${products.map((product) => productCard(product, deeds.filter((deed) => deed.product_id === product.id)))}
  </ul>`;
}

/** Of the form that fits, or of all: "19.90 € – 24.90 €". */
function priceOf({ variant, currency, ...product }: Product): string {
  const { price, highest_price: highest } = variant ?? product;
  const low = money(price ?? product.price, currency);
  return typeof highest === "number" && typeof price === "number" && highest > price ? `${low} – ${money(highest, currency)}` : low;
}

export function productCard(product: Product, deeds: readonly Deed[] = []): TemplateResult {
  const fits = (product.fits ?? []).map((fit) => fit.text).join(" · ");
  const missed = (product.missed ?? []).map(readable).join(word("list"));
  const { variant } = product;
  const title = variant?.text ? `${product.title} · ${variant.text}` : product.title;
  const picture = safeUrl(variant?.image_url ?? product.image_url);
  return html`<li class="card">
    <span class="picture" aria-hidden="true">
      ${picture ? html`<img src=${picture} alt="" loading="lazy" referrerpolicy="no-referrer" @error=${hide} />` : product.title.trim().charAt(0).toUpperCase()}
    </span>
    <span class="name" title=${title}>${title}</span>
    <span class="price">${priceOf(product)}${product.available ? nothing : html` <span class="badge">${word("soldOut")}</span>`}</span>
    ${fits || missed || deeds.length > 0
      ? html`<span class="more">
          ${fits ? html`<span class="fits"><span aria-hidden="true">✓ </span><span class="sr">${word("fits")}: </span>${fits}</span>` : nothing}
          ${missed ? html`<span class="misses"><span aria-hidden="true">✗ </span><span class="sr">${word("misses")}: </span>${missed}</span>` : nothing}
          ${said(deeds).map((words) => html`<span class="deed">${words}</span>`)}
        </span>`
      : nothing}
  </li>`;
}

/** What the shopper did, each kind once, with the time of the last. */
export function said(deeds: readonly Deed[]): string[] {
  const last = new Map(deeds.filter((deed) => deed.type !== "impression").map((deed) => [deed.type, deed]));
  return [...last.values()].map((deed) => `${wordOf("deed", deed.type)} ${clockTime(deed.at)}`);
}

function hide(event: Event): void {
  (event.target as HTMLElement).hidden = true;
}
