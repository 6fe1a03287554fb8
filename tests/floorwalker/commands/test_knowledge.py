"""`floorwalker knowledge`: what it says of a file, a product type and all families, with and without a catalog."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.catalog.products import Attribute, AttributeValue, Product
from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.commands.knowledge import app

OWN = """\
concepts:
  drone pipe: {kind: boolean, labels: [drone pipe]}
families:
- family: bagpipe
  names: [bagpipe]
  matters: {price: 2, weight: 1, drone pipe: 2}
  needs:
  - need: marching in a band
    says: [pipes for parades]
    decides: [{concept: weight, grade: 3, wants: low, why: it is carried for hours}]
- family: mouse
  needs:
  - need: film editing
    says: [mouse for cutting films]
    decides: [{concept: number of buttons, grade: 2.5, wants: high, why: shortcuts at the thumb}]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def catalog(home: Path) -> None:
    """Mice, bagpipes, and things of which nothing is known."""
    url = f"sqlite:///{home / 'floorwalker.db'}"
    upgrade(url)
    engine = connect(url)
    mouse: dict[str, AttributeValue] = {"connection": "Wireless", "buttons": 3.0, "weight": 90.0, "dpi": 1600.0}
    pipe: dict[str, AttributeValue] = {"drone": True, "weight": 2000.0, "key": "B flat", "bore": "Conical"}
    products = [Product(f"m{i}", f"Mouse {i}", category="Mouse", price=20.0, attributes=mouse) for i in range(3)]
    products += [Product(f"p{i}", f"Pipe {i}", category="Bagpipe", price=900.0, attributes=pipe) for i in range(2)]
    products += [Product("x", "Widget", category="Widget [B]", price=1.0)]
    attributes = {
        "brand": Attribute("brand", "Brand", "categorical"),
        "category": Attribute("category", "Product type", "categorical"),
        "price": Attribute("price", "Price", "numeric", "EUR"),
        "connection": Attribute("connection", "Connection", "categorical"),
        "buttons": Attribute("buttons", "Number of buttons", "numeric"),
        "weight": Attribute("weight", "Weight", "numeric", "g"),
        "dpi": Attribute("dpi", "Resolution", "numeric", "dpi"),
        "drone": Attribute("drone", "Drone pipe", "boolean"),
        "key": Attribute("key", "Key", "categorical"),
        "bore": Attribute("bore", "Bore", "categorical"),
    }
    CatalogStore(engine).save(products, attributes, source_fingerprint="1")
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.usefixtures("catalog")
def test_check_says_what_a_file_adds_and_which_types_it_is_about(home: Path) -> None:
    (home / "knowledge.yaml").write_text(OWN, encoding="utf-8")
    result = run("check")

    assert result.exit_code == 0, result.output
    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    assert "bagpipe new, 1 need Bagpipe" in rows
    assert "mouse needs: film editing Mouse" in rows
    assert "can be used" in "".join(rows)


def test_check_names_file_field_and_remedy(home: Path) -> None:
    path = home / "mine.yaml"
    path.write_text(OWN.replace("number of buttons", "number of butons"), encoding="utf-8")
    result = run("check", str(path))

    said = " ".join(result.output.split())
    assert result.exit_code == 1
    assert "mine.yaml: families.1: mouse: needs.film editing.number of butons: there is no concept" in said
    assert "did you mean 'number of buttons'" in said


@pytest.mark.usefixtures("home")
def test_check_without_a_file_says_where_one_would_be() -> None:
    result = run("check")

    assert result.exit_code == 1
    assert "there is no knowledge file" in result.output
    assert "docs/knowledge.md" in result.output


@pytest.mark.usefixtures("catalog")
def test_show_says_what_links_what_is_not_stated_and_what_needs_ask() -> None:
    result = run("show", "mouse")

    assert result.exit_code == 0, result.output
    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    assert "Mouse, 3 products: known as 'mouse'" in rows
    assert "sensor resolution important Resolution" in rows
    assert "silent clicks a little not stated" in rows
    assert (
        "working on the move connection decides Wireless or Bluetooth, not Wired no cable to untangle on a small table"
    ) in rows


@pytest.mark.usefixtures("catalog")
def test_show_of_a_type_of_which_nothing_is_known_says_what_to_do() -> None:
    result = run("show", "Widget [B]")

    assert result.exit_code == 1
    assert "nothing is known of 'Widget [B]'" in " ".join(result.output.split())
    assert "add a family with this name" in result.output


@pytest.mark.usefixtures("catalog")
def test_show_of_no_type_suggests_those_that_are_like_it() -> None:
    result = run("show", "mose")

    assert result.exit_code == 1
    assert "did you mean 'Mouse'" in result.output


@pytest.mark.usefixtures("catalog")
def test_list_has_every_family_and_what_is_of_none(home: Path) -> None:
    (home / "knowledge.yaml").write_text(OWN, encoding="utf-8")
    result = run("list")

    assert result.exit_code == 0, result.output
    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    assert "(own) bagpipe 1 Bagpipe" in rows
    assert [row for row in rows if row.startswith("computing mouse") and row.endswith("Mouse")]
    assert "83% of 6 products are of a known family." in rows
    assert "Of none: Widget [B] (1)" in rows


@pytest.mark.usefixtures("home")
def test_without_a_catalog_families_are_listed_all_the_same() -> None:
    result = run("list")

    assert result.exit_code == 0, result.output
    assert "computing" in result.output
    assert "No catalog is imported" in result.output
    assert "import a catalog first" in run("show", "Mouse").output
