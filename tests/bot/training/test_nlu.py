"""What the assistant is taught of a catalog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.training.attribute_examples import generate_attribute_examples
from bot.training.nlu import TEMPLATES, generate
from data.catalog.products import Catalog
from data.catalog.vocabulary import Vocabulary
from language.segmentation import has_han


@pytest.fixture
def vocabulary(small_catalog: Catalog) -> Vocabulary:
    return Vocabulary.from_catalog(small_catalog)


def read(folder: Path) -> dict[str, list[str]]:
    """Examples and lookup words by name."""
    entries = [entry for file in sorted(folder.glob("*.yml")) for entry in yaml.safe_load(file.read_text())["nlu"]]
    return {e.get("intent") or e["lookup"]: [x[2:] for x in e["examples"].splitlines()] for e in entries}


def test_the_vocabulary_holds_types_brands_and_values_but_no_numbers(vocabulary: Vocabulary) -> None:
    assert vocabulary.product_types == {"Mouse": 12, "Laptop": 6}
    assert list(vocabulary.brands) == ["Aster", "Norvik", "Pell"]
    assert vocabulary.values == {
        "Colour": {"Silver": 6, "Black": 4, "Red": 4, "White": 4},
        "Connectivity": {"Wired": 6, "Wireless": 6},
    }


def test_examples_name_the_catalogs_words_and_lookups_hold_all_of_them(vocabulary: Vocabulary, tmp_path: Path) -> None:
    generate(vocabulary, tmp_path)

    taught = read(tmp_path)
    assert {"mouse", "laptop"} <= set(taught["search"])
    assert any("norvik" in example.lower() for example in taught["search"])
    assert taught["product_type"] == ["Mouse", "Laptop"]
    assert taught["value"] == ["Silver", "Wired", "Wireless", "Black", "Red", "White"]


def test_requests_are_in_the_catalogs_language_and_some_in_the_other(vocabulary: Vocabulary, tmp_path: Path) -> None:
    chinese = Vocabulary({"电饭煲": 5, "T恤": 4}, {"禾木": 3}, {"颜色": {"红色": 3}})
    generate(vocabulary, tmp_path / "english")
    generate(chinese, tmp_path / "chinese")

    english = [has_han(example) for example in read(tmp_path / "english")["search"]]
    han = read(tmp_path / "chinese")["search"]
    assert 0.05 <= sum(english) / len(english) <= 0.3
    assert "红色t恤" in han
    assert "500元以下的电饭煲" not in han
    assert any("电饭煲" in example and example.startswith("i ") for example in han)


def test_every_file_of_templates_has_the_same_parts_and_gaps_that_can_be_filled() -> None:
    parts = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(TEMPLATES.glob("*.yml"))]
    gaps = {"thing", "a", "label", "value", "other", "brand", "number", "more", "who", "use"}

    assert len({frozenset(part) for part in parts}) == 1
    for part in parts:
        assert all(
            set(re.findall(r"{(\w+)}", said)) <= gaps for name in ("ask", "detail", "constraint") for said in part[name]
        )


def test_attributes_are_spoken_of_by_the_catalogs_own_labels(vocabulary: Vocabulary, tmp_path: Path) -> None:
    generate_attribute_examples(vocabulary, tmp_path)

    taught = read(tmp_path)
    assert set(taught) == {"undo", "details"}
    for label in ("colour", "connectivity", "weight", "rechargeable", "memory", "touchscreen"):
        assert sum(label in example for example in taught["undo"]) == 2
        assert any(label in example for example in taught["details"])


def test_labels_of_a_script_without_spaces_are_spoken_of_in_it(tmp_path: Path) -> None:
    generate_attribute_examples(Vocabulary({}, {}, {}, labels={"材质 (主)": 3, "材质": 5}), tmp_path)
    generate_attribute_examples(Vocabulary({}, {}, {}), tmp_path)

    taught = read(tmp_path)
    assert sum("材质" in example for example in taught["undo"]) == 4
    assert not any(mark in example for example in taught["undo"] for mark in "[](){}")


def test_the_same_catalog_gives_the_same_files(vocabulary: Vocabulary, tmp_path: Path) -> None:
    for name in ("a", "b"):
        generate(vocabulary, tmp_path / name)
        generate_attribute_examples(vocabulary, tmp_path / name)

    assert all((tmp_path / "b" / f.name).read_bytes() == f.read_bytes() for f in (tmp_path / "a").iterdir())


def test_words_cannot_mark_entities(tmp_path: Path) -> None:
    generate(Vocabulary({"Cable [2](m) {x}": 5}, {}, {}), tmp_path)

    assert not any(mark in example for example in read(tmp_path)["search"] for mark in "[](){}")


def test_refuses_a_catalog_without_product_types(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no product types"):
        generate(Vocabulary({}, {}, {}), tmp_path)
