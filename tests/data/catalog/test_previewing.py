"""What an import would change, before anything is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalog.importing import try_catalog
from data.catalog.previewing import preview
from data.catalog.store import CatalogStore
from data.database import connect
from tests.data.catalog.whole_import import import_catalog


@pytest.fixture
def engine(sqlite_url: str) -> Engine:
    return connect(sqlite_url)


def test_says_what_comes_goes_and_stays_and_stores_nothing(engine: Engine, tmp_path: Path) -> None:
    store = CatalogStore(engine)
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("id,title,category,price\n1,Lamp one,Lamp,3\n2,Lamp two,Lamp,4\n", encoding="utf-8")
    new.write_text("id,title,category,price\n2,Lamp two,Lamp,4\n3,Chair,Chair,9\n4,Lamp,Lamp,1\n", encoding="utf-8")
    assert (store.ids(), store.imported_at()) == (frozenset(), None)
    import_catalog(old, format="csv", store=store, currency="EUR")
    before = store.active()

    made = try_catalog(new, format="csv", currency="EUR")
    found = preview(made, store)

    assert {name: found[name] for name in ("products", "added", "removed", "stay")} == {
        "products": 3,
        "added": 2,
        "removed": 1,
        "stay": 1,
    }
    assert found["categories"] == [["Lamp", 2], ["Chair", 1]]
    assert found["samples"][1] == {
        "id": "3",
        "title": "Chair",
        "category": "Chair",
        "price": 9.0,
        "currency": "EUR",
        "attributes": 0,
    }
    assert (made.report.rows, made.report.kept) == (3, 3)
    assert store.active() == before
    assert store.ids() == {"1", "2"}
    assert store.imported_at() is not None
