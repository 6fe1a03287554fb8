"""A product's own variants as the bodies of answers: all of them, what they differ in, and the one that fits.

Which fits, `recommender.engine.choice` says; near-duplicates that are products of their own,
`recommender.engine.variants`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.catalog.products import Attribute, AttributeValue, Codes, Product, Scalar, Variant, values_of
from recommender.engine.choice import NONE
from recommender.engine.facets import with_unit
from recommender.engine.pool import Pool
from recommender.engine.reasons import in_words
from recommender.engine.snapshot import Snapshot
from recommender.protocol.products import OptionValue, ProductOption, VariantOffer
from recommender.protocol.recommend import FittingVariant

MOST_VALUES_ON_A_CARD = 24
Attributes = Mapping[str, Attribute]


def all_variants(product: Product, attributes: Attributes) -> list[VariantOffer]:
    """Every form that the product is sold in."""
    return [
        VariantOffer(
            id=one.id,
            options={name: plain_value(value) for name, value in one.options.items()},
            text=text_of(one.options, attributes),
            price=one.price,
            list_price=one.list_price,
            available=one.available,
            image_url=one.image_url,
            url=one.url,
            codes=plain_codes(one.codes),
        )
        for one in product.variants
    ]


def options(
    product: Product, attributes: Attributes, among: Sequence[Variant] | None = None, most: int | None = None
) -> list[ProductOption]:
    """What the variants differ in, with at most so many values each. A value is there to be bought if one that is
    `among` these (all) has it."""
    buyable = [one for one in (product.variants if among is None else among) if one.available]
    names = dict.fromkeys(name for one in product.variants for name in one.options)
    found = []
    for name in names:
        bought, values = _values(name, buyable), [*_values(name, product.variants)]
        offered = [
            OptionValue(value=value, label=_label(attributes[name], value), available=value in bought)
            for value in values[:most]
        ]
        found.append(ProductOption(name=name, label=attributes[name].label, values=offered))
    return found


def _values(name: str, variants: Sequence[Variant]) -> dict[Scalar, None]:
    """What variants have for an option, each value once, in their order."""
    return dict.fromkeys(single for one in variants if name in one.options for single in values_of(one.options[name]))


def _label(attribute: Attribute, value: Scalar) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value if isinstance(value, str) else with_unit(value, attribute)


def fitting(snapshot: Snapshot, page: Pool, position: int) -> tuple[Variant, ...]:
    """The variants of the product at `position` that fit as well as the best, the cheapest first; none where all that
    can be chosen do, so that nothing is to be said of them."""
    if page.choice is None or page.chosen is None or page.chosen[position] == NONE:
        return ()
    place = int(page.chosen[position])
    alike, choices = page.choice.alike(place), page.choice.of_row(place)
    if len(alike) == choices > 1:
        return ()
    row = int(page.rows[position])
    first = int(snapshot.table.variants.start[row])
    return tuple(snapshot.catalog.products[row].variants[variant - first] for variant in alike.tolist())


def fitting_variant(fits: Sequence[Variant], attributes: Attributes) -> FittingVariant | None:
    """What is said of the variants that fit, the cheapest first; None for none."""
    if not fits:
        return None
    best, prices = fits[0], [one.price for one in fits if one.price is not None]
    shared = {
        name: value for name, value in best.options.items() if all(one.options.get(name) == value for one in fits)
    }
    return FittingVariant(
        id=best.id if len(fits) == 1 else None,
        options={name: plain_value(value) for name, value in shared.items()},
        text=text_of(shared, attributes),
        price=min(prices, default=None),
        highest_price=max(prices) if prices and max(prices) > min(prices) else None,
        list_price=best.list_price,
        available=best.available,
        image_url=best.image_url,
        url=best.url,
    )


def text_of(stated: Mapping[str, AttributeValue], attributes: Attributes) -> str:
    """Options as people read them."""
    return ", ".join(in_words(attributes[name], one) for name, value in stated.items() for one in values_of(value))


def plain_value(value: AttributeValue) -> object:
    """The value as JSON has it: several are a list."""
    return list(value) if isinstance(value, tuple) else value


def plain_codes(codes: Codes) -> dict[str, list[str]]:
    """The codes as JSON has them."""
    return {kind: list(own) for kind, own in codes.items()}
