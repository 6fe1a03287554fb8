"""Queries that are made from products, and which products are held out."""

from __future__ import annotations

from collections import Counter

from data.catalog.products import Catalog, Product
from ranker.queries import Divider, duplicate_key, group_of, sampled_shoppers


def test_shoppers_are_different_and_name_what_the_product_is(small_catalog: Catalog) -> None:
    shoppers = list(sampled_shoppers(small_catalog, 40, 0, Divider()))

    assert len({(shopper.query, shopper.target) for shopper in shoppers}) == len(shoppers) > 20
    assert {shopper.source for shopper in shoppers} == {"type", "title", "values"}
    for shopper in shoppers:
        product = small_catalog.by_id[shopper.target]
        text = f"{product.title} {product.description} {product.category} {product.brand}".casefold()
        assert all(word in text for word in shopper.query.split())


def test_the_same_seed_gives_the_same_shoppers(small_catalog: Catalog) -> None:
    assert list(sampled_shoppers(small_catalog, 20, 3, Divider())) == list(
        sampled_shoppers(small_catalog, 20, 3, Divider())
    )


def test_a_catalog_without_types_gives_none() -> None:
    assert list(sampled_shoppers(Catalog("1", (Product("1", "Cup"),), {}), 5, 0, Divider())) == []


def test_types_with_the_same_head_are_in_one_group() -> None:
    assert group_of(Product("1", "x", category="Toner cartridges")) == "cartridge"
    assert group_of(Product("2", "x", category="Ink cartridge")) == "cartridge"
    assert group_of(Product("3", "x", category="Glass")) == "glass"
    assert group_of(Product("4", "x")) == ""


def test_titles_that_differ_in_a_code_alone_are_near_duplicates() -> None:
    assert duplicate_key(Product("1", "HP 305A toner black")) == duplicate_key(Product("2", "HP 410X toner black"))


def test_a_type_group_is_held_out_whole_and_about_a_seventh_of_them_is() -> None:
    divider = Divider()
    products = [
        Product(f"{t}-{n}", f"{'abcde'[n] * (t + 1)} thing", category=f"Type{t}") for t in range(200) for n in range(5)
    ]

    splits = {product.id: divider.split(product) for product in products}
    by_type = [{splits[f"{t}-{n}"] == "types" for n in range(5)} for t in range(200)]
    assert all(len(found) == 1 for found in by_type)
    held_out = sum(found == {True} for found in by_type)
    assert 15 < held_out < 50
    assert set(Counter(splits.values())) == {"train", "dev", "products", "types"}
