// Floorwalker's purchases at Shopify's checkout (docs/shopify.md): Settings > Customer events > Add custom pixel. Change the two
// lines below, save, and connect. Permission: analytics; data sale: none.
const HOST = "https://chat.example.com"; // where your Floorwalker answers
const SITE_KEY = "demo"; // one of FLOORWALKER_SITE_KEYS

// A pixel runs in a frame of its own, without the shop's pages: Shopify lends it the shop's storage, by which it knows the
// conversation. What it cannot send itself it leaves there, for the snippet of the theme to send on the shopper's next page.
const BOUGHT = "floorwalker.shopify.bought";

async function stored(key) {
  const read = (await browser.localStorage.getItem(key)) ?? (await browser.sessionStorage.getItem(key));
  try {
    return JSON.parse(read ?? "null");
  } catch {
    return null;
  }
}

// The importer knows products by their handles; a checkout by numbers, and by addresses if at all.
function handleOf(product, handles) {
  const address = /\/products\/([^/?#]+)/.exec(product?.url ?? "");
  const known = handles?.[String(product?.id ?? "").replace(/^gid:.*\//, "")];
  return known ?? (address ? decodeURIComponent(address[1]) : null);
}

function boughtIn(checkout, handles) {
  const bought = [];
  for (const line of checkout?.lineItems ?? []) {
    const id = handleOf(line.variant?.product, handles);
    const quantity = line.quantity ?? 1;
    if (!id || quantity < 1) continue;
    const paid = line.finalLinePrice?.amount;
    const price = paid === undefined ? line.variant?.price?.amount : paid / quantity;
    const currency = line.variant?.price?.currencyCode ?? checkout.currencyCode;
    // As the cart names it; what is sold in one form is the product itself.
    const one = /^default title$/i.test(line.variant?.title ?? "");
    const variant = one ? "" : line.variant?.sku || String(line.variant?.id ?? "").replace(/^gid:.*\//, "");
    bought.push({ id, ...(variant ? { variant_id: variant } : {}), quantity, ...(price === undefined ? {} : { price }), ...(currency ? { currency } : {}) });
  }
  return bought;
}

async function send(bought, order, at) {
  const session = await stored(`floorwalker.session.${SITE_KEY}`);
  if (!session?.token) return false;
  const events = bought.map(({ id, ...line }, place) => ({ event_id: `shopify.${order}.${place}`, type: "purchase", at, product_id: id, ...line }));
  try {
    const answer = await fetch(`${HOST}/v1/chat/events`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${session.token}` },
      body: JSON.stringify({ events }),
      keepalive: true,
    });
    return answer.ok;
  } catch {
    return false; // nothing answers
  }
}

analytics.subscribe("checkout_completed", async (event) => {
  const { checkout } = event.data;
  const bought = boughtIn(checkout, await stored("floorwalker.shopify.products"));
  if (bought.length === 0) return;
  await browser.localStorage.removeItem("floorwalker.shopify.cart"); // what was bought was not taken out of it
  const order = checkout.order?.id ?? checkout.token ?? event.id;
  if (await send(bought, String(order).replace(/[^\w.-]/g, "").slice(-60), event.timestamp)) return;
  const waiting = (await stored(BOUGHT)) ?? [];
  await browser.localStorage.setItem(BOUGHT, JSON.stringify([...waiting, ...bought].slice(-100)));
});
