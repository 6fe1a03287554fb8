// Where a visitor of the demo shop is, as its addresses say, and the addresses of other places.

export type Language = "en" | "zh";
export type Place =
  | { page: "home" | "cart" | "checkout" | "thanks" }
  | { page: "type"; key: string; number: number }
  | { page: "search"; query: string; number: number }
  | { page: "product"; id: string };
export interface Visit {
  language: Language;
  place: Place;
}

/** `preferred`: the browser's language, which decides where the address does not: at the door. */
export function visitAt(at: Pick<URL, "pathname" | "search">, preferred: string): Visit {
  const [, first = "", ...others] = at.pathname.split("/");
  const asked = new URLSearchParams(at.search);
  const parts = (first === "zh" ? others : [first, ...others]).filter((part) => part !== "" && part !== "index.html").map(decoded);
  const place = placeOf(parts, asked);
  const wished = asked.get("lang") ?? (place.page === "home" ? preferred : "");
  return { language: first === "zh" || wished.toLowerCase().startsWith("zh") ? "zh" : "en", place };
}

function placeOf([first, second = ""]: string[], asked: URLSearchParams): Place {
  const number = Math.max(1, Math.trunc(Number(asked.get("page"))) || 1);
  switch (first) {
    case "type":
      return { page: "type", key: second, number };
    case "search":
      return { page: "search", query: (asked.get("q") ?? "").trim(), number };
    case "product":
      return { page: "product", id: second };
    case "cart":
    case "checkout":
    case "thanks":
      return { page: first };
    default:
      return { page: "home" };
  }
}

/** The address of a place; the door says which language, since a browser's would decide else. */
export function addressOf(language: Language, place: Place): string {
  const start = language === "zh" ? "/zh" : "";
  switch (place.page) {
    case "home":
      return language === "zh" ? "/zh/" : "/?lang=en";
    case "type":
      return `${start}/type/${encodeURIComponent(place.key)}${numbered("?", place.number)}`;
    case "search":
      return `${start}/search?q=${encodeURIComponent(place.query)}${numbered("&", place.number)}`;
    case "product":
      return `${start}/product/${encodeURIComponent(place.id)}`;
    default:
      return `${start}/${place.page}`;
  }
}

function numbered(sign: string, number: number): string {
  return number > 1 ? `${sign}page=${number}` : "";
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
