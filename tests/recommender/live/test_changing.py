"""The change log of a service: followed over restarts, by several processes, into a new index, and when it fails."""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import text

from data.catalog.changes import ChangeLog
from data.catalog.products import Catalog, Product
from data.catalog.store import CatalogStore
from data.database import connect
from recommender.config import RecommenderConfig
from recommender.engine.snapshot import folded, stored_catalog, stored_changes
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.recommender.changing_shop import TABLET, change, found, recommend, serving, until, until_told


async def test_what_changed_is_there_after_a_restart(shop: RecommenderConfig) -> None:
    async with serving(shop) as http:
        await change(http, [TABLET], ["mouse-1"])
        await change(http, [TABLET | {"title": "Pell tablet, second edition"}])
        before = [await recommend(http, query=query) for query in ("", "tablet", "wired mouse")]
        calls = len(list(shop.indexes.glob("changes.db")))
    async with serving(shop) as http:
        after = [await recommend(http, query=query) for query in ("", "tablet", "wired mouse")]

        assert [a["products"] for a in after] == [b["products"] for b in before]
        assert (await http.get("/v1/products/mouse-1")).json()["error"] == "product_gone"
        assert calls == 1


async def test_changes_of_another_process_are_taken_up(shop: RecommenderConfig) -> None:
    async with serving(shop) as one, serving(shop) as other:
        await change(one, [TABLET])
        await until(other, "tablet%2F1", 200)
        await change(other, deletes=["tablet/1"])

        assert (await until(one, "tablet%2F1", 404)).json()["error"] == "product_gone"
        assert await change(one, [TABLET]) == await change(other, [TABLET]) | {"sequence": 3}


async def test_a_new_import_has_none_of_the_changes(
    shop: RecommenderConfig, small_catalog: Catalog, encoder: Encoder
) -> None:
    async with serving(shop) as http:
        await change(http, [TABLET], ["mouse-1"])
        store = CatalogStore(connect(shop.database_url))
        store.save(small_catalog.products, small_catalog.attributes, source_fingerprint="2")
        publish(ProductIndex.build(store.load(), encoder, shop.indexes))

        await until(http, "mouse-1", 200)
        await until(http, "tablet%2F1", 404)
        assert (await change(http, [TABLET]))["sequence"] == 1


async def test_an_index_with_the_changes_built_in_answers_the_same(shop: RecommenderConfig, encoder: Encoder) -> None:
    async with serving(shop) as http:
        await change(http, [TABLET, TABLET | {"id": "brief"}], ["mouse-1"])
        applied = await change(http, [TABLET | {"title": "Pell tablet, second edition"}], ["brief"])
        before = [set(await found(http, query=query)) for query in ("", "tablet", "wired mouse")]
        version = applied["catalog_version"]
        changes = stored_changes(shop.database_url)(version)
        catalog, deleted = folded(stored_catalog(shop.database_url)(version), changes)
        assert deleted == {"mouse-1", "brief"}

        built = ProductIndex.build(catalog, encoder, shop.indexes, sequence=applied["sequence"])
        publish(built)

        assert built.name.endswith("-5")
        await change(http, [TABLET | {"id": "tablet/3"}])  # before or after it is taken up
        for _ in range(3):
            await change(http, deletes=["tablet/3"])
    async with serving(shop) as http:
        assert [set(await found(http, query=query)) for query in ("", "tablet", "wired mouse")] == before
        for id in ("mouse-1", "brief", "tablet%2F3"):
            assert (await http.get(f"/v1/products/{id}")).json()["error"] == "product_gone"
        assert (await change(http, [TABLET]))["sequence"] == 10


async def test_an_index_is_loaded_though_offers_that_it_was_built_with_are_gone(
    shop: RecommenderConfig, encoder: Encoder
) -> None:
    new = [TABLET, TABLET | {"id": "tablet/2"}]
    async with serving(shop) as http:
        await change(http, new)
        applied = await patched(http, "tablet/1", price=90.0)
        version = applied["catalog_version"]
        catalog, _ = folded(stored_catalog(shop.database_url)(version), stored_changes(shop.database_url)(version))
        publish(ProductIndex.build(catalog, encoder, shop.indexes, sequence=applied["sequence"]))
        await patched(http, "tablet/1", price=80.0)
        before = await recommend(http, query="tablet")
    assert [one.sequence for one in stored_changes(shop.database_url)(version)] == [1, 2, 4]

    async with serving(shop) as http:
        assert (await recommend(http, query="tablet"))["products"] == before["products"]
        assert (await http.get("/v1/products/tablet%2F1")).json()["price"] == 80.0
        assert (await patched(http, "tablet/2", price=70.0))["sequence"] == 5


async def patched(http: httpx.AsyncClient, id: str, **says: float) -> dict[str, Any]:
    answer = await http.post("/v1/products/changes", json={"patches": [{"id": id, **says}]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_log_that_cannot_be_read_leaves_what_is_current(shop: RecommenderConfig) -> None:
    async with serving(shop) as http:
        await change(http, [TABLET])
        with connect(shop.database_url).begin() as connection:
            connection.execute(text("ALTER TABLE product_changes RENAME TO hidden"))
        await until_told(http, lambda body: "change log cannot be read" in (body["reason"] or ""))

        assert "tablet/1" in await found(http, query="tablet")
        refused = await http.put("/v1/products/mouse-1", json={"title": "A mouse"})
        assert (refused.status_code, refused.json()["error"]) == (503, "changes_unavailable")
        assert "nothing was changed" in refused.json()["message"]

        with connect(shop.database_url).begin() as connection:
            connection.execute(text("ALTER TABLE hidden RENAME TO product_changes"))
        await until_told(http, lambda body: not body["reason"])
        assert (await http.put("/v1/products/mouse-1", json={"title": "A mouse"})).status_code == 200


async def test_values_that_another_process_wrote_otherwise_are_left_out(shop: RecommenderConfig) -> None:
    async with serving(shop) as http:
        log, version = ChangeLog(connect(shop.database_url)), (await http.get("/ready")).json()["catalog_version"]
        log.append(version, [Product("a", "Lamp", attributes={"socket": "E27"})])
        log.append(version, [Product("b", "Lamp", attributes={"socket": 27.0, "colour": "Red"})])

        assert (await until(http, "b", 200)).json()["attributes"] == {"colour": "Red"}
        assert (await http.get("/v1/products/a")).json()["attributes"] == {"socket": "E27"}
