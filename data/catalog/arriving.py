"""One product that arrives between two imports: tidied as an import would, and as the catalog's attributes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from data.catalog.definitions import fitting
from data.catalog.importers.rows import RawProduct, RawValue
from data.catalog.normalisation import normalise
from data.catalog.normalisation.labels import attribute_name
from data.catalog.normalisation.texts import plain
from data.catalog.products import PRICE, Attribute, AttributeValue, Product, values_of
from data.catalog.reports import ImportReport
from data.catalog.variants import following
from language.units import factor
from language.words import phrase_key


def arriving(
    row: RawProduct,
    attributes: Mapping[str, Attribute],
    before: Product | None,
    *,
    currency: str,
    types: Iterable[str] = (),
) -> Product | None:
    """The product; None if it is not offered, or nothing that could be.

    Values that do not fit the catalog's attributes are left out; a type that is one of the catalog's `types` in another
    spelling is that one. What the source does not state of type, page and picture stays as it was `before`. `currency`
    is that of prices, where the catalog has none.
    """
    if row.withheld:
        return None
    for source_name in {*row.attributes, *(name for variant in row.variants for name in variant.options)}:
        known = attributes.get(attribute_name(source_name))
        if known is not None:
            row.kinds.setdefault(source_name, known.kind)
            if known.unit:
                row.units.setdefault(source_name, known.unit)
    price = attributes.get(PRICE)
    shop = (price.unit if price else None) or currency
    products, found = normalise([row], currency=shop, report=ImportReport())
    if not products:
        return None
    texts = {name for name, one in attributes.items() if one.kind == "categorical"}
    spelled = _as_texts(_converted(products[0], found, attributes), row, texts)
    product = fitting(spelled, attributes)
    if row.category and product.category:
        named = {phrase_key(one): one for one in types}
        product = replace(product, category=named.get(phrase_key(product.category), product.category))
    if before is None:
        return product
    return replace(
        product,
        category=product.category if row.category else before.category,
        url=product.url or before.url,
        image_url=product.image_url or before.image_url,
    )


def _converted(product: Product, found: Mapping[str, Attribute], known: Mapping[str, Attribute]) -> Product:
    """Its numbers in the units of the catalog; those that cannot be are left out."""
    factors: dict[str, float | None] = {}
    for name, one in found.items():
        unit = known[name].unit if name in known else None
        if one.kind == "numeric" and name != PRICE and one.unit and unit and one.unit != unit:
            factors[name] = factor(one.unit, unit)
    if not factors:
        return product
    attributes = _with_factors(product.attributes, factors)
    variants = tuple(replace(variant, options=_with_factors(variant.options, factors)) for variant in product.variants)
    return replace(product, attributes=attributes, variants=variants)


def _with_factors(
    values: Mapping[str, AttributeValue], factors: Mapping[str, float | None]
) -> dict[str, AttributeValue]:
    changed = dict(values)
    for name, times in factors.items():
        value = changed.pop(name, None)
        if value is None or times is None:
            continue
        scaled = tuple(float(f"{float(single) * times:.6g}") for single in values_of(value))
        changed[name] = scaled if isinstance(value, tuple) else scaled[0]
    return changed


def _as_texts(product: Product, row: RawProduct, names: Set[str]) -> Product:
    """Where the catalog has texts, one value alone may look like a number ("42"): there the source's text stays."""
    raw = {attribute_name(name): value for name, value in row.attributes.items()}
    forms = {
        variant.id: {attribute_name(name): one for name, one in variant.options.items()} for variant in row.variants
    }
    attributes = {
        name: _text(raw[name]) if name in names and name in raw and not _is_text(value) else value
        for name, value in product.attributes.items()
    }
    variants = tuple(
        replace(
            variant,
            options={
                name: _text(forms[variant.id][name])
                if name in names and not _is_text(value) and name in forms.get(variant.id, {})
                else value
                for name, value in variant.options.items()
            },
        )
        for variant in product.variants
    )
    told = {name for variant in variants for name in variant.options}
    own = {name: value for name, value in attributes.items() if name not in told or _is_text(value)}
    after = replace(product, attributes=own, variants=variants)
    return after if variants == product.variants else following(after)


def _is_text(value: AttributeValue) -> bool:
    return all(isinstance(single, str) for single in values_of(value))


def _text(raw: RawValue) -> AttributeValue:
    texts = tuple(dict.fromkeys(plain(str(one)) for one in (raw if isinstance(raw, list) else [raw])))
    return texts[0] if len(texts) == 1 else texts
