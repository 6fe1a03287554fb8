// Ids that nobody else makes, also on pages that are not https, where browsers offer no crypto.randomUUID.

export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same id for the same thing, whichever tab makes it: of several events with it the gateway counts the first. */
export function idOf(type: string, messageId: string, productId: string): string {
  return `${type}:${messageId}:${fnv1a(productId)}`.slice(0, 100);
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo); products of one message are told apart by it. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(16);
}
