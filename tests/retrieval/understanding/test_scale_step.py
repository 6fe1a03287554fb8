"""Ranges between two values of a scale."""

from __future__ import annotations

import pytest

from data.catalog.products import Attribute, Catalog, Product
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker

SIZES = ("XS", "S", "M", "L", "XL")


@pytest.fixture(scope="module")
def linker() -> Linker:
    attributes = [Attribute("category", "Category", "categorical"), Attribute("size", "Size", "categorical")]
    products = [
        Product(f"{size}-{n}", f"A shirt {n}", category="Shirt", attributes={"size": size})
        for size in SIZES
        for n in range(4)
    ]
    return Linker(AttributeTable.from_catalog(Catalog("shirts", tuple(products), {a.name: a for a in attributes})))


@pytest.mark.parametrize(
    "text", ["shirt M-XL", "shirt M – XL", "shirt M to XL", "shirt between M and XL", "shirt M bis XL"]
)
def test_all_sizes_from_one_to_the_other(linker: Linker, text: str) -> None:
    (read,) = linker.link(text).constraints

    assert (read.op, read.value) == ("in", ("M", "L", "XL"))


def test_two_sizes_are_no_range_unless_it_is_said(linker: Linker) -> None:
    (read,) = linker.link("shirt in S or L").constraints

    assert (read.op, read.value) == ("in", ("S", "L"))
