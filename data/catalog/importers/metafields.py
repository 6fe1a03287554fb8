"""Shopify's metafields in the columns of an export: what a column is called, and what its values say.

The column names the namespace and the key, and rarely the type; so a value is known by its shape
(https://shopify.dev/docs/apps/build/metafields/list-of-data-types).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.catalog.importers.rows import RawScalar, RawValue
from language.units import unit_named

_LABELLED = re.compile(
    r"(?P<label>.+?) \((?:(?P<owner>product|variant)\.metafields\.|metafield[:.])(?P<space>[^.:]+)[.:](?P<key>.+)\)"
)
"""Shopify's columns."""
_TYPED = re.compile(
    r"(?P<variant>variant )?metafield: ?(?:(?P<space>[^.\s]+)\.)?(?P<key>\S+)(?: \[[\w.]+\])?", re.IGNORECASE
)
"""Matrixify's: `Variant Metafield: custom.fit [single_line_text_field]`."""
TAXONOMY = "shopify"
"""The namespace of the attributes of Shopify's taxonomy, whose values are lists ("black; white")."""
FEED = "mm-google-shopping"
"""The namespace of what a shop tells Google's feed."""
_OF_THE_SHOP = ("shopify--discovery", "seo", "global")
"""Namespaces that say nothing of a product: recommendations, boosts, the titles of pages."""
_OF_THE_FEED = ("custom_label", "custom_product", "google_product_category", "adwords")
_LABEL_OF_THE_FEED = re.compile(r"^google( shopping)?: ", re.IGNORECASE)
_NO_VALUE = re.compile(r"gid://\S+|https?://\S+|#[0-9a-f]{6}([0-9a-f]{2})?", re.IGNORECASE)
"""References to other things, links and shades: nothing that a shopper could ask for."""


@dataclass(frozen=True, slots=True)
class Metafield:
    """A column of metafields. `label` is what the shop calls it, or its key."""

    column: str
    label: str
    space: str
    key: str
    of_variant: bool

    @property
    def says_nothing(self) -> bool:
        """Whether it is passed over: it is about the shop's pages and feeds, not about the product."""
        return self.space.startswith(_OF_THE_SHOP) or (self.space == FEED and self.key.startswith(_OF_THE_FEED))


def metafield(column: str) -> Metafield | None:
    """What the column is, or None if it holds no metafields."""
    found = _LABELLED.fullmatch(column.strip())
    if found:
        space, label = found["space"], found["label"].strip()
        label = _LABEL_OF_THE_FEED.sub("", label) if space == FEED else label
        return Metafield(column, label, space, found["key"], found["owner"] == "variant")
    found = _TYPED.fullmatch(column.strip())
    if found:
        return Metafield(column, found["key"], found["space"] or "", found["key"], bool(found["variant"]))
    return None


def read_metafield(field: Metafield, text: str) -> RawValue | None:
    """What the text says: a value, several, or None if it holds none (a reference, a link)."""
    if field.space == TAXONOMY and not text.startswith("["):
        values: list[RawScalar] = [part.strip() for part in text.split(";") if part.strip()]
    else:
        values = list(dict.fromkeys(_values(_parsed(text))))
    told = [value for value in values if not (isinstance(value, str) and _NO_VALUE.fullmatch(value))]
    return None if not told else told[0] if len(told) == 1 else told


def _parsed(text: str) -> Any:
    """The JSON that the text is, or the text itself; a plain number or word is a text."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _values(content: Any) -> Iterator[RawScalar]:
    if isinstance(content, list):
        for item in content:
            yield from _values(item)
    elif isinstance(content, dict):
        yield from _of_object(content)
    elif content is not None:
        text = content if isinstance(content, str) else json.dumps(content)
        if spaced := " ".join(text.split()):
            yield spaced


def _of_object(content: dict[str, Any]) -> Iterator[str]:
    """A rich text, a measurement, a rating, an amount of money; of another object nothing is known."""
    if content.get("type") == "root":
        yield " ".join(" ".join(_texts(content)).split())
    elif isinstance(content.get("unit"), str) and "value" in content:
        unit = content["unit"].replace("_", " ").lower()
        yield f"{_plain(content['value'])} {unit_named(unit) or unit}"
    elif "scale_max" in content and "value" in content:
        yield _plain(content["value"])
    elif "amount" in content and "currency_code" in content:
        yield f"{_plain(content['amount'])} {content['currency_code']}"


def _texts(node: dict[str, Any]) -> Iterator[str]:
    """The texts of a rich text. Those of one line belong together, those of two lines do not."""
    children = [child for child in node.get("children") or () if isinstance(child, dict)]
    inline = "".join(str(child.get("value") or "") for child in children if child.get("type") == "text")
    if inline:
        yield inline
    for child in children:
        if child.get("type") != "text":
            yield from _texts(child)


def _plain(number: object) -> str:
    """A number without needless zeros."""
    try:
        return f"{float(str(number)):g}"
    except ValueError:
        return str(number)
