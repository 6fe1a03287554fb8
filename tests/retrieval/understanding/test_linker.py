from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from data.catalog.constraints import Range
from data.catalog.products import Attribute, Catalog, Product
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker
from retrieval.understanding.message import Understood

COLOURS = ("Black", "White", "Red")


def shop() -> Catalog:
    """Mice, mouse pads and notebooks; red is a colour of mice and a cable colour of pads; a brand is called Case."""
    attributes = [
        Attribute("brand", "Brand", "categorical"),
        Attribute("category", "Category", "categorical"),
        Attribute("price", "Price", "numeric", "EUR"),
        Attribute("colour", "Colour", "categorical"),
        Attribute("cable_colour", "Cable colour", "categorical"),
        Attribute("weight", "Weight", "numeric", "g"),
        Attribute("memory", "Memory", "numeric", "GB"),
        Attribute("storage", "Storage", "numeric", "GB"),
        Attribute("ports", "Number of ports", "numeric"),
        Attribute("bluetooth", "Bluetooth", "boolean"),
    ]
    products = []
    for n in range(30):
        colour, brand = COLOURS[n % 3], ("Logitech", "HP", "Norvik Lab")[n % 3]
        products += [
            Product(
                f"mouse-{n}",
                f"{brand} mouse {colour}" + " Bluetooth" * (n % 2),
                f"{60 + n} g, with a travel case",
                brand=brand,
                category="Mice",
                price=10.0 + n,
                attributes={"colour": colour, "weight": 60.0 + n, "bluetooth": n % 2 == 1},
            ),
            Product(
                f"pad-{n}",
                f"Case mouse pad {colour}" if n == 0 else f"Pell mouse pad {colour}",
                brand="Case" if n == 0 else "Pell",
                category="Mouse pads",
                price=5.0,
                attributes={"cable_colour": colour},
            ),
            Product(
                f"notebook-{n}",
                f"HP notebook {(8, 16, 32)[n % 3]} GB",
                brand="HP",
                category="Notebook",
                price=500.0 + n,
                attributes={
                    "memory": (8.0, 16.0, 32.0)[n % 3],
                    "storage": 256.0,
                    "ports": n % 4 + 0.0,
                    "weight": 1500.0,
                },
            ),
        ]
    return Catalog("shop", tuple(products), {attribute.name: attribute for attribute in attributes})


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(AttributeTable.from_catalog(shop()))


def said(understood: Understood) -> list[tuple[str, str, object]]:
    return [(c.attribute, c.op, c.value) for c in understood.constraints]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("I need a mouse", ["Mice"]),
        ("MICE!", ["Mice"]),
        ("mouse pad", ["Mouse pads"]),
        ("mousepads", ["Mouse pads"]),
        ("notebok", ["Notebook"]),
        ("a mouse for my notebook", ["Mice"]),
        ("hello", []),
    ],
)
def test_links_product_types_in_any_number_and_nearly(linker: Linker, text: str, types: list[str]) -> None:
    assert linker.link(text).product_types == types


def test_product_type_words_stay_in_what_to_search_for(linker: Linker) -> None:
    assert linker.link("I need a quiet mouse, please").rest == "quiet mouse"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("logitech mouse", [("brand", "eq", "Logitech")]),
        ("logitec mouse", [("brand", "eq", "Logitech")]),
        ("norvik lab mice", [("brand", "eq", "Norvik Lab")]),
        ("mouse, not HP", [("brand", "neq", "HP")]),
        ("mouse from anything but hp", [("brand", "neq", "HP")]),
        ("black mouse", [("colour", "eq", "Black")]),
        ("black or white mouse", [("colour", "in", ("Black", "White"))]),
        ("mouse without bluetooth", [("bluetooth", "eq", False)]),
        ("bluetooth mouse", [("bluetooth", "eq", True)]),
        ("not a notebook", [("category", "neq", "Notebook")]),
    ],
)
def test_links_brands_and_values(linker: Linker, text: str, expected: list[tuple[str, str, object]]) -> None:
    assert said(linker.link(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mouse under 50", [("price", "lt", 50.0)]),
        ("between 10 and 20 euros", [("price", "between", Range(min=10, max=20))]),
        ("around 100", [("price", "between", Range(min=85, max=115))]),
        ("weight under 0.1 kg", [("weight", "lt", 100.0)]),
        ("notebook 16gb", [("memory", "eq", 16.0)]),
        ("notebook with at least 2 ports", [("ports", "gte", 2.0)]),
    ],
)
def test_links_quantities(linker: Linker, text: str, expected: list[tuple[str, str, object]]) -> None:
    assert said(linker.link(text)) == expected


@pytest.mark.parametrize(
    "text", ["a case for my mouse", "red", "16", "mouse 2000", "what is your return policy", "thank you very much"]
)
def test_makes_no_constraint_of_words_that_are_ordinary_or_could_mean_two_things(linker: Linker, text: str) -> None:
    assert linker.link(text).constraints == []


def test_knows_what_a_word_means_from_the_products_in_view(linker: Linker) -> None:
    assert said(linker.link("red", types=["Mice"])) == [("colour", "eq", "Red")]
    assert said(linker.link("red", types=["Mouse pads"])) == [("cable_colour", "eq", "Red")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("forget the colour", ["colour"]), ("how heavy is it", ["weight"]), ("not that brand", ["brand"]), ("hello", [])],
)
def test_knows_which_attribute_is_named_without_a_value(linker: Linker, text: str, expected: list[str]) -> None:
    assert linker.link(text, types=["Mice"]).attributes == expected


