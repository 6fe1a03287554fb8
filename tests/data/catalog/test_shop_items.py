"""What shop systems' own numbers stand for, and how much there is at all places together."""

from __future__ import annotations

from sqlalchemy import Engine

from data.catalog.shop_items import ShopItem, ShopItems


def stock(items: ShopItems, place: str, available: int, at: int) -> int | None:
    found = items.level("11", place, available, at)
    return None if found is None else found.stock


def test_numbers_lead_to_products_as_long_as_those_have_them(engine: Engine) -> None:
    items = ShopItems(engine, "shopify")
    items.learn("shirt", [ShopItem("product", "7", "shirt"), ShopItem("stock", "11", "shirt", "s", stock=3)], 10)
    assert items.product("7") == "shirt"

    items.learn("blouse", [ShopItem("product", "7", "blouse")], 20)  # the handle was changed
    assert items.product("7") == "blouse"
    items.learn("blouse", [ShopItem("product", "8", "blouse")], 15)  # late
    assert (items.product("7"), items.product("8")) == ("blouse", None)
    items.learn("shirt", [ShopItem("product", "7", "shirt")], 15)  # late, from before the handle was changed
    assert items.product("7") == "blouse"
    assert ShopItems(engine, "other").product("7") is None


def test_levels_add_up_and_late_ones_are_left_out(engine: Engine) -> None:
    items = ShopItems(engine, "shopify")
    assert stock(items, "here", 5, 1) is None  # nobody's yet
    items.learn("shirt", [ShopItem("stock", "11", "shirt", "s", stock=8)], 10)

    assert stock(items, "here", 0, 20) == 3  # the others are somewhere else
    assert stock(items, "here", 9, 19) is None
    assert stock(items, "there", 2, 21) == 2  # and there they are
    assert stock(items, "here", 1, 22) == 3


def test_the_only_place_says_all(engine: Engine) -> None:
    items = ShopItems(engine, "shopify")
    items.learn("shirt", [ShopItem("stock", "11", "shirt", stock=8)], 10)

    assert stock(items, "here", 0, 20) == 0


def test_what_was_said_before_something_newer_is_told_apart(engine: Engine) -> None:
    items = ShopItems(engine, "woocommerce")

    assert items.hear("variation", "121", "12", 20)
    assert not items.hear("variation", "121", "12", 19)
    assert items.hear("variation", "121", "12", 20)  # a repeat
    assert items.hear("product", "121", "121", 10)
    assert (items.last_heard("121"), items.last_heard("122")) == (20, 0)
