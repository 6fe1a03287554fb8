from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from data.catalog.products import Catalog
from ranker.errors import ExamplesInvalid
from ranker.examples import data_hash
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from recommender.lessons import Sources, shop_examples
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex
from tests.recommender.lessons.bags import backpacks, knowledge

NOTHING = Sources(linked=False, sentences=False)


@pytest.fixture(scope="module")
def engine(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    catalog: Catalog = backpacks()
    folder = ProductIndex.build(catalog, encoder, tmp_path_factory.mktemp("bags"))
    return Recommender(load_snapshot(folder, encoder, lambda _version: catalog))


def sources_of(engine: Recommender, sources: Sources) -> Sequence[str]:
    return sorted({example.source for example in shop_examples(engine, knowledge(), sources=sources)})


def test_each_source_can_be_left_out(engine: Recommender, tmp_path: Path) -> None:
    rated = tmp_path / "rated.csv"
    lines = "".join(f"hand luggage,{n},{1 - n % 2}\n" for n in range(40))
    rated.write_text(f"query,product_id,rating\n{lines}", encoding="utf-8")

    assert sources_of(engine, NOTHING) == []
    assert sources_of(engine, replace(NOTHING, linked=True)) == ["knowledge", "plain", "stated"]
    assert sources_of(engine, replace(NOTHING, sentences=True)) == ["sentences"]
    assert sources_of(engine, replace(NOTHING, rated=rated)) == ["rated"]
    assert sources_of(engine, replace(NOTHING, answers=tmp_path / "none")) == []
    assert sources_of(engine, Sources()) == ["knowledge", "plain", "sentences", "stated"]


def test_the_same_shop_teaches_the_same(engine: Recommender) -> None:
    one, same = (shop_examples(engine, knowledge(), sources=Sources(requests=5)) for _ in range(2))

    assert data_hash(one) == data_hash(same)


def test_a_file_that_is_none_is_named(engine: Recommender, tmp_path: Path) -> None:
    with pytest.raises(ExamplesInvalid, match=r"nothing\.csv"):
        shop_examples(engine, knowledge(), sources=replace(NOTHING, rated=tmp_path / "nothing.csv"))
