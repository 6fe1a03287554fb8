"""From the rows of a source to products and attributes: typed, in one unit, spelled one way.

Reading files is `data.catalog.importers`; which rows are kept `data.catalog.normalisation.cleaning`; product types
`data.catalog.normalisation.categories`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from data.catalog.importers.rows import RawProduct, RawValue
from data.catalog.links import BadLink, read_link
from data.catalog.normalisation.cleaning import far_out, keep_rows
from data.catalog.normalisation.labels import label, slug
from data.catalog.normalisation.prices import read_price
from data.catalog.normalisation.synonyms import NameRules, join_names
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.normalisation.values import Column, normalise_column
from data.catalog.products import BRAND, BUILT_IN, CATEGORY, PRICE, Attribute, AttributeKind, AttributeValue, Product
from data.catalog.reports import ImportReport
from language.units import named_in, stated_in, unit_named


def normalise(
    rows: Sequence[RawProduct], *, currency: str, report: ImportReport, names: NameRules | None = None
) -> tuple[tuple[Product, ...], dict[str, Attribute]]:
    """The products in the order of the rows, and every attribute that one of them states.

    `currency` is that of prices which state none; `names` is what the shop says of names of attributes. All that is
    mended or left out goes into the report.
    """
    from data.catalog.normalisation.categories import assign_categories  # sklearn, which services do without

    kept = keep_rows(rows, report)
    join_names(kept, attribute_name, names or NameRules(), report)
    texts = [f"{plain(row.title)} {plain(row.description)}" for row in kept]
    columns = _columns(kept, texts)
    categories = assign_categories(kept, {name: column.values for name, column in columns.items()}, report)
    for name, column in columns.items():
        _report_repairs(kept, name, column, report)
        if column.kind == "numeric":
            _remove_far_out(kept, name, column, categories, report)
    products = tuple(_product(row, columns, i, categories[i], currency, report) for i, row in enumerate(kept))
    return products, _definitions(columns, _label_names(kept), _common_currency(products, currency))


def _columns(rows: Sequence[RawProduct], texts: Sequence[str]) -> dict[str, Column]:
    """Every attribute's column by name, the most frequent attribute first."""
    raw: defaultdict[str, dict[int, RawValue]] = defaultdict(dict)
    kinds: defaultdict[str, Counter[AttributeKind]] = defaultdict(Counter)
    units: dict[str, str] = {}
    for number, row in enumerate(rows):
        for source_name, value in row.attributes.items():
            name = attribute_name(source_name)
            raw[name].setdefault(number, value)
            if source_name in row.kinds:
                kinds[name][row.kinds[source_name]] += 1
            if name not in units and (unit := row.units.get(source_name) or stated_in(source_name)):
                units[name] = unit
    columns = {}
    for name, values in sorted(raw.items(), key=lambda item: (-len(item[1]), item[0])):
        hint = kinds[name].most_common(1)[0][0] if kinds[name] else None
        column = normalise_column(values, hint=hint, unit=units.get(name), texts=texts)
        if column.values:
            columns[name] = column
    return columns


def attribute_name(source_name: str) -> str:
    """The key of an attribute; one that a built-in attribute has gets "_stated" behind it."""
    name = slug(source_name)
    return f"{name}_stated" if name in BUILT_IN else name


def _label_names(rows: Sequence[RawProduct]) -> dict[str, str]:
    """The label of each attribute by name; labels that two attributes share are told apart by their names."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for source_name in row.attributes:
            spellings[attribute_name(source_name)][source_name] += 1
    labels = {name: label(found.most_common(1)[0][0]) for name, found in spellings.items()}
    shared = Counter(text.casefold() for text in labels.values())
    return {
        name: text if shared[text.casefold()] == 1 else f"{text} ({name.replace('_', ' ')})"
        for name, text in labels.items()
    }


def _definitions(columns: dict[str, Column], labels: dict[str, str], currency: str) -> dict[str, Attribute]:
    built_in = {
        BRAND: Attribute(BRAND, "Brand", "categorical"),
        CATEGORY: Attribute(CATEGORY, "Product type", "categorical"),
        PRICE: Attribute(PRICE, "Price", "numeric", currency),
    }
    return built_in | {name: _definition(name, labels[name], c) for name, c in columns.items() if c.values}


def _definition(name: str, text: str, column: Column) -> Attribute:
    """A number's label without its unit, which stands behind the number."""
    without, unit = named_in(text)
    is_said = column.kind == "numeric" and unit is not None and unit_named(unit) == column.unit
    return Attribute(name, without if is_said else text, column.kind, column.unit)


def _common_currency(products: Sequence[Product], default: str) -> str:
    counts = Counter(p.currency for p in products if p.price is not None and p.currency)
    return counts.most_common(1)[0][0] if counts else default


def _product(
    row: RawProduct, columns: dict[str, Column], number: int, category: str | None, currency: str, report: ImportReport
) -> Product:
    price, own_currency = read_price(row.price, row.currency or currency)
    if price is None and row.price not in (None, ""):
        report.repaired(row.line, row.id, "price is not a positive number; price removed", str(row.price))
    names = {attribute_name(source_name) for source_name in row.attributes}
    ordered = sorted(name for name in names if name in columns)
    attributes: dict[str, AttributeValue] = {
        name: columns[name].values[number] for name in ordered if number in columns[name].values
    }
    brand = plain(row.brand) if row.brand else ""
    return Product(
        id=row.id,
        title=plain(row.title),
        description=plain(row.description, lines=True),
        brand=None if is_placeholder(brand) else brand,
        category=category,
        price=price,
        currency=own_currency if price is not None else None,
        image_url=_link(row, row.image_url, "image", report),
        url=_link(row, row.url, "product", report),
        available=row.available,
        attributes=attributes,
    )


def _link(row: RawProduct, address: str | None, whose: str, report: ImportReport) -> str | None:
    """An address that pages may open; another is left out, and the product kept."""
    try:
        return (read_link(address) or None) if address else None
    except BadLink as error:
        what = str(error).partition(";")[0]
        report.repaired(row.line, row.id, f"{whose} {what}; it is left out", (address or "")[:60])
        return None


def _report_repairs(rows: Sequence[RawProduct], name: str, column: Column, report: ImportReport) -> None:
    for number, reason, example in column.repairs:
        report.repaired(rows[number].line, rows[number].id, reason, f"{name}: {example[:60]}")


def _remove_far_out(
    rows: Sequence[RawProduct], name: str, column: Column, categories: Sequence[str | None], report: ImportReport
) -> None:
    for number in sorted(far_out(column.values, categories)):
        value = column.values.pop(number)
        reason = "number far out among the products of its type; value removed"
        report.repaired(rows[number].line, rows[number].id, reason, f"{name}: {value} {column.unit or ''}")
