// Making elements. Outside text only ever becomes a text node, and addresses only http(s) ones.
type Attributes = Record<string, string | boolean | EventListener>;
type Child = Node | string | null | undefined | false;

/** An element with attributes (`onclick` and the like take a listener) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

/** The address if a page may open it, else null: no javascript:, no data:. */
export function safeUrl(address: string | null | undefined, base = document.baseURI): string | null {
  if (!address) return null;
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
