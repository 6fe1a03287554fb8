from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.catalog.products import Attribute, Catalog, Product, Variant
from retrieval.attribute_table import AttributeTable
from retrieval.errors import UnknownAttribute
from tests.retrieval.rows import row_values


def catalog_of(*products: Product) -> Catalog:
    attributes = [
        Attribute("brand", "Brand", "categorical"),
        Attribute("category", "Category", "categorical"),
        Attribute("price", "Price", "numeric", "EUR"),
        Attribute("colour", "Colour", "categorical"),
        Attribute("width", "Width", "numeric", "cm"),
        Attribute("wi_fi", "Wi-Fi", "boolean"),
    ]
    return Catalog("v", products, {attribute.name: attribute for attribute in attributes})


def test_gives_back_what_every_product_states(small_catalog: Catalog, table: AttributeTable) -> None:
    assert table.rows == len(small_catalog.products)
    for row, product in enumerate(small_catalog.products):
        assert row_values(table, row) == {name: (value,) for name, value in product.stated.items()}


def test_counts_products_by_attribute_and_value(small_catalog: Catalog, table: AttributeTable) -> None:
    rows = np.array([0, 3, 4, 17])
    counts = table.counts(rows)
    stated = {a.name: int(n) for a, n in zip(table.attributes, counts.stated, strict=True)}
    products = [small_catalog.products[row] for row in rows]
    assert stated == {name: sum(name in p.stated for p in products) for name in table.ids}
    colour = table.attribute_id("colour")
    colours = {table.values[v]: int(counts.values[v]) for v in table.value_ids(colour) if counts.values[v]}
    assert colours == {"Black": 2, "White": 1, "Silver": 1}


def test_counts_a_product_with_several_values_once() -> None:
    table = AttributeTable.from_catalog(
        catalog_of(Product("1", "Red and blue", attributes={"colour": ("Red", "Blue", "Red")}))
    )
    counts, colour = table.counts(np.array([0])), table.attribute_id("colour")
    assert counts.stated[colour] == counts.named[colour] == 1
    assert row_values(table, 0) == {"colour": ("Red", "Blue")}


@pytest.mark.parametrize(
    ("title", "attribute", "value", "named"),
    [
        ("Chair, RED", "colour", "Red", True),
        ("Reddish chair", "colour", "Red", False),
        ("Blue-grey chair", "colour", "Blue grey", True),
        ("Chair 45 cm", "width", 45.0, True),
        ("Chair 45.5 cm", "width", 45.0, False),
        ("Router with wi fi", "wi_fi", True, True),
        ("Router with wi fi", "wi_fi", False, False),
        ("Chair", "colour", "!", False),
    ],
)
def test_tells_whether_the_text_names_the_value(title: str, attribute: str, value: str | float, named: bool) -> None:
    table = AttributeTable.from_catalog(catalog_of(Product("1", title, attributes={attribute: value})))
    assert table.entry_named.tolist() == [named]


def test_finds_names_in_the_description_too() -> None:
    table = AttributeTable.from_catalog(catalog_of(Product("1", "Chair", "in red", attributes={"colour": "Red"})))
    assert table.entry_named.tolist() == [True]


def test_keeps_yes_apart_from_one() -> None:
    products = [Product("1", "a", attributes={"wi_fi": True}), Product("2", "b", attributes={"width": 1.0})]
    table = AttributeTable.from_catalog(catalog_of(*products))
    assert [row_values(table, row) for row in (0, 1)] == [{"wi_fi": (True,)}, {"width": (1.0,)}]


def test_counts_nothing_for_no_rows_and_for_products_that_state_nothing() -> None:
    table = AttributeTable.from_catalog(catalog_of(Product("1", "bare")))
    assert table.counts(np.array([0])).stated.sum() == 0
    assert table.counts(np.empty(0, np.int64)).rows == 0
    assert AttributeTable.from_catalog(catalog_of()).rows == 0


def test_names_an_attribute_that_the_catalog_does_not_define(table: AttributeTable) -> None:
    with pytest.raises(UnknownAttribute, match="'taste' is not in the catalog"):
        table.attribute_id("taste")
    with pytest.raises(UnknownAttribute, match="'taste'"):
        AttributeTable.from_catalog(catalog_of(Product("1", "a", attributes={"taste": "sweet"})))


