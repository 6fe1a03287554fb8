"""The index of codes: how they are typed, what is found in part, and how many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalog.products import Attribute, Catalog, Product
from retrieval.search.codes import CodeIndex, code_key
from tests.retrieval.coded_catalog import coded_catalog

CODES = st.text("ABCXYZ0123456789-./ ", min_size=4, max_size=16).filter(lambda code: len(code_key(code)) > 3)


@given(code=CODES, marks=st.lists(st.sampled_from(["", "-", " ", "."]), min_size=16, max_size=16), lower=st.booleans())
def test_a_code_is_found_however_it_is_typed(code: str, marks: list[str], lower: bool) -> None:
    index = CodeIndex(Catalog("one", (Product("p", "A thing", codes={"sku": (code,)}),), {}))
    typed = "".join(f"{letter}{mark}" for letter, mark in zip(code, marks, strict=False))

    found = index.exact(code_key(typed.lower() if lower else typed), 5)

    assert found is not None
    assert (found.ids, found.code, found.label) == (("p",), code, "SKU")


@given(text=st.text(max_size=40))
def test_any_text_can_be_looked_up(text: str) -> None:
    index, key = CodeIndex(coded_catalog()), code_key(text)

    for found in (index.exact(key, 9), index.partial(key, 9), index.slipped(key), index.titled(key, 9)):
        assert found is None or found.ids


def test_barcodes_of_12_13_and_14_digits_and_both_isbns_are_one() -> None:
    index = CodeIndex(
        Catalog("b", (Product("b", "Book", codes={"isbn": ("0-306-40615-2",), "gtin": ("036000291452",)}),), {})
    )

    for typed in ("0306406152", "9780306406157", "978-0-306-40615-7", "36000291452", "0036000291452", "00036000291452"):
        assert index.exact(code_key(typed), 5) is not None, typed


def test_a_part_is_found_from_the_beginning_and_from_parts_inside_but_not_of_too_many() -> None:
    products = tuple(Product(f"p{n}", "Thing", codes={"mpn": (f"AB-LA90PM{n:03}",)}) for n in range(30))
    index = CodeIndex(Catalog("many", products, {}))

    assert index.partial("ablacktree", 50) is None
    assert index.partial("la90pm", 12) is None
    for part in ("ablA90pm".lower(), "la90pm"):
        found = index.partial(part, 30)
        assert found is not None
        assert len(found.ids) == 30


def test_a_column_holds_codes_if_it_is_called_so_and_its_values_tell_products_apart() -> None:
    attributes = [
        Attribute(n, label, "categorical") for n, label in (("a", "Part number"), ("b", "Model"), ("c", "Shape"))
    ]
    products = tuple(
        Product(f"p{n}", "Thing", attributes={"a": f"X-{n:04}", "b": "Classic", "c": f"Y-{n:04}"}) for n in range(20)
    )
    index = CodeIndex(Catalog("columns", products, {a.name: a for a in attributes}))
    found = index.exact("x0007", 5)

    assert found is not None
    assert (found.ids, found.label) == (("p7",), "Part number")
    assert index.exact("y0007", 5) is None
    assert index.exact("classic", 50) is None


@pytest.mark.parametrize("name", ["16gb", "27inch", "monitor27"])
def test_amounts_in_titles_are_no_names(name: str) -> None:
    catalog = Catalog("t", (Product("m", "Monitor 27 inch with 16GB"),), {})

    assert CodeIndex(catalog).titled(name, 5) is None
