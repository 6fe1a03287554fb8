"""What becomes of the variants of sources: tables of what goes in and what comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.normalisation import normalise
from data.catalog.products import Product, Variant
from data.catalog.reports import ImportReport

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=case["name"])
    for table in ("variants_seen.yaml", "variants_unseen.yaml")
    for case in yaml.safe_load((HERE / table).read_text("utf-8"))
]


def raw(number: int, stated: dict[str, Any]) -> RawProduct:
    variants = [RawVariant(line=number, **variant) for variant in stated.get("variants", ())]
    own = {"price": None if variants else "10"} | {name: v for name, v in stated.items() if name != "variants"}
    return RawProduct(line=number, id=f"p{number}", title=f"Product {number}", variants=variants, **own)


def plain(value: Any) -> Any:
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def held(thing: Product | Variant, expected: dict[str, Any]) -> dict[str, Any]:
    """What the thing has under the expected names."""
    found: dict[str, Any] = {}
    for name in expected:
        value = getattr(thing, name)
        found[name] = {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else value
    return found


@pytest.mark.parametrize("case", CASES)
def test_variants_become(case: dict[str, Any]) -> None:
    report = ImportReport(source="table")
    rows = [raw(number, stated) for number, stated in enumerate([case["product"], *case.get("others", ())], start=1)]

    (product, *_), attributes = normalise(rows, currency="EUR", report=report)

    expected = dict(case["gives"])
    variants: dict[str, Any] = expected.pop("variants", None) or {}
    if "variants" in case["gives"]:
        got = {
            variant.id: held(variant, variants[variant.id]) for variant in product.variants if variant.id in variants
        }
        assert got == variants
        assert variants or not product.variants
    assert held(product, expected) == expected
    for outcome, words in case.get("reports", {}).items():
        findings = report.findings[outcome]
        assert any(
            words.casefold() in f"{reason} {finding.examples}".casefold() for reason, finding in findings.items()
        )
    for variant in product.variants:
        for name, value in variant.options.items():
            stated = product.attributes[name]
            assert value in (stated if isinstance(stated, tuple) else (stated,))
            assert name in attributes
