"""What a kind of product may be for, over a small shop of lamps whose knowledge is written here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from ranker.knowledge.files import Knowledge, ShopFile, joined
from ranker.knowledge.linking import LinkedFamily, Links, Stated
from recommender.engine.uses import FEWEST, names_nothing_more, speaks_of_need, uses
from recommender.protocol.recommend import FacetValue
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker
from tests.bench_lamps import KINDS, LAMPS, lamps


@pytest.fixture(scope="module")
def links() -> Links:
    path = Path("knowledge.yaml")  # which is not read
    return Links(joined(Knowledge({}, {}), ShopFile.model_validate(yaml.safe_load(LAMPS)), path))


def shop(kind: str = "Bench lamp", mounts: tuple[str, ...] = ("Clamp", "Foot")) -> AttributeTable:
    return AttributeTable.from_catalog(lamps(kind, mounts))


def linked(links: Links, category: str = "Bench lamp") -> LinkedFamily | None:
    return links.linked(category, [Stated(name, name.capitalize(), kind) for name, kind in KINDS.items()])  # type: ignore[arg-type]


def offered(table: AttributeTable, links: Links) -> list[FacetValue]:
    known = linked(links)
    assert known is not None
    return uses(table, known, "Bench lamp", np.arange(table.rows))


def test_uses_that_other_products_fit_are_offered_with_how_many_fit(links: Links) -> None:
    found = offered(shop(), links)

    assert [(use.value, use.label, use.count) for use in found] == [
        ("soldering", "Soldering", 8),
        ("carrying about", "Carrying about", 8),
        ("narrow desks", "Narrow desks", 8),
    ]


def test_uses_that_the_same_products_fit_are_one(links: Links) -> None:
    assert "fine soldering" not in {use.value for use in offered(shop(), links)}


def test_nothing_is_asked_where_the_catalog_tells_few_uses_apart(links: Links) -> None:
    table = shop(mounts=("Clamp",))  # all have one

    assert FEWEST > 2
    assert offered(table, links) == []


def test_nothing_is_asked_before_the_type_is_clear(links: Links) -> None:
    assert offered(shop("Zither stand"), links) == []


@pytest.mark.parametrize(
    ("query", "is_open", "is_need"),
    [
        ("bench lamp", True, False),
        ("a bench lamp please", True, False),
        ("bench lamp with a clamp", True, False),
        ("bench lamp for soldering", False, True),
        ("bench lamp to take along", False, True),
        ("bench lamp zx81", True, False),
        ("bench lamp purple", False, False),
    ],
)
def test_words_besides_the_type_and_its_values_may_say_what_for(
    links: Links, query: str, *, is_open: bool, is_need: bool
) -> None:
    linker, family = Linker(shop()), links.family("Bench lamp")

    assert names_nothing_more(linker.link(query), family) is is_open
    assert speaks_of_need(linker.link(query), family) is is_need


def test_no_need_is_known_of_an_unknown_family() -> None:
    assert not speaks_of_need(Linker(shop()).link("bench lamp for soldering"), None)
