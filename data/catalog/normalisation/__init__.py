"""From the rows of a source to products and attributes: typed, in one unit, spelled one way.

Reading files is `data.catalog.importers`; which rows are kept `data.catalog.normalisation.cleaning`; product types
`data.catalog.normalisation.categories`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from data.catalog.importers.rows import RawProduct, RawValue, RawVariant
from data.catalog.links import BadLink, read_link
from data.catalog.normalisation.availability import told_availability
from data.catalog.normalisation.cleaning import far_out, keep_rows
from data.catalog.normalisation.dimensions import with_sides_apart
from data.catalog.normalisation.labels import attribute_name, label
from data.catalog.normalisation.pricing import Priced, Pricing
from data.catalog.normalisation.synonyms import NameRules, join_names
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.normalisation.values import Column, normalise_column
from data.catalog.normalisation.variants import Options, with_variants
from data.catalog.products import BRAND, CATEGORY, PRICE, Attribute, AttributeKind, AttributeValue, Product, codes_of
from data.catalog.progress import Progress, part
from data.catalog.reports import ImportReport
from language.units import named_in, stated_in, unit_named

COLUMNS, PRODUCTS = (0.1, 0.5), (0.8, 1.0)
"""The shares of the work, about: columns of values, then types, then products."""


def normalise(
    rows: Sequence[RawProduct],
    *,
    currency: str,
    report: ImportReport,
    at: datetime | None = None,
    names: NameRules | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Product, ...], dict[str, Attribute]]:
    """The products in the order of the rows, and every attribute that one of them states.

    `currency` is that of prices which state none, `at` the time at which sales are in force or not; now, if it is not
    given; `names` is what the shop says of names of attributes. All that is mended or left out goes into the report.
    """
    from data.catalog.normalisation.categories import assign_categories  # sklearn, which services do without

    kept = with_sides_apart(keep_rows(rows, report), report)
    join_names(kept, attribute_name, names or NameRules(), report)
    texts = [f"{plain(row.title)} {plain(row.description)}" for row in kept]
    options = Options(kept)
    columns = _columns(kept, options, texts, report, part(progress, *COLUMNS))
    typed = {name: column.values for name, column in columns.items()}
    categories = assign_categories(kept, typed, report, part(progress, COLUMNS[1], PRODUCTS[0]))
    for name, column in columns.items():
        _report_column(kept, name, column, report)
        if column.kind == "numeric":
            _remove_far_out(kept, name, column, categories, options, report)
    read = _Readers(Pricing(kept, currency, at or datetime.now(UTC), report), report)
    tell = part(progress, *PRODUCTS)
    products = []
    for i, row in enumerate(kept):
        product = _product(row, columns, i, categories[i], options, read)
        products.append(with_variants(product, row, i, options, read, report))
        tell(i + 1, len(kept))
    return tuple(products), _definitions(columns, _label_names(kept), _common_currency(products, currency))


def _columns(
    rows: Sequence[RawProduct], options: Options, texts: Sequence[str], report: ImportReport, progress: Progress
) -> dict[str, Column]:
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
    for name, stated in options.raw.items():
        raw[name].update(stated)
    for source_name in options.source_names:
        if unit := stated_in(source_name):
            units.setdefault(attribute_name(source_name), unit)
    columns = {}
    all_texts = options.texts(texts)
    by_frequency = sorted(raw.items(), key=lambda item: (-len({*map(options.owner, item[1])}), item[0]))
    for done, (name, values) in enumerate(by_frequency):
        progress(done, len(raw))
        hint = kinds[name].most_common(1)[0][0] if kinds[name] else None
        whole = options.raw.get(name, {}).keys()
        column = normalise_column(values, hint=hint, unit=units.get(name), texts=all_texts, whole=whole)
        column = options.settled(name, column, report)
        if column.values:
            columns[name] = column
    return columns


def _label_names(rows: Sequence[RawProduct]) -> dict[str, str]:
    """The label of each attribute by name; labels that two attributes share are told apart by their names."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for source_name in row.attributes:
            spellings[attribute_name(source_name)][source_name] += 1
        for source_name in {name for variant in row.variants for name in variant.options}:
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


class _Readers:
    """Reads what rows state of a product or variant alone; what is wrong with it goes into the report."""

    def __init__(self, pricing: Pricing, report: ImportReport) -> None:
        self._pricing = pricing
        self._report = report

    def price(self, row: RawProduct, raw: RawProduct | RawVariant) -> Priced:
        """What a product, or one of its variants, costs at the time of the import."""
        return self._pricing.of(row, raw)

    def available(self, row: RawProduct, raw: RawProduct | RawVariant) -> bool:
        """Whether a product, or one of its variants, can be bought."""
        return told_availability(row, raw, self._report)

    def link(self, row: RawProduct, address: str | None, whose: str) -> str | None:
        """An address that pages may open; another is left out, and the product kept."""
        try:
            return (read_link(address) or None) if address else None
        except BadLink as error:
            what = str(error).partition(";")[0]
            self._report.repaired(row.line, row.id, f"{whose} {what}; it is left out", (address or "")[:60])
            return None


def _product(
    row: RawProduct, columns: dict[str, Column], number: int, category: str | None, options: Options, read: _Readers
) -> Product:
    names = {attribute_name(source_name) for source_name in row.attributes} | options.names(number)
    ordered = sorted(name for name in names if name in columns)
    attributes: dict[str, AttributeValue] = {
        name: columns[name].values[number] for name in ordered if number in columns[name].values
    }
    brand, priced = plain(row.brand) if row.brand else "", read.price(row, row)
    return Product(
        id=row.id,
        title=plain(row.title),
        description=plain(row.description, lines=True),
        brand=None if is_placeholder(brand) else brand,
        category=category,
        price=priced.price,
        highest_price=priced.highest,
        list_price=priced.list_price,
        currency=priced.currency,
        image_url=read.link(row, row.image_url, "image"),
        url=read.link(row, row.url, "product"),
        available=read.available(row, row),
        attributes=attributes,
        codes=codes_of(row.codes),
    )


def _report_column(rows: Sequence[RawProduct], name: str, column: Column, report: ImportReport) -> None:
    """What was mended in a column, and what was decided where the source leaves it open."""
    for number, reason, example in column.repairs:
        report.repaired(rows[number].line, rows[number].id, reason, f"{name}: {example[:60]}")
    for number, reason, example in column.assumed:
        report.assumed(rows[number].line, rows[number].id, f"{name}: {reason}", example[:60])


def _remove_far_out(
    rows: Sequence[RawProduct],
    name: str,
    column: Column,
    categories: Sequence[str | None],
    options: Options,
    report: ImportReport,
) -> None:
    for number in sorted(far_out(column.values, categories)):
        if name in options.names(number):
            continue  # shoppers choose by it, so it is meant
        value = column.values.pop(number)
        reason = "number far out among the products of its type; value removed"
        report.repaired(rows[number].line, rows[number].id, reason, f"{name}: {value} {column.unit or ''}")
