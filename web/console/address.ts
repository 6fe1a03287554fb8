/** The address if a page may open it, else null: no javascript:, no data:. */
export function safeUrl(address: unknown): string | null {
  if (typeof address !== "string" || !address) return null;
  try {
    const url = new URL(address, document.baseURI);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
