"""Changing products of a running service: what is seen at once, what is refused, and what readers see meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from data.catalog.products import Catalog
from recommender.client import RecommenderClient
from recommender.config import RecommenderConfig
from recommender.server.app import create_app
from tests.recommender.changing_shop import TABLET, change, found, recommend, serving, until_told


@pytest.fixture
async def http(shop: RecommenderConfig) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(shop) as client:
        yield client


async def test_a_new_product_is_found_offered_and_asked_about_at_once(http: httpx.AsyncClient) -> None:
    applied = await change(http, [TABLET])

    assert (applied["sequence"], applied["products"], applied["unknown"]) == (1, 19, [])
    assert (await found(http, query="tablet stylus"))[0] == "tablet/1"
    assert "tablet/1" in await found(http)
    constraint = {"attribute": "pen_levels", "op": "gte", "value": 4000}
    assert await found(http, query="tablet", constraints=[constraint]) == ["tablet/1"]
    teal = await recommend(http, query="tablet", constraints=[{"attribute": "colour", "value": "Teal"}])
    assert [product["id"] for product in teal["products"]] == ["tablet/1"]
    colours = next(attribute for attribute in teal["attributes"] if attribute["name"] == "colour")
    assert "Teal" in [value["label"] for value in colours["values"]]
    summaries = (await http.get("/v1/attributes", params={"category": "Tablet"})).json()
    assert {"name": "pen_levels", "label": "Pen levels", "kind": "numeric", "unit": None, "products": 1} in summaries
    detail = (await http.get("/v1/products/tablet%2F1")).json()
    assert (detail["title"], detail["currency"]) == ("Pell tablet with stylus", "EUR")
    assert detail["attributes"]["colour"] == ["Teal", "Black"]
    assert (await http.get("/ready")).json()["products"] == 19


SHIRT: dict[str, Any] = {
    "id": "shirt",
    "title": "Linen shirt",
    "category": "Shirt",
    "codes": {"mpn": ["LN-1"]},
    "variants": [
        {"id": "r42", "options": {"colour": "Red", "size": 42}, "price": 25, "available": False},
        {"id": "r44", "options": {"colour": "Red", "size": 44}, "price": 25, "list_price": 30},
        {"id": "b42", "options": {"colour": "Blue", "size": 42}, "price": 28, "codes": {"sku": ["LN-B42"]}},
    ],
}


async def test_variants_are_asked_one_by_one(http: httpx.AsyncClient) -> None:
    await change(http, [SHIRT])
    red, blue, small = ({"attribute": n, "value": v} for n, v in (("colour", "Red"), ("colour", "Blue"), ("size", 42)))

    assert await found(http, query="shirt", constraints=[red, small]) == []
    body = await recommend(http, query="shirt", constraints=[red, small])
    assert [(one["constraint"]["attribute"], one["total"]) for one in body["relaxations"]] == [
        ("size", 1),
        ("colour", 1),
    ]
    assert body["relaxations"][0]["relaxed"]["value"] == {"min": 42.0, "max": 44.0}
    (card,) = (await recommend(http, query="shirt", constraints=[blue, small]))["products"]
    assert (card["price"], card["highest_price"], card["list_price"]) == (25.0, 28.0, 30.0)
    assert (card["variant"]["id"], card["variant"]["price"], card["variant"]["text"]) == ("b42", 28.0, "Blue, Size: 42")
    assert card["matched"] == ["colour", "size"]


async def test_counts_what_a_form_that_fits_has(http: httpx.AsyncClient) -> None:
    forms = [{"id": f"r{size}", "options": {"colour": "Red", "size": size}, "price": 20 + size} for size in (42, 46)]
    await change(http, [SHIRT, {"id": "polo", "title": "Polo shirt", "category": "Shirt", "variants": forms}])

    kind = {"attribute": "category", "value": "Shirt"}
    answer = await recommend(http, constraints=[kind, {"attribute": "colour", "value": "Red"}])

    sizes = next(one for one in answer["attributes"] if one["name"] == "size")
    counts = {value["value"]: value["count"] for value in sizes["values"]}
    assert counts == {42.0: 1, 44.0: 1, 46.0: 1}  # the linen shirt is sold out in red 42
    cheapest = {"attribute": "price", "direction": "low", "sorts": True}
    big = {"attribute": "size", "op": "gte", "value": 44}
    answer = await recommend(http, constraints=[kind, big], preferences=[cheapest])
    assert [(one["id"], one["variant"]["price"]) for one in answer["products"]] == [("shirt", 25.0), ("polo", 66.0)]


async def test_all_variants_are_told_with_their_codes(http: httpx.AsyncClient) -> None:
    await change(http, [SHIRT])

    detail = (await http.get("/v1/products/shirt")).json()

    assert [one["id"] for one in detail["variants"]] == ["r42", "r44", "b42"]
    assert (detail["codes"], detail["variants"][2]["codes"]) == ({"mpn": ["LN-1"]}, {"sku": ["LN-B42"]})
    assert detail["attributes"] == {"category": "Shirt", "price": 25.0, "colour": ["Red", "Blue"], "size": [42.0, 44.0]}
    options = {one["name"]: [(v["label"], v["available"]) for v in one["values"]] for one in detail["options"]}
    assert options == {"colour": [("Red", True), ("Blue", True)], "size": [("42", True), ("44", True)]}


async def test_what_is_new_is_understood_soon(http: httpx.AsyncClient) -> None:
    await change(http, [TABLET])

    for _ in range(500):
        understood = (await http.post("/v1/understand", json={"text": "a tablet"})).json()
        if understood["product_types"]:
            break
        await asyncio.sleep(0.02)
    assert understood["product_types"] == ["Tablet"]


async def test_a_changed_product_is_found_as_it_is_now(http: httpx.AsyncClient) -> None:
    dear = {"attribute": "price", "op": "gte", "value": 5000}
    white = [{"attribute": "colour", "value": "White"}]
    before = await found(http, query="mouse", constraints=white)
    assert "mouse-5" in before
    body = {"title": "Aster Wired mouse turquoise", "price": 7000, "attributes": {"colour": "Turquoise"}}

    response = await http.put("/v1/products/mouse-5", json=body)

    assert (response.status_code, response.json()["products"]) == (200, 18)
    assert await found(http, query="mouse", constraints=[dear]) == ["mouse-5"]
    assert await found(http, query="mouse", constraints=white) == [id for id in before if id != "mouse-5"]
    assert (await found(http, query="turquoise"))[0] == "mouse-5"
    assert "brand" not in (await http.get("/v1/products/mouse-5")).json()["attributes"]


async def test_a_new_price_changes_no_order_of_words(http: httpx.AsyncClient, small_catalog: Catalog) -> None:
    before = await found(http, query="red mouse")
    mouse = small_catalog.by_id[before[0]]
    body = {name: getattr(mouse, name) for name in ("title", "description", "brand", "category", "attributes")}

    await http.put(f"/v1/products/{mouse.id}", json={**body, "price": 1.5})

    assert (await found(http, query="red mouse"))[:5] == before[:5]
    assert await found(http, constraints=[{"attribute": "price", "op": "lt", "value": 2}]) == [mouse.id]


async def test_a_deleted_product_is_gone_everywhere(http: httpx.AsyncClient) -> None:
    silver = {"attribute": "colour", "value": "Silver"}
    assert len(await found(http, query="laptop", constraints=[silver])) == 6

    applied = await change(http, deletes=["laptop-0", "laptop-1", "never-there"])

    assert (applied["products"], applied["unknown"]) == (16, ["never-there"])
    for query in ("", "laptop", "norvik laptop 8 GB"):
        assert not {"laptop-0", "laptop-1"} & set(await found(http, query=query))
    answer = await recommend(http, query="laptop", constraints=[silver])
    assert answer["total"] == 4
    summaries = (await http.get("/v1/attributes", params={"category": "laptop"})).json()
    assert {summary["products"] for summary in summaries} == {4}
    gone, unknown = await http.get("/v1/products/laptop-0"), await http.get("/v1/products/never-there")
    assert (gone.status_code, gone.json()["error"]) == (404, "product_gone")
    assert "is no longer offered" in gone.json()["message"]
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_product")


async def test_a_deleted_product_may_come_back(http: httpx.AsyncClient) -> None:
    await http.delete("/v1/products/mouse-1")
    assert (await http.get("/v1/products/mouse-1")).status_code == 404

    await http.put("/v1/products/mouse-1", json={"title": "A mouse again"})

    assert (await http.get("/v1/products/mouse-1")).json()["title"] == "A mouse again"
    assert "mouse-1" in await found(http, query="mouse again")


async def test_the_whole_catalog_may_go(http: httpx.AsyncClient) -> None:
    await change(http, deletes=[*(f"mouse-{n}" for n in range(12)), *(f"laptop-{n}" for n in range(6))])

    assert await found(http) == await found(http, query="mouse") == []
    await change(http, [TABLET])
    assert await found(http) == await found(http, query="tablet") == ["tablet/1"]


async def test_the_client_finds_no_product_that_is_gone(shop: RecommenderConfig) -> None:
    app = create_app(shop)
    async with (
        app.router.lifespan_context(app),
        RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://recommender") as http,
    ):
        await until_told(http, lambda body: body["ready"])
        assert await client.product("mouse-1") is not None
        await http.delete("/v1/products/mouse-1")

        assert await client.product("mouse-1") is None


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": " "}, "upserts.0.title", "at least 1 character"),
        ({"price": 0}, "upserts.0.price", "greater than 0"),
        ({"price": "12 EUR"}, "upserts.0.price", "valid number"),
        ({"currency": "euro"}, "upserts.0.currency", "match"),
        ({"currency": "USD"}, "upserts.0.currency", "the catalog's prices are in EUR: convert the price"),
        ({"colour": "Red"}, "upserts.0.colour", "not permitted"),
        ({"attributes": {"memory": "8 GB"}}, "upserts.0.attributes.memory", "must be a number, not '8 GB'"),
        ({"attributes": {"touchscreen": "yes"}}, "upserts.0.attributes.touchscreen", "must be true or false"),
        ({"attributes": {"colour": 3}}, "upserts.0.attributes.colour", "must be a text, not 3.0"),
        ({"attributes": {"brand": "Pell"}}, "upserts.0.attributes.brand", "give it as brand"),
        ({"attributes": {"fresh": ["a", 1]}}, "upserts.0.attributes.fresh", "must be a text"),
        ({"attributes": {"colour": []}}, "upserts.0.attributes.colour", ""),
        ({"attributes": {"colour": {"a": 1}}}, "upserts.0.attributes.colour", ""),
        ({"variants": [{"id": "a", "options": {"memory": "8 GB"}}]}, "upserts.0.variants.0.options.memory", "a number"),
        ({"variants": [{"id": "a", "options": {"price": 8}}]}, "upserts.0.variants.0.options.price", "is no option"),
        ({"variants": [{"id": "a"}, {"id": "a"}]}, "upserts.0", "'a' occurs twice"),
        ({"variants": [{"id": "a", "stock": 3}]}, "upserts.0.variants.0.stock", "not permitted"),
        ({"codes": {"ean": ["4006381333931"]}}, "upserts.0.codes.ean", ""),
    ],
)
async def test_refuses_what_does_not_fit_and_names_it(
    http: httpx.AsyncClient, wrong: dict[str, Any], field: str, words: str
) -> None:
    response = await http.post("/v1/products/changes", json={"upserts": [TABLET | wrong], "deletes": ["mouse-1"]})

    assert response.status_code == 422
    assert response.json()["error"] in ("invalid_request", "invalid_product")
    problem = response.json()["detail"][0]
    assert problem["field"].startswith(field)
    assert words in problem["reason"]
    assert (await http.get("/v1/products/mouse-1")).status_code == 200  # all or nothing


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "give upserts, deletes or patches"),
        ({"upserts": [TABLET, TABLET]}, "'tablet/1' occurs twice"),
        ({"upserts": [TABLET], "deletes": ["tablet/1"]}, "'tablet/1' occurs twice"),
        ({"deletes": [""]}, "at least 1 character"),
        ({"deletes": ["x"] * 501}, "at most 500"),
    ],
)
async def test_refuses_changes_that_say_nothing_clear(
    http: httpx.AsyncClient, body: dict[str, Any], words: str
) -> None:
    response = await http.post("/v1/products/changes", json=body)

    assert response.status_code == 422
    assert words in response.json()["message"]


async def test_two_products_of_one_request_agree_on_a_new_attribute(http: httpx.AsyncClient) -> None:
    other = TABLET | {"id": "tablet/2", "attributes": {"pen_levels": "many"}}

    response = await http.post("/v1/products/changes", json={"upserts": [TABLET, other]})

    assert response.json()["detail"] == [
        {"field": "upserts.1.attributes.pen_levels", "reason": "must be a number, not 'many'"}
    ]


async def test_refuses_another_id_than_that_of_the_path(http: httpx.AsyncClient) -> None:
    response = await http.put("/v1/products/tablet-2", json=TABLET)

    assert (response.status_code, response.json()["detail"][0]["field"]) == (422, "id")


async def test_readers_never_see_an_error_or_half_a_change(http: httpx.AsyncClient) -> None:
    """Each change swaps two products at once and moves a pair of prices together: a reader sees both or neither."""
    changing = True
    seen: set[float] = set()

    async def read(query: str) -> int:
        answers = 0
        while changing:
            answer = await recommend(http, query=query, constraints=[{"attribute": "twin", "value": True}])
            twins = {product["id"]: product["price"] for product in answer["products"]}
            assert answer["total"] == len(twins) == 2
            assert set(twins) in ({"twin-a", "twin-b"}, {"twin-c", "twin-d"})
            assert len(set(twins.values())) == 1
            seen.update(twins.values())
            for id in twins:
                assert (await http.get(f"/v1/products/{id}")).status_code in (200, 404)
            assert (await http.get("/v1/attributes")).status_code == 200
            answers += 1
        return answers

    def twins(ids: str, price: float) -> list[dict[str, Any]]:
        return [
            {"id": f"twin-{id}", "title": f"Twin lamp {price:g}", "price": price, "attributes": {"twin": True}}
            for id in ids
        ]

    await change(http, twins("ab", 1))
    readers = [asyncio.create_task(read(query)) for query in ("", "twin lamp", "mouse lamp", "twin")]
    for turn in range(1, 25):
        here, there = ("ab", "cd") if turn % 2 else ("cd", "ab")
        await change(http, twins(there, turn + 1.0), [f"twin-{id}" for id in here])
    changing = False

    assert all(answers > 0 for answers in await asyncio.gather(*readers))
    assert len(seen) > 2


async def test_changes_at_once_are_all_taken_up(http: httpx.AsyncClient) -> None:
    bodies = [{"title": f"Lamp {n}", "price": n + 1} for n in range(30)]

    answers = await asyncio.gather(*(http.put(f"/v1/products/lamp-{n}", json=body) for n, body in enumerate(bodies)))

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["sequence"] for answer in answers) == list(range(1, 31))
    assert (await http.get("/ready")).json()["products"] == 48
    assert len(await found(http, query="lamp", constraints=[{"attribute": "price", "op": "lte", "value": 30}])) >= 30


@pytest.mark.parametrize("field", ["url", "image_url"])
async def test_a_link_that_would_run_is_refused_and_the_field_named(http: httpx.AsyncClient, field: str) -> None:
    refused = await http.post("/v1/products/changes", json={"upserts": [TABLET | {field: "javascript:alert(1)"}]})

    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, f"upserts.0.{field}")
    assert "https://" in refused.json()["message"]


async def test_a_patch_changes_what_it_says_alone(http: httpx.AsyncClient, small_catalog: Catalog) -> None:
    mouse = small_catalog.by_id["mouse-5"]

    response = await http.patch("/v1/products/mouse-5", json={"price": 7000, "stock": 0})

    assert (response.status_code, response.json()["unknown"]) == (200, [])
    detail = (await http.get("/v1/products/mouse-5")).json()
    assert (detail["title"], detail["price"], detail["available"]) == (mouse.title, 7000, False)
    assert await found(http, constraints=[{"attribute": "price", "op": "gte", "value": 5000}]) == ["mouse-5"]


async def test_patches_tell_what_they_do_not_find_and_the_rest_takes_effect(http: httpx.AsyncClient) -> None:
    patches = [
        {"id": "nobody", "stock": 1},
        {"id": "mouse-5", "price": 8000, "at": "2026-05-01T10:00:00Z"},
        {"id": "mouse-5", "price": 9000, "at": "2026-05-01T09:00:00Z"},
        {"id": "mouse-6", "variants": [{"id": "red", "price": 3}]},
    ]

    applied = (await http.post("/v1/products/changes", json={"patches": patches})).raise_for_status().json()

    assert (applied["unknown"], applied["outdated"]) == (["nobody"], ["mouse-5"])
    assert applied["unknown_variants"] == [{"product": "mouse-6", "variant": "red"}]
    assert (await http.get("/v1/products/mouse-5")).json()["price"] == 8000


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"id": "mouse-5"}, "patches.0"),
        ({"id": "mouse-5", "price": 0}, "patches.0.price"),
        ({"id": "mouse-5", "stock": None}, "patches.0"),
        ({"id": "mouse-5", "price": 3, "currency": "USD"}, "patches.0.currency"),
        ({"id": "mouse-5", "title": "Mouse"}, "patches.0.title"),
        ({"id": "mouse-5", "price": 3, "at": "yesterday"}, "patches.0.at"),
        ({"price": 3}, "patches.0.id"),
    ],
)
async def test_a_patch_that_cannot_be_names_its_field(http: httpx.AsyncClient, body: Any, field: str) -> None:
    response = await http.post("/v1/products/changes", json={"patches": [body]})

    assert response.status_code == 422
    assert [detail["field"] for detail in response.json()["detail"]][0].startswith(field)


async def test_a_patch_of_nobody_is_not_found(http: httpx.AsyncClient) -> None:
    assert (await http.patch("/v1/products/nobody", json={"price": 3})).json()["error"] == "unknown_product"
    await http.delete("/v1/products/mouse-5")
    assert (await http.patch("/v1/products/mouse-5", json={"price": 3})).json()["error"] == "product_gone"


async def test_changes_for_another_import_wait_for_it(http: httpx.AsyncClient) -> None:
    body = {"upserts": [TABLET], "catalog_version": "20260101-000000-aaaaaa"}
    refused = await http.post("/v1/products/changes", json=body)
    assert (refused.status_code, refused.json()["error"]) == (503, "changes_unavailable")
    assert "tablet/1" not in await found(http, query="tablet stylus")

    version = (await http.get("/ready")).json()["catalog_version"]
    assert (await http.post("/v1/products/changes", json=body | {"catalog_version": version})).status_code == 200
