"""Which attributes are a scale, and how their values follow each other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from data.catalog.constraints import Preference
from data.catalog.products import Attribute, Catalog, Product
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker
from retrieval.understanding.scales import scales


def shop(label: str, values: Sequence[str]) -> AttributeTable:
    attributes = [Attribute("category", "Category", "categorical"), Attribute("grade", label, "categorical")]
    products = [
        Product(f"{value}-{n}", f"A mattress {n}", category="Mattress", attributes={"grade": value})
        for value in values
        for n in range(4)
    ]
    return AttributeTable.from_catalog(Catalog("test", tuple(products), {a.name: a for a in attributes}))


@pytest.mark.parametrize(
    ("label", "ordered"),
    [
        ("Firmness", ("Soft", "Medium", "Firm", "Extra firm")),
        ("Suspension", ("No suspension", "Front suspension", "Full suspension")),
        ("Protection", ("IP53", "IP67", "IP68")),
        ("Processor", ("4 cores", "8 cores", "12 cores")),
        ("Size", ("XS", "S", "M", "L", "XL", "XXL")),
    ],
)
def test_values_that_say_how_much_are_a_scale(label: str, ordered: tuple[str, ...]) -> None:
    assert list(scales(shop(label, ordered[::-1])).values()) == [ordered]


@pytest.mark.parametrize("values", [("Slim", "Regular", "Relaxed"), ("Low", "Wood"), ("Medium", "Regular"), ("High",)])
def test_values_that_do_not_are_none(values: tuple[str, ...]) -> None:
    assert not scales(shop("Fit", values))


def test_more_of_a_scale_is_what_is_beyond_the_product_meant() -> None:
    linker = Linker(shop("Firmness", ("Firm", "Soft", "Medium")))
    more, less = (linker.link(f"{word} firmness", types=["Mattress"]).preferences[0] for word in ("more", "less"))

    assert (more.attribute, more.compares, more.scale) == ("grade", True, ("Soft", "Medium", "Firm"))
    assert more.beyond("Soft") == ("Medium", "Firm")
    assert more.beyond("Firm") == ()
    assert less.beyond("Firm") == ("Medium", "Soft")
    assert less.beyond(None) == ("Soft",)
    assert Preference.model_validate_json(more.model_dump_json()) == more
