"""What the order makes of preferences, stock, near-duplicates and slips, through the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from data.catalog.constraints import Preference
from data.catalog.products import Catalog, Product
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from recommender.engine.variants import signature
from recommender.errors import RejectedConstraint
from recommender.protocol.recommend import RankedProduct, RecommendRequest
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


def products(recommender: Recommender, **request: object) -> list[RankedProduct]:
    return recommender.recommend(RecommendRequest.model_validate({"query": "mouse", "limit": 50} | request)).products


def test_cheapest_goes_by_price_alone(recommender: Recommender) -> None:
    cheapest = [Preference(attribute="price", direction="low", sorts=True)]
    mice = {p.id for p in recommender.snapshot.catalog.products if p.id.startswith("mouse")}
    found = [p for p in products(recommender, preferences=cheapest) if p.id in mice]
    prices = [p.price for p in found if p.price is not None]
    assert prices == sorted(prices)
    dearest = [Preference(attribute="price", direction="high", sorts=True)]
    turned = [p.price for p in products(recommender, preferences=dearest) if p.id in mice and p.price is not None]
    assert turned == sorted(turned, reverse=True)


def test_a_leaning_moves_products_without_sorting_them(recommender: Recommender) -> None:
    plain = [p.id for p in products(recommender)]
    light = [p.id for p in products(recommender, preferences=[Preference(attribute="weight", direction="low")])]
    assert sorted(plain) == sorted(light)
    assert plain != light


async def test_refuses_to_order_by_what_is_no_number(recommender: Recommender, http: httpx.AsyncClient) -> None:
    with pytest.raises(RejectedConstraint, match="no number"):
        products(recommender, preferences=[Preference(attribute="colour", direction="low")])
    body = {"preferences": [{"attribute": "colour", "direction": "low"}]}
    answer = await http.post("/v1/recommend", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["field"] == "preferences.0.attribute"


def test_names_preferences_that_the_catalog_does_not_know(recommender: Recommender) -> None:
    request = RecommendRequest(query="mouse", preferences=[Preference(attribute="glow", direction="high")])
    assert recommender.recommend(request).unknown_attributes == ["glow"]


def test_puts_a_misspelled_query_right_and_says_so(recommender: Recommender) -> None:
    right = recommender.recommend(RecommendRequest(query="wireless mouse"))
    wrong = recommender.recommend(RecommendRequest(query="wirelss mouse"))
    assert wrong.corrected_query == "wireless mouse"
    assert right.corrected_query is None
    assert [p.id for p in wrong.products] == [p.id for p in right.products]


@pytest.fixture
def shirts(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> Recommender:
    """A shirt in three colours, one of them sold out, and another shirt."""
    plain = Product("", "", brand="Aster", category="Shirt", price=20.0)
    alpine = [
        replace(plain, id=f"shirt-{c}", title=f"Aster Alpine shirt {c}", available=c != "red", attributes={"colour": c})
        for c in ("red", "black", "white")
    ]
    other = replace(plain, id="other", title="Aster Coastal shirt black", attributes={"colour": "black"})
    more = (*alpine, other)
    catalog = replace(small_catalog, version="shirts", products=(*small_catalog.products, *more))
    folder = ProductIndex.build(catalog, encoder, tmp_path)
    return Recommender(load_snapshot(folder, encoder, lambda _: catalog))


def test_near_duplicates_share_a_card_where_that_is_asked(shirts: Recommender) -> None:
    alone = {p.id for p in products(shirts, query="alpine shirt") if p.category == "Shirt"}
    assert alone == {"shirt-red", "shirt-black", "shirt-white", "other"}
    cards = [p for p in products(shirts, query="alpine shirt", group=True) if p.category == "Shirt"]
    alpine = next(card for card in cards if card.id.startswith("shirt"))
    assert len(cards) == 2
    assert {alpine.id, *(v.id for v in alpine.variants)} == {"shirt-red", "shirt-black", "shirt-white"}
    assert all("colour" in variant.differs for variant in alpine.variants)


def test_what_cannot_be_bought_comes_after_its_like(shirts: Recommender) -> None:
    found = [p.id for p in products(shirts, query="alpine shirt")]
    assert found.index("shirt-red") > found.index("shirt-black")


def test_titles_that_say_little_are_no_variants() -> None:
    assert signature(Product("1", "Mouse black", category="Mouse", attributes={"colour": "Black"})) is None
    assert signature(Product("2", "", category=None)) is None
