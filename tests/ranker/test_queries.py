"""Queries that are made from products."""

from __future__ import annotations

from data.catalog.products import Catalog, Product
from ranker.queries import sampled_shoppers


def test_shoppers_are_different_and_name_what_the_product_is(small_catalog: Catalog) -> None:
    shoppers = list(sampled_shoppers(small_catalog, 40))

    assert len({(shopper.query, shopper.target) for shopper in shoppers}) == len(shoppers) > 20
    for shopper in shoppers:
        product = small_catalog.by_id[shopper.target]
        text = f"{product.title} {product.description} {product.category} {product.brand}".casefold()
        assert all(word in text for word in shopper.query.split())


def test_the_same_seed_gives_the_same_shoppers(small_catalog: Catalog) -> None:
    assert list(sampled_shoppers(small_catalog, 20, 3)) == list(sampled_shoppers(small_catalog, 20, 3))
    assert list(sampled_shoppers(small_catalog, 20, 3)) != list(sampled_shoppers(small_catalog, 20, 4))


def test_a_catalog_without_types_gives_none() -> None:
    assert list(sampled_shoppers(Catalog("1", (Product("1", "Cup"),), {}), 5)) == []
