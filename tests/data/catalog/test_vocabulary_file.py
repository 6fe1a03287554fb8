"""The phrases that are exported of a catalog."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.catalog.products import Attribute, Catalog, Product
from data.catalog.vocabulary_file import Phrase, VocabularyFile


def _phrases(phrases: list[Phrase]) -> dict[str, tuple[str, int, int]]:
    return {p.said: (p.value, p.products, p.titles) for p in phrases}


@pytest.fixture
def kitchen() -> Catalog:
    """Types that name several things, types that are kinds of another, and a brand that is a word."""
    rows = [
        ("Red dish cloth by Case", "Dish cloths & dish towels", "Case"),
        ("Dish towel", "Dish cloths & dish towels", "Lind"),
        ("Bread knife", "Bread knives", "Lind"),
        ("Steak knife", "Steak knives", "Lind"),
        ("Case for knives", "Knife accessories", "Lind"),
        ("Knife case", "Knife accessories", "Lind"),
    ]
    attributes = {"length": Attribute("length", "Length", "numeric", "cm")}
    for name in ("brand", "category"):
        attributes[name] = Attribute(name, name.title(), "categorical")
    products = tuple(
        Product(str(n), title, f"A durable {title}", brand, category, attributes={"length": 20.0})
        for n, (title, category, brand) in enumerate(rows)
    )
    return Catalog("k1", products, attributes)


def test_holds_types_brands_and_values_with_their_attribute_and_counts(small_catalog: Catalog) -> None:
    file = VocabularyFile.from_catalog(small_catalog)

    assert file.catalog_version == "test-1"
    assert _phrases(file.product_types) == {"Mouse": ("Mouse", 12, 12), "Laptop": ("Laptop", 6, 6)}
    assert _phrases(file.brands)["Norvik"] == ("Norvik", 6, 6)
    by_name = {attribute.name: attribute for attribute in file.attributes}
    assert by_name["colour"].label == "Colour"
    assert _phrases(by_name["colour"].values)["Silver"] == ("Silver", 6, 0)


def test_names_the_parts_of_a_type_and_what_its_last_word_is_a_kind_of(kitchen: Catalog) -> None:
    types = _phrases(VocabularyFile.from_catalog(kitchen).product_types)

    assert types["dish towels"] == ("Dish cloths & dish towels", 2, 1)
    assert types["knives"] == ("Knives", 2, 4)
    assert "accessories" not in types


def test_counts_the_titles_that_have_a_brands_word(kitchen: Catalog) -> None:
    brands = _phrases(VocabularyFile.from_catalog(kitchen).brands)

    assert brands["Case"] == ("Case", 1, 3)


def test_keeps_the_synonyms_of_what_the_catalog_has(small_catalog: Catalog) -> None:
    synonyms = {"notebook": ["portable", "laptop"], "crimson": ["red"], "fridge": ["refrigerator"], "mouse": ["laptop"]}
    file = VocabularyFile.from_catalog(small_catalog, synonyms)

    assert _phrases(file.product_types)["notebook"] == ("Laptop", 6, 0)
    assert "fridge" not in _phrases(file.product_types)
    assert _phrases(file.product_types)["Mouse"][0] == "Mouse"
    colours = next(a for a in file.attributes if a.name == "colour")
    assert _phrases(colours.values)["crimson"] == ("Red", 4, 0)


def test_lists_the_words_that_the_shops_texts_use_often(kitchen: Catalog) -> None:
    assert VocabularyFile.from_catalog(kitchen).words == ["durable", "knife"]


def test_the_file_is_put_in_place_whole(small_catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "made" / "vocabulary.json"
    VocabularyFile.from_catalog(small_catalog).write(path)

    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["format"] == 2
    assert content["catalog_version"] == "test-1"
    assert content["product_types"][0] == {"said": "Mouse", "value": "Mouse", "products": 12, "titles": 12}
    assert [file.name for file in path.parent.iterdir()] == ["vocabulary.json"]
