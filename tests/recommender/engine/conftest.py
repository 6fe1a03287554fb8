"""The engine over the demo catalog, whose products state what shoppers ask about."""

from __future__ import annotations

import pytest

from data.catalog.importers.rows import RawProduct
from data.catalog.importing import read_rows
from data.catalog.normalisation import normalise
from data.catalog.products import Catalog
from data.catalog.reports import ImportReport
from data.demo import generate
from ranker.knowledge.files import read_knowledge
from ranker.knowledge.linking import Links
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """The engine over the demo catalog and the knowledge that is shipped."""
    folder = tmp_path_factory.mktemp("questions")
    rows = [
        row for row in read_rows(generate(folder).catalog, "jsonl", None, ImportReport()) if isinstance(row, RawProduct)
    ]
    products, attributes = normalise(rows, currency="EUR", report=ImportReport())
    catalog = Catalog("demo", tuple(products), attributes)
    encoder = Encoder("", device="cpu", threads=1)
    ProductIndex.build(catalog, encoder, folder)
    index = next(path.parent for path in folder.glob("*/manifest.json"))
    recommender = Recommender(load_snapshot(index, encoder, lambda _version: catalog))
    recommender.learn(Links(read_knowledge()))
    return recommender