def test_cheaper_compares_and_cheapest_sorts(linker: Linker) -> None:
    compared, sorted_by = (linker.link(text, types=["Mice"]).preferences[0] for text in ("cheaper", "the cheapest"))
    assert (compared.compares, compared.sorts) == (True, False)
    assert (sorted_by.compares, sorted_by.sorts) == (False, True)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("black", "colour", [("colour", "eq", "Black")]),
        ("not red", "cable_colour", [("cable_colour", "neq", "Red")]),
        ("blakc", "colour", [("colour", "eq", "Black")]),
        ("yes please", "bluetooth", [("bluetooth", "eq", True)]),
        ("nope", "bluetooth", [("bluetooth", "eq", False)]),
        ("no preference", "bluetooth", []),
        ("16", "memory", [("memory", "eq", 16.0)]),
        ("at least 16 GB", "storage", [("storage", "gte", 16.0)]),
        ("under 50", "weight", [("weight", "lt", 50.0)]),
        ("under 50 euros", "price", [("price", "lt", 50.0)]),
        ("under 50 euros", "weight", [("price", "lt", 50.0)]),
        ("logitech", "colour", [("brand", "eq", "Logitech")]),
        ("notebook", "category", [("category", "eq", "Notebook")]),
        ("black", "unheard_of", []),
    ],
)
def test_reads_an_answer_as_about_the_attribute_asked(
    linker: Linker, text: str, asked: str, expected: list[tuple[str, str, object]]
) -> None:
    assert said(linker.link(text, asked)) == expected


def test_says_which_words_a_constraint_was_read_from(linker: Linker) -> None:
    said = "Mouse, NOT from HP, under 30 €"
    understood = linker.link(said)
    assert [constraint.text for constraint in understood.constraints] == ["NOT from HP", "under 30"]
    assert [said[slice(*(c.span or (0, 0)))] for c in understood.constraints] == ["NOT from HP", "under 30"]
    assert understood.rest == "Mouse"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "the of and", "<b>", "随便说说", "\x00", "İ under 5"], ids=repr)
@pytest.mark.parametrize("asked", [None, "colour", "weight", "bluetooth"])
def test_reads_any_text(linker: Linker, text: str, asked: str | None) -> None:
    assert linker.link(text, asked).product_types == []


def test_reads_only_the_beginning_of_a_very_long_text(linker: Linker) -> None:
    assert len(linker.link("word " * 10_000).rest) <= 2000


def test_is_the_same_from_several_threads(linker: Linker) -> None:
    texts = ["black mouse under 50", "notebook 16gb", "logitec mice"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(linker.link, texts)) == [linker.link(text) for text in texts]


def test_links_nothing_in_an_empty_catalog() -> None:
    empty = Linker(AttributeTable.from_catalog(Catalog("empty", (), {})))
    assert empty.link("black mouse under 50") == Understood([], [], "black mouse under 50", more=3)


@pytest.fixture(scope="module")
def shoes() -> Linker:
    """Shoes with a size, a price and a resolution-like number that no price reaches."""
    products = tuple(
        Product(
            id=str(n),
            title="Running shoes",
            category="Running shoes",
            price=50.0 + n,
            currency="EUR",
            attributes={"shoe_size": 36.0 + n, "resolution": 1200.0 + 100 * n},
        )
        for n in range(8)
    )
    attributes = [
        Attribute("category", "Product type", "categorical"),
        Attribute("price", "Price", "numeric", "EUR"),
        Attribute("shoe_size", "Shoe size", "numeric"),
        Attribute("resolution", "Resolution", "numeric", "dpi"),
    ]
    catalog = Catalog("shoes", products, {attribute.name: attribute for attribute in attributes})
    return Linker(AttributeTable.from_catalog(catalog))


@pytest.mark.parametrize(
    ("text", "asked", "attribute"),
    [
        ("running shoes under 100", None, "price"),  # not the shoe size: shoes are the thing itself
        ("shoe size under 40", None, "shoe_size"),
        ("under 60", "resolution", "price"),  # no resolution is near 60
        ("under 1500", "resolution", "resolution"),
    ],
)
def test_takes_a_number_for_what_it_can_be_about(shoes: Linker, text: str, asked: str | None, attribute: str) -> None:
    assert [c.attribute for c in shoes.link(text, asked).constraints] == [attribute]


@pytest.mark.parametrize("text", ["mouse under 20 and over 50", "mouse, red, not red"])
def test_notes_constraints_that_no_product_can_fulfil_together(linker: Linker, text: str) -> None:
    understood = linker.link(text)
    assert len(understood.constraints) == 2
    (note,) = understood.notes
    assert note.reason == "no product can be both"


@pytest.mark.parametrize("text", ["mouse over 20 and under 50", "mouse, red or blue", "mouse, not red, not blue"])
def test_notes_nothing_about_constraints_that_go_together(linker: Linker, text: str) -> None:
    assert linker.link(text).notes == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a mouse over 50 %", "nothing here is measured in %: left out"),
        ("a mouse under 10 A", "nothing here is measured in A: left out"),
        ("a mouse under 10 flurbs", "I do not know the unit flurbs: left out"),
        ("a mouse under -5 euros", "a product has no negative number: left out"),
    ],
)
def test_a_number_of_no_attribute_is_said_and_is_no_price(linker: Linker, text: str, reason: str) -> None:
    read = linker.link(text)

    assert [note.reason for note in read.notes] == [reason]
    assert read.constraints == []


def test_a_bare_number_is_a_price(linker: Linker) -> None:
    for text in ("a mouse under 50", "a mouse under 50 please", "a mouse under 50 black"):
        assert ("price", "lt", 50.0) in [(c.attribute, c.op, c.value) for c in linker.link(text).constraints]
