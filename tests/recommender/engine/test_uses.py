"""What a kind of product may be for, over a small shop of lamps whose knowledge is written here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.catalog.products import Attribute, Catalog, Product
from ranker.candidates import AttributeCandidate
from ranker.knowledge.files import read_knowledge
from ranker.knowledge.linking import Links
from recommender.engine.uses import FEWEST, names_nothing_more, speaks_of_need, uses
from recommender.protocol.recommend import FacetValue
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker
from tests.ranker.requests import candidate

LAMPS = """
concepts:
  lumens of a bench lamp: {kind: numeric, labels: [Lumens]}
  mass of a bench lamp: {kind: numeric, labels: [Mass]}
  mount of a bench lamp: {kind: categorical, labels: [Mount]}
families:
- family: bench lamp
  names: [bench lamp]
  matters: {lumens of a bench lamp: 2, mass of a bench lamp: 2, mount of a bench lamp: 2}
  values: {mount of a bench lamp: [Clamp, Foot]}
  needs:
  - need: soldering
    says: [bench lamp for soldering]
    decides: [{concept: lumens of a bench lamp, grade: 3, wants: high}]
  - need: fine soldering
    says: [bench lamp for tiny parts]
    decides: [{concept: lumens of a bench lamp, grade: 3, wants: high}]
  - need: carrying about
    says: [bench lamp to take along]
    decides: [{concept: mass of a bench lamp, grade: 3, wants: low}]
  - need: narrow desks
    says: [bench lamp without a foot]
    decides: [{concept: mount of a bench lamp, grade: 3, wants: [Clamp], avoids: [Foot]}]
"""
KINDS = {"lumens": "numeric", "mass": "numeric", "mount": "categorical", "category": "categorical"}


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Links:
    path: Path = tmp_path_factory.mktemp("knowledge") / "knowledge.yaml"
    path.write_text(LAMPS, encoding="utf-8")
    return Links(read_knowledge(path))


def shop(kind: str = "Bench lamp", mounts: tuple[str, ...] = ("Clamp", "Foot")) -> AttributeTable:
    """Sixteen lamps: every combination of light, mass and mount, twice."""
    attributes = {name: Attribute(name, name.capitalize(), each) for name, each in KINDS.items()}  # type: ignore[arg-type]
    products = [
        Product(
            id=str(n),
            title=f"Lamp {n}",
            category=kind,
            attributes={
                "lumens": 400.0 + 400 * (n & 1),
                "mass": 1.0 + (n >> 1 & 1),
                "mount": mounts[(n >> 2 & 1) % len(mounts)],
            },
        )
        for n in range(16)
    ]
    return AttributeTable.from_catalog(Catalog("1", tuple(products), attributes))


def candidates() -> list[AttributeCandidate]:
    return [candidate(name.capitalize(), kind=kind) for name, kind in KINDS.items()]  # type: ignore[arg-type]


def offered(table: AttributeTable, links: Links, category: str = "Bench lamp") -> list[FacetValue]:
    return uses(table, links, category, candidates(), np.arange(table.rows))


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


def test_nothing_is_asked_of_a_type_that_nobody_wrote_about(links: Links) -> None:
    assert offered(shop("Zither stand"), links, "Zither stand") == []


def test_nothing_is_asked_before_the_type_is_clear(links: Links) -> None:
    assert uses(shop("Zither stand"), links, "Bench lamp", candidates(), np.arange(16)) == []
    assert offered(shop(), links, "") == []


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

    assert names_nothing_more(query, linker, family) is is_open
    assert speaks_of_need(query, linker, family) is is_need


def test_no_need_is_known_of_an_unknown_family() -> None:
    assert not speaks_of_need("bench lamp for soldering", Linker(shop()), None)
