from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from data.catalog.constraints import Constraint
from data.catalog.products import Attribute, Catalog, Product
from recommender.companions.accessories import accessories, models
from recommender.companions.comparison import alternatives, compare
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from recommender.errors import UnknownProduct
from recommender.protocol.companions import CompareRequest
from recommender.protocol.recommend import RecommendRequest
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


@pytest.fixture
def shop(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> Recommender:
    """The small catalog with a printer, toners for it, and a stand for any laptop."""
    more = (
        Product("printer", "Aster QX4450 printer", category="Printer", price=90.0),
        Product("toner", "Toner for Aster QX4450", category="Toner", price=30.0),
        Product("old-toner", "Toner QX4450 old", category="Toner", price=20.0, available=False),
        Product("ink", "Ink black", "Fits the QX4450 and others", category="Ink", price=9.0),
        Product("stand", "Alu stand", category="Laptop stand", price=25.0),
        Product("other", "Stand for one model", category="Laptop stand", attributes={"fits": "Borealis B77"}),
    )
    attributes = dict(small_catalog.attributes) | {"fits": Attribute("fits", "Fits", "categorical")}
    products = (*small_catalog.products, *more)
    catalog = replace(small_catalog, version="shop", products=products, attributes=attributes)
    folder = ProductIndex.build(catalog, encoder, tmp_path)
    return Recommender(load_snapshot(folder, encoder, lambda _: catalog))


def test_compares_by_what_differs_and_by_what_does_not(shop: Recommender) -> None:
    answer = compare(shop, CompareRequest(ids=["mouse-0", "mouse-1", "mouse-2"], query="red mouse"))
    assert [product.id for product in answer.products] == ["mouse-0", "mouse-1", "mouse-2"]
    products = [shop.snapshot.catalog.by_id[product.id] for product in answer.products]
    for attribute in answer.attributes:
        assert attribute.values == [product.stated.get(attribute.name) for product in products]
        assert len(set(map(str, attribute.values))) > 1
    assert "category" in {attribute.name for attribute in answer.same}
    weights = [attribute.weight for attribute in answer.attributes]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) > 0


def test_comparison_says_which_constraints_are_met(shop: Recommender) -> None:
    colour = shop.snapshot.catalog.by_id["mouse-0"].stated["colour"]
    constraint = Constraint(attribute="colour", value=str(colour))
    answer = compare(shop, CompareRequest(ids=["mouse-0", "mouse-1"], constraints=[constraint]))
    assert answer.products[0].matched == ["colour"]


def test_says_where_the_products_stand_in_the_order_of_a_search(shop: Recommender) -> None:
    search = RecommendRequest(query="mouse", limit=50)
    order = [product.id for product in shop.recommend(search).products]
    answer = compare(shop, CompareRequest(ids=[order[2], "stand", order[0]], search=search))
    assert answer.places == [2, order.index("stand") if "stand" in order else len(order), 0]


async def test_refuses_what_cannot_be_compared(http: httpx.AsyncClient) -> None:
    for ids in (["mouse-0"], ["mouse-0", "mouse-0"], [f"mouse-{n}" for n in range(5)]):
        response = await http.post("/v1/compare", json={"ids": ids})
        assert response.status_code == 422
        assert response.json()["detail"][0]["field"] == "ids"
    missing = await http.post("/v1/compare", json={"ids": ["mouse-0", "nobody"]})
    assert (missing.status_code, missing.json()["error"]) == (404, "unknown_product")


def test_alternatives_are_other_products_of_the_type_that_can_be_bought(shop: Recommender) -> None:
    found = alternatives(shop, "mouse-0", 4).products
    assert 0 < len(found) <= 4
    for companion in found:
        assert companion.product.category == shop.snapshot.catalog.by_id["mouse-0"].category
        assert companion.product.id != "mouse-0"
        assert companion.product.available
        assert not set(companion.same) & set(companion.differs)
    assert alternatives(shop, "ink", 4).products == []


def test_accessories_name_the_model_or_are_named_by_it(shop: Recommender) -> None:
    of_printer = accessories(shop, "printer", 5).products
    assert [(c.product.id, c.reason) for c in of_printer] == [("toner", "made for QX4450"), ("ink", "names QX4450")]
    assert [c.product.id for c in accessories(shop, "laptop-1", 5).products] == ["stand"]
    assert accessories(shop, "stand", 5).products == []


def test_models_are_codes_and_no_measures_or_standards() -> None:
    assert models("Canon MG5250 500GB USB3 DDR4 15.6in LaserJet P1005, TN-2320") == ["mg5250", "p1005", "tn-2320"]


def test_unknown_products_have_no_companions(shop: Recommender) -> None:
    for ask in (alternatives, accessories):
        with pytest.raises(UnknownProduct, match="nobody"):
            ask(shop, "nobody", 5)


async def test_answers_over_http(http: httpx.AsyncClient) -> None:
    compared = await http.post("/v1/compare", json={"ids": ["mouse-0", "mouse-1"]})
    assert compared.status_code == 200
    assert len((await http.get("/v1/products/mouse-0/alternatives?limit=2")).json()["products"]) == 2
    alone = (await http.get("/v1/products/mouse-0/accessories")).json()
    assert (alone["id"], alone["products"], alone["model_version"]) == ("mouse-0", [], "accessories")
    assert alone["query_id"]
    assert alone["catalog_version"]
    assert (await http.get("/v1/products/mouse-0/alternatives?limit=0")).status_code == 422
