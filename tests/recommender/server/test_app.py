"""The HTTP interface: every route, every error with its code, field and remedy, and reloading under way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from data.catalog.products import Catalog
from recommender.config import RecommenderConfig
from recommender.protocol.recommend import RecommendResponse
from recommender.protocol.service import ErrorBody
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.recommender.waiting import readiness


def transport(app: FastAPI) -> httpx.ASGITransport:
    return httpx.ASGITransport(app, raise_app_exceptions=False)


async def until_ready(http: httpx.AsyncClient, version: str) -> None:
    """Asks until the catalog of this version is current."""
    await readiness(http, lambda body: body["catalog_version"] == version)


async def test_recommends(http: httpx.AsyncClient) -> None:
    body = {"query": "mouse", "constraints": [{"attribute": "connectivity", "value": "Wireless"}], "limit": 3}

    response = await http.post("/v1/recommend", json=body)

    answer = RecommendResponse.model_validate_json(response.content)
    assert response.status_code == 200
    assert [product.matched for product in answer.products] == [["connectivity"]] * 3
    assert answer.catalog_version == "test-1"
    assert answer.model_version == "statistics-1"


async def test_browses_when_the_body_is_empty(http: httpx.AsyncClient) -> None:
    answer = (await http.post("/v1/recommend", json={})).json()

    assert answer["total"] == 18
    assert len(answer["products"]) == 5


async def test_understands(http: httpx.AsyncClient) -> None:
    answer = (await http.post("/v1/understand", json={"text": "a wireless mouse"})).json()

    assert answer["product_types"] == ["Mouse"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"query": "x" * 1001}, "query"),
        ({"query": None}, "query"),
        ({"qurey": "mouse"}, "qurey"),
        ({"offset": -1}, "offset"),
        ({"constraints": [{"attribute": "price", "op": "lte", "value": "cheap"}]}, "constraints.0"),
        ({"constraints": [{"attribute": "", "value": 1}]}, "constraints.0.attribute"),
        ({"constraints": [{"attribute": "price", "op": "like", "value": 1}]}, "constraints.0.op"),
        ({"declined": "colour"}, "declined"),
        ({"constraints": [{"attribute": "price", "op": "lt", "value": 9}] * 500}, "constraints"),
        (
            {"constraints": [{"attribute": "price", "op": "between", "value": {"min": 9, "max": 3}}]},
            "constraints.0.value",
        ),
        ([], "body"),
    ],
)
async def test_refuses_a_body_naming_the_field(http: httpx.AsyncClient, body: Any, field: str) -> None:
    response = await http.post("/v1/recommend", json=body)

    error = ErrorBody.model_validate_json(response.content)
    assert (response.status_code, error.error) == (422, "invalid_request")
    assert error.detail[0].field == field
    assert field in error.message
    assert "/openapi.json" in error.message


@pytest.mark.parametrize("content", [b"{", b"", b"query=mouse", b'{"query": "\xff\xfe"}', b'{"query": "\\ud800"}'])
async def test_refuses_what_is_no_json(http: httpx.AsyncClient, content: bytes) -> None:
    response = await http.post("/v1/recommend", content=content, headers={"Content-Type": "application/json"})

    error = ErrorBody.model_validate_json(response.content)
    assert response.status_code in (400, 422)
    assert error.error == "invalid_request"


async def test_refuses_a_value_that_does_not_fit_its_attribute(http: httpx.AsyncClient) -> None:
    body = {"constraints": [{"attribute": "weight", "value": "heavy"}]}

    response = await http.post("/v1/recommend", json=body)

    error = ErrorBody.model_validate_json(response.content)
    assert (response.status_code, error.error) == (422, "invalid_constraint")
    assert error.detail[0].field == "constraints.0.value"


async def test_gives_a_product_and_says_when_there_is_none(http: httpx.AsyncClient) -> None:
    assert (await http.get("/v1/products/mouse-1")).json()["attributes"]["connectivity"] == "Wired"

    missing = await http.get("/v1/products/mouse-99")
    assert (missing.status_code, missing.json()["error"]) == (404, "unknown_product")


async def test_lists_attributes_and_says_when_a_category_is_unknown(http: httpx.AsyncClient) -> None:
    listed = (await http.get("/v1/attributes", params={"category": "Laptop"})).json()
    assert {"name": "memory", "label": "Memory", "kind": "numeric", "unit": "GB", "products": 6} in listed

    missing = await http.get("/v1/attributes", params={"category": "Spaceship"})
    assert (missing.status_code, missing.json()["error"]) == (404, "unknown_category")


async def test_answers_unknown_paths_and_methods_in_the_same_form(http: httpx.AsyncClient) -> None:
    assert (await http.get("/v2/recommend")).json()["error"] == "not_found"
    assert (await http.get("/v1/recommend")).json()["error"] == "method_not_allowed"


async def test_is_healthy_but_not_ready_without_an_index(config: RecommenderConfig, tmp_path: Path) -> None:
    app = create_app(replace(config, indexes=tmp_path))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport(app), base_url="http://r") as http,
    ):
        assert (await http.get("/health")).status_code == 200
        ready, answer = await http.get("/ready"), await http.post("/v1/recommend", json={})

    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert (answer.status_code, answer.json()["error"]) == (503, "not_ready")


async def test_says_what_is_missing_and_what_to_run(config: RecommenderConfig, tmp_path: Path) -> None:
    app = create_app(replace(config, indexes=tmp_path))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport(app), base_url="http://r") as http,
    ):
        await readiness(http, lambda body: "floorwalker index" in body["reason"])


async def test_takes_up_a_new_catalog_and_keeps_it_when_the_next_is_damaged(
    config: RecommenderConfig, small_catalog: Catalog, encoder: Encoder, tmp_path: Path
) -> None:
    catalogs = {
        "old": replace(small_catalog, version="old", products=small_catalog.products[:12]),
        "new": replace(small_catalog, version="new", products=small_catalog.products[6:]),
        "damaged": replace(small_catalog, version="damaged"),
    }
    publish(ProductIndex.build(catalogs["old"], encoder, tmp_path))
    app = create_app(replace(config, indexes=tmp_path), lambda version: catalogs[version])
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport(app), base_url="http://r") as http,
    ):
        await until_ready(http, "old")
        assert (await http.get("/v1/products/laptop-1")).status_code == 404

        publish(ProductIndex.build(catalogs["new"], encoder, tmp_path))
        await until_ready(http, "new")
        assert (await http.get("/v1/products/laptop-1")).status_code == 200

        damaged = ProductIndex.build(catalogs["damaged"], encoder, tmp_path)
        (damaged / "products.json").write_text("[]", encoding="utf-8")
        publish(damaged)
        ready = await readiness(http, lambda body: body["reason"] is not None)
        assert (ready["ready"], ready["catalog_version"]) == (True, "new")
        assert "floorwalker index" in ready["reason"]


async def test_a_product_id_may_hold_anything(
    config: RecommenderConfig, small_catalog: Catalog, encoder: Encoder, tmp_path: Path
) -> None:
    ids = ["a/b", "../etc", "50%", "a b", "鼠标?x=1#y", "/"]
    products = tuple(replace(small_catalog.products[i], id=product_id) for i, product_id in enumerate(ids))
    catalog = replace(small_catalog, products=products)
    publish(ProductIndex.build(catalog, encoder, tmp_path))
    app = create_app(replace(config, indexes=tmp_path), lambda _version: catalog)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport(app), base_url="http://r") as http,
    ):
        await until_ready(http, catalog.version)
        for product_id in ids:
            escaped = "".join(f"%{byte:02X}" for byte in product_id.encode())
            found = await http.get(f"/v1/products/{escaped}")
            assert (found.status_code, found.json().get("id")) == (200, product_id)


async def test_answers_many_at_the_same_time(http: httpx.AsyncClient) -> None:
    asked = [http.post("/v1/recommend", json={"query": f"mouse {number}"}) for number in range(20)]

    assert {response.status_code for response in await asyncio.gather(*asked)} == {200}


async def test_counts_requests_by_route_and_answers_by_model(http: httpx.AsyncClient) -> None:
    await http.post("/v1/recommend", json={"query": "mouse"})
    await http.get("/v1/products/mouse-1")
    await http.get("/nowhere")

    exposition = (await http.get("/metrics")).text

    assert 'request_seconds_count{method="POST",route="/v1/recommend",status="200"} 1.0' in exposition
    assert 'route="/v1/products/{product_id}",status="200"' in exposition.replace(":path", "")
    assert 'route="unmatched",status="404"' in exposition
    assert 'model_version="statistics-1"' in exposition
    assert 'products{catalog_version="test-1",model_version="statistics-1"} 18.0' in exposition


@pytest.mark.parametrize("query", ["ids=mouse-1,gone,mouse-0", "ids=mouse-1&ids=gone&ids=mouse-0"])
async def test_gives_many_products_in_their_order_and_names_those_that_are_unknown(
    http: httpx.AsyncClient, query: str
) -> None:
    answer = (await http.get(f"/v1/products?{query}")).json()

    assert [product["id"] for product in answer["products"]] == ["mouse-1", "mouse-0"]
    assert answer["unknown"] == ["gone"]


@pytest.mark.parametrize("query", ["", "?ids=", f"?ids={','.join(map(str, range(101)))}"])
async def test_refuses_to_look_up_none_or_too_many(http: httpx.AsyncClient, query: str) -> None:
    response = await http.get(f"/v1/products{query}")

    assert response.status_code == 422
    assert response.json()["detail"][0]["field"].startswith("ids")


async def test_answers_otherwise_only_where_nothing_fits(http: httpx.AsyncClient) -> None:
    laptops, nothing = {"query": "laptop"}, [{"attribute": "price", "op": "lt", "value": 0}]

    first = (await http.post("/v1/recommend", json={"query": "mouse", "otherwise": laptops})).json()
    second = {"query": "mouse", "constraints": nothing, "otherwise": laptops}
    other = (await http.post("/v1/recommend", json=second)).json()
    none = (await http.post("/v1/recommend", json=second | {"otherwise": {"constraints": nothing}})).json()

    assert (first["is_otherwise"], other["is_otherwise"], none["is_otherwise"]) == (False, True, False)
    assert other["products"] == (await http.post("/v1/recommend", json=laptops)).json()["products"]
    assert none["relaxable"]
