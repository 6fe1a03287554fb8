"""What of a product is read: one text for the language model, and weighted fields for the lexical index.

Decides which facts, in which order; tokenising is `language.terms`, weighting at search time
`retrieval.search.lexical`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.catalog.products import BRAND, CATEGORY, PRICE, Attribute, Product, Scalar, values_of

_LONGEST_VALUE = 60  # characters; a longer value is a sentence, and the description has enough of those
_MOST_CHARACTERS = 4000


def embedding_text(product: Product) -> str:
    """What the product is, most telling first, since the language model reads only the beginning."""
    parts = [product.title]
    if product.category and product.category.casefold() not in product.title.casefold():
        parts.append(product.category)
    if product.brand and product.brand.casefold() not in product.title.casefold():
        parts.append(product.brand)
    parts.append(product.description)
    return ". ".join(part for part in parts if part)[:_MOST_CHARACTERS]


def lexical_fields(product: Product, attributes: Mapping[str, Attribute]) -> dict[str, str]:
    """The product's words by field of the lexical index."""
    return {
        "title": f"{product.title} {product.brand or ''}",
        "category": product.category or "",
        "facts": " ".join(_facts(product, attributes))[:_MOST_CHARACTERS],
        "description": product.description[:_MOST_CHARACTERS],
    }


def _facts(product: Product, attributes: Mapping[str, Attribute]) -> Iterator[str]:
    """Values as words, numbers with their unit, and the labels of what the product has; no means no word."""
    for name, value in product.stated.items():
        attribute = attributes.get(name)
        if attribute is None or name in (BRAND, CATEGORY, PRICE):
            continue
        for single in values_of(value):
            spelled = _spelled(single, attribute)
            if spelled and len(spelled) <= _LONGEST_VALUE:
                yield spelled


def _spelled(value: Scalar, attribute: Attribute) -> str:
    if isinstance(value, bool):
        return attribute.label if value else ""
    if isinstance(value, str):
        return value
    return f"{value:g} {attribute.unit}" if attribute.unit else ""
