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
    """(field, what is wrong) for each stated value that is not as `attributes` has it: "attributes.weight",
    "variants.2.options.size", "currency".

    An attribute that is not among them fits if its values are all of one kind.
    """
    options, wrong = {name for variant in product.variants for name in variant.options}, set()
    for number, variant in enumerate(product.variants):
        for name, value in variant.options.items():
            first = product.attributes.get(name, value)
            kind = _kind(name, first, attributes)
            reason = "is no option: name it otherwise" if name in BUILT_IN else _wrong(value, kind, is_option=False)
            if reason:
                wrong.add(name)
                yield f"variants.{number}.options.{name}", reason
    for name, value in product.attributes.items():
        if name in wrong:
            continue  # it is the variants' value
        if name in BUILT_IN:
            yield f"attributes.{name}", f"is a field of the product, not one of its attributes: give it as {name}"
        elif reason := _wrong(value, _kind(name, value, attributes), is_option=name in options):
            yield f"attributes.{name}", reason
    price = attributes.get(PRICE)
    if price and price.unit and product.currency and product.currency != price.unit:
        yield "currency", f"is {product.currency}, but the catalog's prices are in {price.unit}: convert the price"


def fitting(product: Product, attributes: Mapping[str, Attribute]) -> Product:
    """The product without the values that do not fit, for a log that was written while kinds were different."""
    wrong = {field for field, _ in misfits(product, attributes)}
    if not wrong:
        return product
    names = {field.partition(".options.")[2] or field.removeprefix("attributes.") for field in wrong}
    kept = {name: value for name, value in product.attributes.items() if name not in names}
    variants = tuple(
        replace(variant, options={name: value for name, value in variant.options.items() if name in kept})
        for variant in product.variants
    )
    if "currency" not in wrong:
        return replace(product, attributes=kept, variants=variants)
    unpriced = tuple(replace(variant, price=None, list_price=None) for variant in variants)
    return replace(product, attributes=kept, variants=unpriced, price=None, highest_price=None, list_price=None)


def _kind(name: str, value: AttributeValue, attributes: Mapping[str, Attribute]) -> AttributeKind:
    return attributes[name].kind if name in attributes else kind_of(values_of(value)[0])


def kind_of(value: Scalar) -> AttributeKind:
    """The kind of attribute that a value is of."""
    if isinstance(value, bool):
        return "boolean"
    return "categorical" if isinstance(value, str) else "numeric"


def _wrong(value: AttributeValue, kind: AttributeKind, *, is_option: bool) -> str | None:
    singles = values_of(value)
    odd = next((single for single in singles if kind_of(single) != kind), None)
    if odd is not None:
        return f"must be {_KIND_WORDS[kind]}, not {odd!r}"
    too_many = kind == "boolean" and len(singles) > 1 and not is_option
    return "is true or false, so it takes one value" if too_many else None
