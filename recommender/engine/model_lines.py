"""What else a product comes in: others of its brand and type whose title is the same but for one attribute's value."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalog.products import BUILT_IN, Product, Scalar, values_of
from language.words import phrase_key
from recommender.protocol.questions import SameModel

MOST_VALUES = 12


def other_values(product: Product, name: str, products: Sequence[Product]) -> list[SameModel]:
    """The other values of an attribute among products of the same model, the first seen first."""
    own, key = _values(product, name), _model(product, name)
    if name in BUILT_IN or not own or key is None:
        return []
    found: dict[Scalar, list[str]] = {}
    for other in products:
        if other.id == product.id or other.brand != product.brand or name not in other.attributes:
            continue
        if not own.issuperset(_values(other, name)) and _model(other, name) == key:
            for value in values_of(other.attributes[name]):
                if value not in own:
                    found.setdefault(value, []).append(other.id)
    ordered = sorted(found, key=_order)
    return [SameModel(of=product.id, value=value, ids=found[value]) for value in ordered[:MOST_VALUES]]


def _values(product: Product, name: str) -> set[Scalar]:
    return set(values_of(product.attributes[name])) if name in product.attributes else set()


def _model(product: Product, name: str) -> tuple[str, ...] | None:
    """The words of the title without those of the value; None where the title does not say it."""
    said = {word for value in _values(product, name) for word in phrase_key(_text(value)).split()}
    title = phrase_key(product.title).split()
    rest = tuple(word for word in title if word not in said)
    return rest if len(rest) < len(title) else None


def _order(value: Scalar) -> tuple[bool, float, str]:
    is_number = isinstance(value, float | int)
    return (not is_number, float(value) if is_number else 0.0, str(value))


def _text(value: Scalar) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
