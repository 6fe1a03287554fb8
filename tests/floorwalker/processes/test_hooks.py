"""What shop systems deliver, until the recommender has it: real deliveries, a real log, a recommender that answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from data.catalog.changes import ChangeLog
from data.catalog.patches import Patch
from data.catalog.products import Attribute, Product, Variant
from data.catalog.store import CatalogStore
from data.conversations.log import now
from data.database import connect
from data.stamps import stamp
from data.steering import deliveries
from data.steering.deliveries import DeliveryRow
from floorwalker.processes import hooks
from floorwalker.processes.posting import Away, Failed, Post
from floorwalker.settings import Settings
from recommender.protocol.changes import ChangesApplied, ProductChanges
from recommender.server.change_routes import accepted_products, patches_of

SHIRT: dict[str, Any] = {
    "id": 77,
    "handle": "shirt",
    "title": "Linen shirt",
    "status": "active",
    "published_at": "2026-01-01T00:00:00Z",
    "options": [{"name": "Size", "position": 1}],
    "variants": [
        {"id": n, "sku": f"sh-{size}", "option1": size, "price": "30.00", "inventory_item_id": 100 + n,
         "inventory_management": "shopify", "inventory_policy": "deny", "inventory_quantity": n}
        for n, size in enumerate("SML")
    ],
}  # fmt: skip


class Shop:
    """A catalog, its log, and the recommender in front of it, which can be away."""

    def __init__(self, settings: Settings) -> None:
        self.engine = connect(settings.database)
        self.version = self.imported("f")
        self.log, self.is_away, self.fails = ChangeLog(self.engine), False, False
        self.hooks = hooks.Hooks(settings, self.engine)
        self._number = 0

    def imported(self, fingerprint: str) -> str:
        """Imports the catalog as it was at first; its version."""
        price = Attribute("price", "Price", "numeric", "EUR")
        products = [Product("lamp", "Lamp", price=9.0, currency="EUR"), Product("12", "Mug", category="Mug")]
        return CatalogStore(self.engine).save(products, {"price": price}, source_fingerprint=fingerprint)

    def work_again(self) -> None:
        """As `Hooks.work`, after what was put off has waited."""
        with self.engine.begin() as connection:
            connection.execute(update(DeliveryRow).where(DeliveryRow.done_at.is_(None)).values(due_at=now()))
        self.hooks.work()

    @contextmanager
    def poster(self, _: Settings) -> Iterator[Post]:
        yield self._post

    def _post(self, body: dict[str, Any]) -> ChangesApplied:
        if self.is_away:
            raise Away("the recommender does not answer", "start it")
        if self.fails:
            raise Failed("the recommender failed: HTTP 500", "see its log")
        asked = ProductChanges.model_validate_json(json.dumps(body))
        if asked.catalog_version != self.version:
            raise Away(f"catalog {self.version} is served, not {asked.catalog_version}", "run: floorwalker prepare")
        known = CatalogStore(self.engine).definitions()
        products = accepted_products(asked.upserts, known, "{}.{}.")
        at = asked.at if isinstance(asked.at, int) else None
        patches = patches_of(asked.patches, known, at, "{}.{}.")
        appended = self.log.append(self.version, products, asked.deletes, patches, at=at)
        return ChangesApplied(
            sequence=appended.sequence, catalog_version=self.version, products=0, unknown=appended.unknown,
            outdated=appended.outdated,
        )  # fmt: skip

    def deliver(self, topic: str, payload: Any, *, at: int | None = None, system: str = "") -> str:
        """Delivers, has it taken over, and says what came of it."""
        self._number += 1
        system = system or ("shopify" if "/" in topic else "woocommerce")
        body = json.dumps(payload).encode()
        deliveries.receive(self.engine, system, str(self._number), topic, body, sent_at=at, at=now())
        self.hooks.work()
        with self.engine.connect() as connection:
            return str(
                connection.execute(select(DeliveryRow.outcome).order_by(DeliveryRow.number.desc())).scalars().first()
            )

    def product(self, id: str) -> Product | None:
        return self.log.products(self.version, [id]).get(id)

    def sizes(self) -> dict[str, bool]:
        shirt = self.product("shirt")
        assert shirt is not None
        return {variant.id: variant.available for variant in shirt.variants}


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOORWALKER_DATABASE_URL", sqlite_url)
    shop = Shop(Settings())
    monkeypatch.setattr(hooks, "poster", shop.poster)
    yield shop
    shop.engine.dispose()


def level(item: int, available: int, *, place: int = 1, at: str = "2026-05-01T10:00:00Z") -> dict[str, Any]:
    return {"inventory_item_id": item, "location_id": place, "available": available, "updated_at": at}


def test_a_product_of_shopify_comes_changes_and_goes(shop: Shop) -> None:
    shop.deliver("products/create", SHIRT, at=10)
    assert shop.sizes() == {"sh-S": False, "sh-M": True, "sh-L": True}

    shop.deliver("products/update", SHIRT | {"title": "Silk shirt"}, at=20)
    assert shop.deliver("products/update", SHIRT, at=15) == "older than what was known"
    shirt = shop.product("shirt")
    assert shirt is not None
    assert (shirt.title, shirt.price, shirt.currency) == ("Silk shirt", 30.0, "EUR")

    assert shop.deliver("products/update", SHIRT | {"status": "draft"}, at=25).startswith("taken out: draft")
    assert shop.product("shirt") is None
    shop.deliver("products/update", SHIRT, at=30)
    shop.deliver("products/delete", {"id": 77}, at=40)
    assert shop.product("shirt") is None
    assert shop.deliver("products/update", SHIRT, at=35) == "older than what was known"
    assert "is not known" in shop.deliver("products/delete", {"id": 78}, at=40)


def test_a_product_of_shopify_whose_handle_changes_is_not_there_twice(shop: Shop) -> None:
    shop.deliver("products/create", SHIRT, at=10)
    shop.deliver("products/update", SHIRT | {"handle": "linen-shirt"}, at=20)
    assert (shop.product("shirt"), shop.product("linen-shirt") is not None) == (None, True)

    shop.deliver("products/update", SHIRT, at=15)  # late
    assert (shop.product("shirt"), shop.product("linen-shirt") is not None) == (None, True)
    shop.deliver("products/delete", {"id": 77}, at=30)
    assert shop.product("linen-shirt") is None


def test_a_stock_of_shopify_is_that_of_its_variant(shop: Shop) -> None:
    assert "not known yet" in shop.deliver("inventory_levels/update", level(101, 0))
    shop.deliver("products/create", SHIRT, at=10)

    shop.deliver("inventory_levels/update", level(101, 0, at="2026-05-01T11:00:00Z"))
    shop.deliver("inventory_levels/update", level(100, 4, at="2026-05-01T11:00:00Z"))

    assert shop.sizes() == {"sh-S": True, "sh-M": False, "sh-L": True}
    assert "something newer" in shop.deliver("inventory_levels/update", level(101, 9, at="2026-05-01T10:30:00Z"))
    assert shop.sizes()["sh-M"] is False


def test_stock_at_several_places_is_added_up(shop: Shop) -> None:
    shop.deliver("products/create", SHIRT, at=10)
    shop.deliver("inventory_levels/update", level(102, 2, place=1))
    shop.deliver("inventory_levels/update", level(102, 3, place=2))

    shop.deliver("inventory_levels/update", level(102, 0, place=1, at="2026-05-01T12:00:00Z"))
    assert shop.sizes()["sh-L"] is True
    shop.deliver("inventory_levels/update", level(102, 0, place=2, at="2026-05-01T12:00:00Z"))
    assert shop.sizes()["sh-L"] is False


MUG: dict[str, Any] = {
    "id": 12, "name": "Mug", "type": "variable", "status": "publish", "catalog_visibility": "visible",
    "price": "8.00", "stock_status": "instock", "variations": [121, 122], "parent_id": 0,
    "date_modified_gmt": "2026-05-01T10:00:00",
    "attributes": [{"name": "Colour", "variation": True, "options": ["Red", "Blue"]}],
}  # fmt: skip
RED: dict[str, Any] = {
    "id": 121, "name": "Mug - Red", "type": "variation", "parent_id": 12, "status": "publish", "regular_price": "8.00",
    "stock_status": "instock", "attributes": [{"name": "Colour", "option": "Red"}],
    "date_modified_gmt": "2026-05-01T10:00:01",
}  # fmt: skip


def test_variations_of_woocommerce_come_by_themselves(shop: Shop) -> None:
    shop.deliver("product.updated", MUG)
    shop.deliver("product.created", RED)
    blue = RED | {"id": 122, "regular_price": "9.00", "attributes": [{"name": "Colour", "option": "Blue"}]}
    shop.deliver("product.created", blue | {"date_modified_gmt": "2026-05-01T10:00:02"})

    mug = shop.product("12")
    assert mug is not None
    assert {one.id: (dict(one.options), one.price) for one in mug.variants} == {
        "121": ({"colour": "Red"}, 8.0),
        "122": ({"colour": "Blue"}, 9.0),
    }
    assert (mug.price, mug.highest_price) == (8.0, 9.0)

    shop.deliver(
        "product.updated", MUG | {"name": "Cup", "variations": [122], "date_modified_gmt": "2026-05-01T11:00:00"}
    )
    cup = shop.product("12")
    assert cup is not None
    assert (cup.title, [one.id for one in cup.variants], cup.price) == ("Cup", ["122"], 9.0)
    sold = blue | {"stock_status": "outofstock", "date_modified_gmt": "2026-05-01T12:00:00"}
    shop.deliver("product.updated", sold)
    assert (cup := shop.product("12")) is not None
    assert not cup.available


def test_a_product_of_woocommerce_goes_and_comes_back(shop: Shop) -> None:
    shop.deliver("product.deleted", {"id": 12})
    assert shop.product("12") is None

    shop.deliver("product.restored", MUG | {"type": "simple", "regular_price": "8.00"})

    assert (mug := shop.product("12")) is not None
    assert mug.price == 8.0


BLUE: dict[str, Any] = RED | {
    "id": 122, "regular_price": "9.00", "attributes": [{"name": "Colour", "option": "Blue"}],
}  # fmt: skip


def at(time: str) -> dict[str, str]:
    return {"date_modified_gmt": f"2026-05-01T{time}"}


def test_a_late_variation_brings_nothing_old_back(shop: Shop) -> None:
    shop.deliver("product.updated", MUG)
    new = RED | {"regular_price": "7.00", "permalink": "https://shop.example/mug?new", **at("12:00:00")}
    shop.deliver("product.updated", new)
    before = shop.product("12")

    late = RED | {"permalink": "https://shop.example/mug?old", "image": {"src": "https://shop.example/old.jpg"}}
    assert shop.deliver("product.updated", late) == "older than what was known"
    assert shop.product("12") == before
    assert before is not None
    assert (before.variants[0].price, before.variants[0].url) == (7.0, "https://shop.example/mug?new")


def test_a_variation_with_a_new_picture_leaves_a_price_that_somebody_said_later(shop: Shop) -> None:
    shop.deliver("product.updated", MUG)
    shop.deliver("product.updated", RED)
    later = stamp(datetime(2026, 5, 1, 13))
    shop.log.append(shop.version, [], [], [Patch("12", {}, {"121": {"price": 6.0}}, later)])

    picture = RED | {"image": {"src": "https://shop.example/red.jpg"}, "regular_price": "7.00", **at("12:00:00")}
    assert shop.deliver("product.updated", picture) == "older than what was known"

    assert (mug := shop.product("12")) is not None
    assert (mug.variants[0].image_url, mug.variants[0].price) == ("https://shop.example/red.jpg", 6.0)


def test_a_variation_from_just_before_its_product_is_no_older_state_of_it(shop: Shop) -> None:
    shop.deliver("product.updated", MUG)
    shop.deliver("product.updated", RED)
    shop.deliver("product.updated", MUG | {"name": "Cup", **at("12:00:05")})

    shop.deliver("product.updated", RED | {"regular_price": "7.00", **at("12:00:00")})

    assert (cup := shop.product("12")) is not None
    assert (cup.title, cup.price) == ("Cup", 7.0)
    assert shop.deliver("product.updated", MUG | at("12:00:04")) == "older than what was known"


@pytest.mark.parametrize("type", ["simple", "variable"])
def test_a_product_of_woocommerce_that_was_deleted_does_not_come_back_late(shop: Shop, type: str) -> None:
    shop.deliver("product.updated", MUG | {"type": type})
    shop.deliver("product.deleted", {"id": 12})

    assert shop.deliver("product.updated", MUG | {"type": type, **at("23:00:00")}) == "older than what was known"
    assert shop.product("12") is None
    shop.deliver("product.restored", MUG | {"type": type})  # of which nothing was modified
    assert shop.product("12") is not None


def test_a_shop_whose_clock_is_ahead_can_delete_and_restore(shop: Shop) -> None:
    ahead = {"date_modified_gmt": "2099-01-01T00:00:00"}
    shop.deliver("product.updated", MUG | ahead)
    shop.deliver("product.updated", RED | ahead)
    shop.deliver("product.deleted", {"id": 121})
    assert (mug := shop.product("12")) is not None
    assert mug.variants == ()

    shop.deliver("product.deleted", {"id": 12})
    assert shop.product("12") is None
    shop.deliver("product.restored", MUG)
    assert shop.product("12") is not None


def test_a_variation_that_is_deleted_goes_and_its_product_stays(shop: Shop) -> None:
    imported = Product(
        "14",
        "Cap",
        price=5.0,
        currency="EUR",
        attributes={"size": ("S", "M")},
        variants=(Variant("141:S", {"size": "S"}, 5.0), Variant("141:M", {"size": "M"}, 5.0), Variant("14", {}, 9.0)),
    )
    shop.log.append(shop.version, [imported])
    for one in (MUG, RED, BLUE):
        shop.deliver("product.updated", one)

    assert shop.deliver("product.deleted", {"id": 122}) == "variation deleted"
    assert shop.deliver("product.deleted", {"id": 141}) == "variation deleted"

    assert (mug := shop.product("12")) is not None
    assert ([one.id for one in mug.variants], mug.attributes["colour"], mug.highest_price) == (["121"], "Red", None)
    assert (cap := shop.product("14")) is not None
    assert [one.id for one in cap.variants] == ["14"]
    assert shop.deliver("product.updated", BLUE | at("12:00:00")) == "older than what was known"
    shop.deliver("product.updated", MUG | at("12:00:00"))
    assert (mug := shop.product("12")) is not None
    assert [one.id for one in mug.variants] == ["121"]
    shop.deliver("product.deleted", {"id": 121})
    assert (mug := shop.product("12")) is not None
    assert not mug.available
    shop.deliver("product.restored", BLUE)
    assert (mug := shop.product("12")) is not None
    assert ([one.id for one in mug.variants], mug.available) == (["122"], True)


def test_what_the_recommender_cannot_take_now_waits_in_order(shop: Shop) -> None:
    shop.is_away = True
    shop.deliver("products/create", SHIRT, at=10)
    shop.deliver("products/delete", {"id": 77}, at=20)
    assert (deliveries.backlog(shop.engine).count, shop.product("shirt")) == (2, None)

    shop.is_away = False
    shop.work_again()

    assert deliveries.backlog(shop.engine).count == 0
    assert shop.product("shirt") is None
    assert len(shop.log.since(shop.version)) == 2


def test_what_comes_while_a_new_catalog_is_not_served_yet_is_in_it(shop: Shop) -> None:
    """A new catalog has an empty log, so what went to the old one's would be lost."""
    new = shop.imported("g")
    shop.deliver("products/create", SHIRT, at=10)
    assert deliveries.backlog(shop.engine).count == 1

    shop.version = new
    shop.work_again()

    assert (deliveries.backlog(shop.engine).count, shop.sizes()["sh-M"]) == (0, True)


