#!/usr/bin/env python3
"""Whether each importer makes the same catalog of the demo, exported as its shop system would, as the demo itself is.

    python -m benchmarks.exports [--formats shopify woocommerce magento google] [--show 3]

Compared after normalisation, by product: its texts, type, brand and stock; prices; attributes; variants with options,
price, stock, picture; codes. Anything but 100 % is a fault of a reader.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.catalog.importers.rows import RawProduct, RawSale, RawValue, RawVariant
from data.catalog.importing import read_rows
from data.catalog.normalisation import normalise
from data.catalog.products import Product
from data.catalog.recognising import recognise
from data.catalog.reports import ImportReport
from data.demo import generate
from data.demo.exports import HAS_SKU, NAMES, WRITERS, Form, Listing, listings

CURRENCY = "EUR"
PARTS = ("product", "prices", "attributes", "variants", "codes")
Facts = dict[str, Any]


def stated(one: Listing, names: Mapping[str, str]) -> RawProduct:
    """The listing as a reader should state it; `names` are those of attributes that are not called as in the shop."""
    attributes: dict[str, RawValue] = {
        names.get(name, name): list(value) if isinstance(value, list) else value
        for name, value in one.attributes.items()
    }
    product = RawProduct(
        line=1,
        id=one.id,
        title=one.title,
        description=one.description,
        brand=one.brand,
        category=one.category,
        image_url=one.forms[0].image,
        attributes=attributes,
        codes={"mpn": [one.mpn]},
    )
    option = names.get(one.option, one.option) if one.option else None
    product.variants = [_variant(form, option) for form in one.forms]
    if one.option is None:
        [only] = product.variants
        product.price, product.sale, product.available = only.price, only.sale, only.available
        product.codes |= only.codes
        product.variants = []
    product.available = product.available if one.option is None else any(form.available for form in one.forms)
    return product


def _variant(form: Form, option: str | None) -> RawVariant:
    return RawVariant(
        line=1,
        id=form.sku,
        options={option: form.option or ""} if option else {},
        price=form.list_price or form.price,
        sale=RawSale(form.price) if form.list_price else None,
        available=form.available,
        image_url=form.image,
        codes={"sku": [form.sku], "gtin": [form.gtin]},
    )


def facts(products: Sequence[Product]) -> dict[str, Facts]:
    """What is compared of each product, by its title."""
    return {product.title: dict(zip(PARTS, _facts(product), strict=True)) for product in products}


def _facts(one: Product) -> Iterator[Any]:
    yield (one.description, one.brand, one.category, one.available, _file(one.image_url))
    yield (one.price, one.highest_price, one.list_price, one.currency)
    yield dict(one.attributes)
    yield [(dict(v.options), v.price, v.list_price, v.available, _file(v.image_url)) for v in one.variants]
    # a product with variants has a number of its own in some systems alone
    own = {kind: codes for kind, codes in one.codes.items() if kind != "sku" or not one.variants}
    stated = (own, *(variant.codes for variant in one.variants))
    yield {(kind, code) for owned in stated for kind, codes in owned.items() for code in codes}


def _file(address: str | None) -> str:
    return (address or "").rpartition("/")[2]


def read_back(path: Path, format: str) -> tuple[dict[str, Facts], ImportReport]:
    """What the importer of the format makes of the file. Raises ValueError if it is not recognised as that format."""
    if recognise(path) != format:
        raise ValueError(f"{path.name} is taken for {recognise(path)}, and is {format}")
    report = ImportReport(source=path.name)
    rows = read_rows(path, format, None, report, base_url="https://shop.example")
    products, _ = normalise([row for row in rows if isinstance(row, RawProduct)], currency=CURRENCY, report=report)
    return facts(products), report


def shares(expected: Mapping[str, Facts], found: Mapping[str, Facts]) -> dict[str, float]:
    """The share of the expected products whose part is the same."""
    return {
        part: sum(found.get(title, {}).get(part) == wanted[part] for title, wanted in expected.items()) / len(expected)
        for part in PARTS
    }


def differences(expected: Mapping[str, Facts], found: Mapping[str, Facts]) -> Iterator[str]:
    """Each part that differs, with what it should be and what it is."""
    for title, wanted in expected.items():
        if title not in found:
            yield f"{title}: missing"
            continue
        for part in PARTS:
            if found[title][part] != wanted[part]:
                yield f"{title}: {part}: {wanted[part]} became {found[title][part]}"
    yield from (f"{title}: not in the demo" for title in found.keys() - expected.keys())


def expected_facts(products: Sequence[Listing], format: str) -> dict[str, Facts]:
    """What the demo itself is, normalised, in the words of the format."""
    rows = [stated(one, NAMES.get(format, {})) for one in products]
    if format not in HAS_SKU:
        for codes in (codes for row in rows for codes in (row.codes, *(form.codes for form in row.variants))):
            codes.pop("sku", None)
    made, _ = normalise(rows, currency=CURRENCY, report=ImportReport())
    return facts(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--formats", nargs="+", choices=WRITERS, default=list(WRITERS))
    parser.add_argument("--show", type=int, default=3, help="differences of each format to print")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        demo = generate(Path(folder) / "demo")
        rows = [json.loads(line) for line in demo.catalog.read_text(encoding="utf-8").splitlines()]
        products = listings(rows)
        forms = sum(len(one.forms) for one in products if one.option)
        print(f"{len(rows)} rows of the demo are {len(products)} products with {forms} variants")
        for format in options.formats:
            path = Path(folder) / format
            WRITERS[format](path, products)
            expected = expected_facts(products, format)
            started = time.perf_counter()
            found, report = read_back(path, format)
            told = ", ".join(f"{part} {share:.1%}" for part, share in shares(expected, found).items())
            print(f"{format}: {len(found)} products in {time.perf_counter() - started:.1f} s: {told}")
            for outcome, reasons in report.findings.items():
                for reason, finding in reasons.items():
                    print(f"  {outcome}: {finding.count} {reason}; {finding.examples[0]}")
            for line, _ in zip(differences(expected, found), range(options.show), strict=False):
                print(f"  {line}")


if __name__ == "__main__":
    main()
