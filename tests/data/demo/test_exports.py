"""The demo catalog through each export and back: the same products, variants, prices, attributes, codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.exports import PARTS, differences, expected_facts, read_back, shares
from data.demo import DemoCatalog
from data.demo.exports import WRITERS, Listing, listings

EVERY = 12
"""A part of the demo, which `python -m benchmarks.exports` tries whole."""


@pytest.fixture(scope="module")
def products(demo: DemoCatalog) -> list[Listing]:
    rows = [json.loads(line) for line in demo.catalog.read_text(encoding="utf-8").splitlines()]
    return listings(rows)[::EVERY]


def test_what_differs_in_one_attribute_alone_is_one_product(products: list[Listing]) -> None:
    several = [one for one in products if len(one.forms) > 1]

    assert len(several) > 20
    assert {one.option for one in several} >= {"Colour", "Size"}
    for one in several:
        assert one.option not in one.attributes
        assert len({form.option for form in one.forms}) == len(one.forms)
    assert all(one.option is None for one in products if len(one.forms) == 1)


@pytest.mark.parametrize("format", WRITERS)
def test_an_export_of_the_demo_comes_back_as_it_went(products: list[Listing], tmp_path: Path, format: str) -> None:
    path = tmp_path / "export"
    WRITERS[format](path, products)
    expected = expected_facts(products, format)

    found, report = read_back(path, format)

    assert list(differences(expected, found)) == []
    assert shares(expected, found) == dict.fromkeys(PARTS, 1.0)
    assert [report.count(outcome) for outcome in ("withheld", "dropped", "bad", "unread")] == [0, 0, 0, 0]