def _contents(table: AttributeTable) -> dict[str, object]:
    """Everything a table says, without the order in which it numbers an attribute's values."""
    names = [attribute.name for attribute in table.attributes]
    entries = sorted(
        (
            int(table.entry_row[e]),
            names[table.entry_attribute[e]],
            repr(table.values[table.entry_value[e]]),
            repr(float(table.entry_number[e])),
            bool(table.entry_named[e]),
            bool(table.entry_first[e]),
        )
        for e in range(len(table.entry_row))
    )
    values = {name: sorted(repr(table.values[v]) for v in table.value_ids(i)) for i, name in enumerate(names)}
    owned = {
        name: (set(table.entry_attribute[table.entries_of(i)].tolist()), len(table.entries_of(i)))
        for i, name in enumerate(names)
    }
    rows = [row_values(table, row) for row in range(table.rows)]
    return {
        "attributes": table.attributes,
        "entries": entries,
        "values": values,
        "owned": owned,
        "rows": rows,
        "ids": table.ids,
        "words": dict(table.text_words),
        "variants": _variants(table),
        "sorted": bool((np.diff(table.entry_row) >= 0).all()),
    }


def _variants(table: AttributeTable) -> list[object]:
    """Of each variant its row, whether it may be chosen, its price, and what it states."""
    found: list[object] = []
    for number in range(len(table.variants)):
        row = int(table.rows_of_variants[number])
        places, _ = table.variants.places(np.array([number]))
        entries = table.row_start[row] + places
        stated = sorted(repr((int(table.entry_attribute[e]), table.values[table.entry_value[e]])) for e in entries)
        found.append((row, bool(table.variants.open[number]), repr(float(table.variants.price[number])), stated))
    return found


def test_a_changed_table_is_as_one_made_anew(small_catalog: Catalog) -> None:
    random = np.random.default_rng(1)
    catalog, table = small_catalog, AttributeTable.from_catalog(small_catalog)
    socket = Attribute("socket", "Socket", "categorical")
    for turn in range(6):
        kept = np.sort(random.permutation(len(catalog.products))[: len(catalog.products) - 2])
        source = kept.copy()
        source[random.random(len(source)) < 0.2] = -1
        products = [
            catalog.products[row]
            if unchanged >= 0
            else replace(
                catalog.products[row],
                title=f"Lamp {turn} {catalog.products[row].title}",
                category="Lamp",
                attributes={"colour": (f"Teal {turn}", "Red"), "memory": 8.0, "socket": "E27"},
                variants=(
                    Variant("teal", {"colour": f"Teal {turn}"}, 20.0 + turn, available=turn % 2 == 0),
                    Variant("red", {"colour": "Red"}, 15.0, available=turn % 3 == 0),
                ),
            )
            for row, unchanged in zip(kept, source, strict=True)
        ]
        products.append(Product(f"new-{turn}", "A lamp", attributes={"socket": "E14"}))
        source = np.append(source, -1)
        gone = np.setdiff1d(np.arange(len(catalog.products)), source)
        after = Catalog("test-1", tuple(products), {**catalog.attributes, "socket": socket})

        table = table.changed(after, source, [catalog.products[row] for row in gone])
        catalog = after

        assert _contents(table) == _contents(AttributeTable.from_catalog(catalog))


def test_a_table_may_lose_all_rows_and_gain_some_again(small_catalog: Catalog) -> None:
    table = AttributeTable.from_catalog(small_catalog)
    empty = replace(small_catalog, products=())

    nothing = table.changed(empty, np.empty(0, np.int64), small_catalog.products)

    assert _contents(nothing) == _contents(AttributeTable.from_catalog(empty))
    again = nothing.changed(small_catalog, np.full(18, -1), [])
    assert _contents(again) == _contents(table)


def test_a_product_states_the_prices_of_the_variants_that_can_be_bought() -> None:
    variants = (
        Variant("a", {"colour": "Red"}, 20.0),
        Variant("b", {"colour": "Blue"}, 30.0),
        Variant("c", {"colour": "Green"}, 10.0, available=False),
    )
    shirt = Product("1", "Shirt", price=20.0, attributes={"colour": ("Red", "Blue", "Green")}, variants=variants)
    table = AttributeTable.from_catalog(catalog_of(shirt))

    assert row_values(table, 0) == {"price": (20.0, 30.0), "colour": ("Red", "Blue", "Green")}
    assert table.is_by_variant.all()
    assert _variants(table)[2] == (0, False, "10.0", [repr((3, "Green"))])
