"""Fields of Magento's export that hold many values: `color=Red,size="S, slim"`, and lists of such.

Source: Magento\\CatalogImportExport\\Model\\Import\\Product, parseAttributes; with "fields enclosure", values stand in
quotes, which are doubled inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MULTIPLE = "|"
"""Between the values of an attribute that has several, and between simple products."""
_PAIR = re.compile(
    r'"?(?<![A-Za-z0-9_])(?P<code>[A-Za-z0-9_]+)=(?:"(?P<quoted>(?:[^"]|"")*)"(?=\s*(?:,|$))|(?P<plain>.*?))'
    r'"?(?=,\s*"?[A-Za-z0-9_]+=|$)',
    re.DOTALL,
)
"""A code and its value. A comma that no other code follows belongs to the value, as Magento itself reads it."""


def pairs(text: str) -> dict[str, str]:
    """The values by code; of a code that comes twice, the first."""
    found: dict[str, str] = {}
    for pair in _PAIR.finditer(text):
        quoted = pair["quoted"]
        value = (quoted.replace('""', '"') if quoted is not None else pair["plain"]).strip()
        if value:
            found.setdefault(pair["code"], value)
    return found


def variations(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The simple products of a configurable one: SKU, and options by code."""
    for one in text.split(MULTIPLE):
        options = pairs(one)
        sku = options.pop("sku", "")
        if sku:
            yield sku, options
