"""Numbers and model names in messages: which products they name, and which words they leave to the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from retrieval.attribute_table import AttributeTable
from retrieval.search.codes import CodeIndex
from retrieval.understanding.linker import Linker
from tests.retrieval.coded_catalog import coded_catalog

TABLES = Path(__file__).parent.parent / "search"


def rows(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((TABLES / f"{table}.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def linker() -> Linker:
    catalog = coded_catalog()
    return Linker(AttributeTable.from_catalog(catalog), CodeIndex(catalog))


@pytest.mark.parametrize("row", [*rows("codes"), *rows("codes_unseen")], ids=lambda row: row["say"])
def test_names_products(linker: Linker, row: dict[str, Any]) -> None:
    read = linker.link(row["say"])
    missing = [note for note in read.notes if note.kind == "unknown_code"]

    assert [id for named in read.named for id in named.ids] == row["names"]
    assert bool(missing) == row.get("asked", False)


def test_a_number_of_what_the_product_must_fit_names_no_product(linker: Linker) -> None:
    assert not linker.link("bag for LA90PM111-2").named


def test_a_number_one_slip_away_is_found_and_is_not_taken_for_the_same(linker: Linker) -> None:
    for slip in ("LA9OPM111-2", "LA09PM111-2", "LA90PM11-2", "LA900PM111-2"):
        (named,) = linker.link(slip).named
        assert (named.ids, named.code, named.exact) == (("charger",), "LA90PM111-2", False)


def test_the_words_of_a_number_are_searched_for_and_are_nothing_else(linker: Linker) -> None:
    read = linker.link("lot no. 111 lamp")

    assert (read.rest, read.constraints, read.corrections, read.more) == ("lot no 111 lamp", [], {}, 0)
