"""What products must be to join a catalog: values of the kinds that its attributes have, prices in its currency.

A new attribute is defined by the first product that states it. Knows neither the log nor what is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from data.catalog.normalisation.labels import label
from data.catalog.products import BUILT_IN, PRICE, Attribute, AttributeKind, AttributeValue, Product, Scalar, values_of

_KIND_WORDS = {"numeric": "a number", "boolean": "true or false", "categorical": "a text"}


def definitions(product: Product, attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    """The attributes that the product states and `attributes` lacks, each of the kind of its first value."""
    new = {}
    for name, value in product.stated.items():
        if name not in attributes:
            unit = product.currency if name == PRICE else None
            new[name] = Attribute(name, label(name), kind_of(values_of(value)[0]), unit)
    return new


def misfits(product: Product, attributes: Mapping[str, Attribute]) -> Iterator[tuple[str, str]]:
    """(attribute name, what is wrong) for each stated value that is not as `attributes` has it.

    An attribute that is not among them fits if its values are all of one kind.
    """
    for name, value in product.attributes.items():
        if name in BUILT_IN:
            yield name, f"is a field of the product, not one of its attributes: give it as {name}"
            continue
        known = attributes.get(name)
        kind = known.kind if known else kind_of(values_of(value)[0])
        reason = _wrong(value, kind)
        if reason:
            yield name, reason
    price = attributes.get(PRICE)
    if price and price.unit and product.currency and product.currency != price.unit:
        yield "currency", f"is {product.currency}, but the catalog's prices are in {price.unit}: convert the price"


def fitting(product: Product, attributes: Mapping[str, Attribute]) -> Product:
    """The product without the values that do not fit, for a log that was written while kinds were different."""
    wrong = {name for name, _ in misfits(product, attributes)}
    if not wrong:
        return product
    kept = {name: value for name, value in product.attributes.items() if name not in wrong}
    price = None if "currency" in wrong else product.price
    return replace(product, attributes=kept, price=price)


def kind_of(value: Scalar) -> AttributeKind:
    """The kind of attribute that a value is of."""
    if isinstance(value, bool):
        return "boolean"
    return "categorical" if isinstance(value, str) else "numeric"


def _wrong(value: AttributeValue, kind: AttributeKind) -> str | None:
    singles = values_of(value)
    odd = next((single for single in singles if kind_of(single) != kind), None)
    if odd is not None:
        return f"must be {_KIND_WORDS[kind]}, not {odd!r}"
    return "is true or false, so it takes one value" if kind == "boolean" and len(singles) > 1 else None
