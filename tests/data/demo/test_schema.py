"""The language of the demo's schema files: what is wrong with one is said with the field and the remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.demo.drawings import DRAWINGS
from data.demo.errors import DemoSchemaInvalid
from data.demo.schema import SCHEMAS, STORE_FILE, load_schemas

Content = dict[str, Any]


@pytest.fixture
def mouse() -> Content:
    content: Content = yaml.safe_load((SCHEMAS / "mouse.yaml").read_text(encoding="utf-8"))
    return content


def problem(folder: Path, mouse: Content | str) -> str:
    """What is said about a folder with the store and this one category."""
    (folder / STORE_FILE).write_bytes((SCHEMAS / STORE_FILE).read_bytes())
    text = mouse if isinstance(mouse, str) else yaml.safe_dump(mouse, sort_keys=False)
    (folder / "mouse.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DemoSchemaInvalid) as raised:
        load_schemas(folder, drawings=DRAWINGS)
    return str(raised.value)


@pytest.mark.parametrize("file", sorted(SCHEMAS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_schema_is_loaded(file: Path) -> None:
    schemas = load_schemas(drawings=DRAWINGS)

    assert file.stem in schemas.categories or file.name == STORE_FILE


def test_every_brand_and_drawing_is_used() -> None:
    schemas = load_schemas(drawings=DRAWINGS)
    categories = schemas.categories.values()

    assert {brand for c in categories for brand in c.brands} == set(schemas.store.brands)
    assert {c.drawing for c in categories} == set(DRAWINGS)


def test_names_the_field_and_the_known_ones_when_one_is_misspelled(tmp_path: Path, mouse: Content) -> None:
    mouse["purpose"] = mouse.pop("purposes")

    assert "mouse.yaml: purposes: Field required; the fields are category, noun" in problem(tmp_path, mouse)


def test_names_the_attribute_when_it_has_two_distributions(tmp_path: Path, mouse: Content) -> None:
    mouse["attributes"]["Weight"]["share"] = 0.5

    message = problem(tmp_path, mouse)

    assert "mouse.yaml: attributes.Weight: give exactly one of values, range, steps and share" in message


@pytest.mark.parametrize(
    ("attribute", "change", "said"),
    [
        ("Weight", {"range": [165, 55]}, "range must ascend; swap 165 and 55"),
        ("Weight", {"range": [0, 55], "scale": "log"}, "a log scale needs a range above 0; use scale: linear"),
        ("Silent clicks", {"unit": "g"}, "only a range or steps have a unit; remove unit"),
        ("Weight", {"several": 2}, "only values can be several; remove several"),
        ("Number of buttons", {"steps": {5: 1, 3: 1}}, "steps must ascend; sort them"),
        ("Weight", {"follows": {"Battery life": 0.5}}, "there is no attribute 'Battery life' before it"),
        ("Weight", {"follows": {"quality": 1.5}}, "a correlation is from -1 to 1, not 1.5"),
        ("Weight", {"follows": {"Type": {"Tiny": 1.0}}}, "Type is never 'Tiny'; write a value that it has"),
        ("Weight", {"when": {"Connection": "Cordless"}}, "Connection is never 'Cordless'"),
    ],
)
def test_says_what_is_wrong_with_an_attribute_and_how_to_mend_it(
    tmp_path: Path, mouse: Content, attribute: str, change: Content, said: str
) -> None:
    mouse["attributes"][attribute] |= change

    message = problem(tmp_path, mouse)

    assert "mouse.yaml: " in message
    assert attribute in message
    assert said in message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"brands": ["Norvik", "Quillon", "Nobody"]},
            "brands: 'Nobody' is unknown; add it to store.yaml",
        ),
        ({"drawing": "mice"}, "drawing: there is no 'mice'; one of backpack, bicycle"),
        ({"title": ["Speed"]}, "title: there is no attribute 'Speed'"),
        ({"noun": "{Silent clicks} mouse"}, "noun: not every product states 'Silent clicks'"),
        ({"codes": ["M"]}, "codes: 'M' has no {n}; add it"),
        ({"variants": {"attribute": "Type", "share": 0.3, "most": 3}}, "add the attribute to title"),
        ({"models": 0}, "models: Input should be greater than or equal to 1"),
    ],
)
def test_says_what_is_wrong_with_a_category_and_how_to_mend_it(
    tmp_path: Path, mouse: Content, change: Content, said: str
) -> None:
    assert said in problem(tmp_path, mouse | change)


def test_wants_all_three_kinds(tmp_path: Path, mouse: Content) -> None:
    mouse["price"]["follows"] = {"quality": 0.5}
    mouse["attributes"] = {name: a for name, a in mouse["attributes"].items() if "share" not in a}
    for attribute in mouse["attributes"].values():
        attribute.pop("follows", None)

    assert "attributes must be of all three kinds, not only categorical, numeric" in problem(tmp_path, mouse)


def test_wants_eight_attributes_at_least(tmp_path: Path, mouse: Content) -> None:
    mouse["attributes"] = dict(list(mouse["attributes"].items())[:5])

    assert "attributes must be 8 to 20, not 5" in problem(tmp_path, mouse)


def test_knows_every_colour_that_it_must_draw(tmp_path: Path, mouse: Content) -> None:
    mouse["attributes"]["Colour"]["values"]["Infrared"] = 1

    assert "attributes.Colour: 'Infrared' is unknown; add it to store.yaml as #rrggbb" in problem(tmp_path, mouse)


def test_says_so_when_a_file_is_no_yaml(tmp_path: Path) -> None:
    assert "mouse.yaml: not YAML in UTF-8; mend it" in problem(tmp_path, "attributes: {a: [}")


def test_says_so_when_a_file_is_empty(tmp_path: Path) -> None:
    assert "mouse.yaml: " in problem(tmp_path, "")


def test_says_so_when_the_store_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DemoSchemaInvalid, match=r"store\.yaml: cannot be read .*; check that it is there"):
        load_schemas(tmp_path, drawings=DRAWINGS)


def test_says_so_when_there_is_no_category(tmp_path: Path) -> None:
    (tmp_path / STORE_FILE).write_bytes((SCHEMAS / STORE_FILE).read_bytes())

    with pytest.raises(DemoSchemaInvalid, match="there is no schema file; add at least one category"):
        load_schemas(tmp_path, drawings=DRAWINGS)
