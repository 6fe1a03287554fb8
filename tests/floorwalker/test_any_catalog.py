"""An assistant for a catalog of a kind that the demo does not have: imported, indexed, trained, and talked with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.demo import generate
from tests import needs
from tests.floorwalker import plants
from tests.floorwalker.running import Stack, played, running

pytestmark = [pytest.mark.full, *needs.RASA]


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The assistant of a shop that sells plants."""
    catalog, mapping = plants.write(tmp_path_factory.mktemp("export"))
    options = ("--catalog", str(catalog), "--format", "csv", "--mapping", str(mapping))
    with running(tmp_path_factory.mktemp("nursery"), *options) as stack:
        yield stack


def test_holds_the_conversations_of_another_trade(nursery: Stack) -> None:
    result = played(nursery, "--scripts", str(Path(__file__).with_name("conversations")))

    assert result["scripts"] >= 5
    assert not result["failures"]


def test_is_taught_the_words_of_this_catalog_alone(nursery: Stack, tmp_path: Path) -> None:
    taught = "".join(path.read_text(encoding="utf-8") for path in (nursery.home / "bot" / "generated").glob("*.yml"))
    linked = json.loads((nursery.home / "vocabulary.json").read_text(encoding="utf-8"))
    generate(tmp_path, seed=7)
    demo = [json.loads(line) for line in (tmp_path / "catalog.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {row[column] for row in demo for column in ("brand", "category")}

    assert {p["value"] for p in linked["product_types"]} >= {"Roses", "Olive trees", "Clematis"}
    assert {a["label"] for a in linked["attributes"]} == {"Sun exposure", "Flowering month", "Flower colour"}
    leaked = {name for name in names if re.search(rf"\b{re.escape(name)}\b", taught, re.IGNORECASE)}
    assert not leaked
