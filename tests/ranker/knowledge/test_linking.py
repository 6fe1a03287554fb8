"""Knowledge against catalogs: which family a type is, which concept an attribute, and what is linked to nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.catalog.products import AttributeKind
from ranker.knowledge.files import shipped
from ranker.knowledge.linking import LinkedFamily, Links, Stated, serves
from tests.ranker.knowledge.shelves import knowledge

LINKS = Links(shipped())
LETTERS: dict[str, AttributeKind] = {"c": "categorical", "n": "numeric", "b": "boolean"}


def stated(*labels: str) -> list[Stated]:
    """Attributes by label, each with the letter of its kind, and behind a colon its unit: "Weight n:g"."""
    found = []
    for written in labels:
        label, _, kind = written.rpartition(" ")
        letter, _, unit = kind.partition(":")
        found.append(Stated(label.casefold(), label, LETTERS[letter], unit or None))
    return found


MOUSE = stated(
    "Brand c", "Price n:EUR", "Connection c", "Resolution n:dpi", "Number of buttons n", "Weight n:g", "Colour c"
)
LAPTOP = stated("Brand c", "Price n", "Screen size n:in", "RAM n:GB", "Processor c", "Storage n:GB", "Weight n:kg")
JOTTER = stated("Brand c", "Price n", "Ruling c", "Number of pages n", "Paper weight n:g/m²", "Cover c", "Binding c")


def attributes(product_type: str, *labels: str) -> dict[str, str]:
    linked = LINKS.linked(product_type, stated(*labels))
    assert linked is not None
    return {concept: attribute for attribute, concept in linked.attributes.items()}


@pytest.mark.parametrize(
    ("product_type", "family"),
    [
        ("Mouse", "mouse"),
        ("Wireless mice", "mouse"),
        ("Laser printer", "printer"),
        ("Toner cartridges", "toner cartridge"),
        ("Toner cartridge", "toner cartridge"),
        ("Notebook", "laptop"),
        ("Men's running shoes", "running shoes"),
        ("Hairdryer", "hair dryer"),
        ("Smart watch", "smartwatch"),
        ("Electronics > Audio > Headphones", "headphones"),
        ("Mouse pad", None),
        ("Printer drum", None),
        ("Bluetooth", None),
        ("", None),
    ],
)
def test_a_type_is_the_family_whose_name_its_own_ends_with(product_type: str, family: str | None) -> None:
    found = LINKS.family(product_type)

    assert (found.family if found else None) == family


def test_attributes_mean_the_concepts_whose_labels_they_have() -> None:
    linked = LINKS.linked("Mouse", MOUSE)

    assert linked is not None
    assert linked.family.family == "mouse"
    assert linked.attributes == {
        "brand": "brand",
        "price": "price",
        "connection": "connection",
        "resolution": "sensor resolution",
        "number of buttons": "number of buttons",
        "weight": "weight",
        "colour": "colour",
    }


def test_words_beside_a_label_that_change_nothing_do_not_matter() -> None:
    found = attributes("Keyboard", "Brand c", "Price n", "Keyboard weight n:g", "Battery life (max) n:h", "Colour c")

    assert (found["weight"], found["battery life"]) == ("keyboard weight", "battery life (max)")


@pytest.mark.parametrize("label", ["Package weight n:g", "Battery weight n:g", "Mouse mat weight class c", "Weights c"])
def test_other_words_beside_a_label_make_it_another_thing(label: str) -> None:
    assert "weight" not in attributes("Keyboard", "Brand c", "Price n", "Colour c", label)


def test_the_closest_label_is_the_one_that_is_meant() -> None:
    found = attributes(
        "Laptop", "Brand c", "Price n", "Maximum weight n:kg", "Weight n:kg", "CPU c", "Processor c", "RAM n:GB"
    )

    assert (found["weight"], found["processor"]) == ("weight", "processor")


def test_a_number_in_a_unit_of_something_else_is_something_else() -> None:
    assert "weight" in attributes("Mouse", "Price n", "Weight n:lb")
    assert "weight" not in attributes("Mouse", "Price n", "Weight n:cm")
    assert "weight" in attributes("Mouse", "Price n", "Weight n:pinches")


def test_numbers_words_and_answers_are_kept_apart() -> None:
    assert "weight" not in attributes("Mouse", "Price n", "Weight c")
    assert "connection" not in attributes("Mouse", "Price n", "Connection b")
    assert "silent clicks" in attributes("Mouse", "Price n", "Silent clicks c")


def test_the_category_itself_means_nothing() -> None:
    linked = LINKS.linked("Mouse", [*MOUSE, Stated("category", "Type", "categorical")])

    assert linked is not None
    assert "category" not in linked.attributes


def test_a_type_that_states_nothing_of_the_family_is_none_of_it() -> None:
    cable = stated(
        "Brand c", "Price n", "Length n:m", "Connector A c", "Connector B c", "Jacket c", "Shielding c", "AWG n"
    )

    assert LINKS.linked("Mouse", cable) is None
    assert LINKS.linked("Mouse", cable[:4]) is not None, "too little is stated to tell"


def test_a_part_of_something_else_is_not_what_its_name_ends_with() -> None:
    spare = stated(
        "Brand c", "Price n", "Compatibility c", "Page yield n", "Duty cycle n", "Printing colours c", "Colour c"
    )

    assert LINKS.linked("Printer belt", spare) is None


def test_a_shop_that_states_little_has_families_too() -> None:
    plain = stated("Brand c", "Price n", "Colour c", "Material c", "Weight n:g", "Capacity n:l")

    assert LINKS.linked("Backpack", plain) is not None
    assert LINKS.linked("Pencil backpack", plain) is None, "a guess"


def test_a_name_of_two_things_is_the_one_whose_attributes_are_stated() -> None:
    laptop, jotter = LINKS.linked("Notebook", LAPTOP), LINKS.linked("Notebook", JOTTER)

    assert laptop is not None
    assert laptop.family.family == "laptop"
    assert jotter is not None
    assert jotter.family.family == "paper notebook"


def test_codes_mean_nothing() -> None:
    codes = stated("attr_112 c", "attr_113 n", "attr_114 b", "X c", "??? c", "attr_115 c", "attr_116 c")

    assert LINKS.linked("Kettle", codes) is None
    assert LINKS.linked("ZZ-9", MOUSE) is None


@pytest.fixture
def kettle(tmp_path: Path) -> Callable[..., LinkedFamily]:
    links = Links(knowledge(tmp_path))

    def linked(*labels: str) -> LinkedFamily:
        found = links.linked("Kettle", stated(*labels))
        assert found is not None
        return found

    return linked


def test_says_what_a_need_asks_of_an_attribute(kettle: Callable[..., LinkedFamily]) -> None:
    linked = kettle("Loudness n:dB", "Price n")
    baby = linked.family.needs[0]

    decision = linked.decision(baby, "loudness")
    assert decision is not None
    assert (decision.concept, decision.wants, decision.why) == ("noise level", "low", "the baby sleeps on")
    assert linked.decision(baby, "price") is None
    assert linked.decision(baby, "colour") is None


def test_says_what_decides_and_is_not_stated(kettle: Callable[..., LinkedFamily]) -> None:
    baby = kettle("Price n").family.needs[0]

    assert kettle("Price n").unstated(baby, 2.5) == ["noise level"]
    assert kettle("Price n").unstated(baby, 1.5) == ["noise level", "keep warm"]
    assert kettle("Noise level n:dB").unstated(baby, 1.5) == ["keep warm"]


def test_calls_a_concept_by_its_usual_label() -> None:
    assert LINKS.label("weight") == "weight"


@pytest.mark.parametrize(
    ("value", "wanted", "does"),
    [
        ("Bluetooth", ["Wireless", "Bluetooth"], True),
        ("Bluetooth 5.0", ["Bluetooth"], True),
        ("wireless", ["Wireless, 2.4 GHz"], True),
        ("Wired", ["Wireless"], False),
        ("", ["Wireless"], False),
        ("Wireless", [], False),
        ("Wireless", ["?"], False),
    ],
)
def test_a_value_serves_if_it_is_one_that_is_wanted(value: str, wanted: list[str], does: bool) -> None:
    assert serves(value, wanted) is does