def test_one_at_which_the_recommender_fails_is_given_up_in_the_end(shop: Shop) -> None:
    shop.fails = True
    shop.deliver("products/create", SHIRT, at=10)
    for _ in range(4):
        shop.work_again()
    assert deliveries.backlog(shop.engine).count == 1

    shop.work_again()
    assert deliveries.backlog(shop.engine).count == 0
    shop.fails = False
    assert shop.deliver("products/update", SHIRT, at=20) == "taken over"


@pytest.mark.parametrize(
    ("topic", "payload"),
    [("products/update", {"id": 1}), ("products/update", [1]), ("product.updated", {}), ("product.deleted", {}),
     ("inventory_levels/update", {"inventory_item_id": 1, "available": 2**70}),
     ("products/update", SHIRT | {"variants": [{"inventory_quantity": float("inf")}]})],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_holds_nothing_up(shop: Shop, topic: str, payload: Any) -> None:
    assert shop.deliver(topic, payload).startswith("refused: ")
    assert deliveries.backlog(shop.engine).count == 0


def test_a_delivery_that_is_done_keeps_nothing_of_what_it_said(shop: Shop) -> None:
    shop.deliver("products/create", SHIRT, at=10)

    with shop.engine.connect() as connection:
        assert connection.execute(select(DeliveryRow.body)).scalars().all() == [None]
