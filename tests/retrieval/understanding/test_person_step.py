"""Whom a product is for: only where the sentence says so, and only where products say it."""

from __future__ import annotations

import pytest

from data.catalog.products import Attribute, Catalog, Product
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker

GROUPS = ("Women", "Men", "Girls", "Boys")


@pytest.fixture(scope="module")
def linker() -> Linker:
    attributes = [Attribute("category", "Category", "categorical"), Attribute("target", "Target group", "categorical")]
    coats = [
        Product(f"{group}-{n}", f"A parka {n}", category="Parka", attributes={"target": group})
        for group in GROUPS
        for n in range(5)
    ]
    kettles = [Product(f"kettle-{n}", f"A kettle {n}", category="Kettle") for n in range(5)]
    catalog = Catalog("test", (*coats, *kettles), {a.name: a for a in attributes})
    return Linker(AttributeTable.from_catalog(catalog))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a parka for my wife", [("eq", "Women")]),
        ("a parka for my lovely old dad", [("eq", "Men")]),
        ("a parka, not for my husband", [("neq", "Men")]),
        ("my husband's parka is torn", [("eq", "Men")]),
        ("a parka for my 8 year old son", [("eq", "Boys")]),
        ("a parka for an 8 year old", []),  # nobody knows whether Girls or Boys
        ("a parka for my 25 year old son", [("eq", "Men")]),
        ("a parka for our daughter", [("in", ("Girls", "Women"))]),
        ("she needs a parka", [("eq", "Women")]),
        ("I'm a female and need a parka", [("eq", "Women")]),
        ("my wife says that I need a parka", []),
        ("he told me about a parka", []),
        ("a kettle for my wife", []),
    ],
)
def test_whom_it_is_for(linker: Linker, text: str, wanted: list[tuple[str, object]]) -> None:
    assert [(c.op, c.value) for c in linker.link(text).constraints] == wanted
