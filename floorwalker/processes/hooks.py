"""Takes over what shop systems delivered by webhook: read as their exports are, and sent to the recommender.

Deliveries wait in the database (`data.steering.deliveries`) until the recommender has taken them, also while it serves
an older catalog than the one that was imported last, as a new one begins with an empty log. Of what is repeated, late
or out of order, the newest holds (`data.catalog.recency`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from data.catalog.changes import ChangeLog
from data.catalog.importers import shopify_api, woocommerce_api
from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.patches import OFFER
from data.catalog.products import Product, Variant, codes_of
from data.catalog.shop_items import ShopItems
from data.catalog.store import CatalogStore, written
from data.catalog.variants import following
from data.conversations.log import now
from data.errors import DataError
from data.stamps import stamp, stamp_of
from data.steering import deliveries
from data.steering.deliveries import Delivery
from floorwalker.processes.posting import Away, Failed, Post, Refused, poster
from floorwalker.settings import Settings

_log = logging.getLogger(__name__)
LOOK = 0.5
"""Seconds between looks for deliveries."""
_AT_ONCE = 50
_MOST_TRIES = 6
"""Of one at which the recommender fails each time; one that it cannot be asked about waits as long as that takes."""
_DISTURBED = (InterfaceError, OperationalError, DataError, OSError)
"""What is not the fault of a delivery: no database, no catalog."""
_DERIVED = ("highest_price",)
_KINDS: tuple[Literal["product", "variation"], ...] = ("product", "variation")
"""What a number of WooCommerce's may be of."""
_OUTDATED = "older than what was known"
Body = dict[str, Any]
"""Of `POST /v1/products/changes`."""


async def follow(settings: Settings, engine: Engine) -> None:
    """Takes over deliveries as they come, until cancelled. A database that is away for a while is waited for."""
    hooks = Hooks(settings, engine)
    while True:
        try:
            taken = await asyncio.to_thread(hooks.work)
        except (SQLAlchemyError, DataError, OSError):
            _log.exception("deliveries cannot be taken over just now")
            taken = 0
        if not taken:
            await asyncio.sleep(LOOK)


class Hooks:
    """Takes over deliveries, one after the other."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._log, self._store = ChangeLog(engine), CatalogStore(engine)
        self._woocommerce = ShopItems(engine, "woocommerce")

    def work(self) -> int:
        """Takes over some of those that are due, in their order; how many. Those behind one that the recommender cannot
        take just now wait with it."""
        delivery, taken = deliveries.claim(self._engine, now()), 0
        if delivery is None:
            return 0
        with poster(self._settings) as post:
            while delivery is not None:
                if not self._done(delivery, post):
                    break
                taken += 1
                delivery = deliveries.claim(self._engine, now()) if taken < _AT_ONCE else None
        return taken

    def _done(self, delivery: Delivery, post: Post) -> bool:
        """Takes one over; False if it has to wait. Raises what keeps any from being taken over."""
        try:
            outcome = self._take(delivery, post)
        except Away as error:
            deliveries.put_off(self._engine, delivery, now(), error.problem)
            return False
        except _DISTURBED as error:
            with contextlib.suppress(SQLAlchemyError):
                deliveries.put_off(self._engine, delivery, now(), str(error))
            raise
        deliveries.done(self._engine, delivery, now(), outcome)
        return True

    def _take(self, delivery: Delivery, post: Post) -> str:
        """Sends what it says; what came of it. Raises Away while it may yet be taken."""
        try:
            return self._sent(delivery, post)
        except (Refused, ValueError) as error:
            problem = str(error)
        except Failed as error:
            if delivery.tries + 1 < _MOST_TRIES:
                raise Away(error.problem, error.remedy) from error
            problem = f"{error} ({_MOST_TRIES} times)"
        except (Away, *_DISTURBED):
            raise
        except Exception as error:  # whatever is wrong with one, those behind it go on
            _log.exception("delivery %d cannot be read", delivery.number)
            problem = type(error).__name__
        _log.warning("delivery %d of %s (%s): %s", delivery.number, delivery.system, delivery.topic, problem)
        return f"refused: {problem}"

    def _sent(self, delivery: Delivery, post: Post) -> str:
        payload = json.loads(delivery.body)
        if not isinstance(payload, dict):
            raise ValueError("the body is no JSON object")
        active = self._store.active()
        body, told = self._changes(delivery, payload)
        if body is None:
            return told
        for part in _requests(body):
            applied = post(part if active is None else part | {"catalog_version": active.version})
            left_out = [*applied.unknown, *(one.variant for one in applied.unknown_variants)]
            if applied.outdated or left_out:
                return _OUTDATED if applied.outdated else f"unknown: {left_out}"
        return told

    def _changes(self, delivery: Delivery, payload: Mapping[str, Any]) -> tuple[Body | None, str]:
        system = _SHOPIFY if delivery.system == "shopify" else _WOOCOMMERCE
        handle = system.get(delivery.topic)
        if handle is None:
            return None, f"nothing is done with {delivery.topic}"
        return handle(self, delivery, payload)

    def shopify_product(self, delivery: Delivery, payload: Mapping[str, Any]) -> tuple[Body | None, str]:
        """products/create and products/update: the whole product."""
        row, items = shopify_api.read_product(payload, self._settings.shop_url or None)
        at = delivery.sent_at if delivery.sent_at is not None else stamp_of(payload.get("updated_at"))
        known = ShopItems(self._engine, "shopify")
        before = known.product(items[0].id)
        known.learn(row.id, items, at)
        body, told = self._whole(row, at)
        if before in (None, row.id):
            return body, told
        # Its handle is another one, and so is our id: the old one goes.
        gone = {"deletes": [before, *(body or {}).get("deletes", ())]}
        return _dated((body or {}) | gone, at), told

    def shopify_gone(self, delivery: Delivery, payload: Mapping[str, Any]) -> tuple[Body | None, str]:
        """products/delete, which has Shopify's number alone."""
        number = str(payload.get("id", ""))
        id = ShopItems(self._engine, "shopify").product(number)
        if id is None:
            return None, f"product {number} is not known: no products/update said its handle; import the catalog again"
        at = delivery.sent_at if delivery.sent_at is not None else stamp(delivery.received_at)
        return _dated({"deletes": [id]}, at), "deleted"

    def shopify_stock(self, delivery: Delivery, payload: Mapping[str, Any]) -> tuple[Body | None, str]:
        """inventory_levels/update: what there is of an item at one place."""
        item, available = str(payload.get("inventory_item_id", "")), payload.get("available")
        if not isinstance(available, int):
            return None, "the stock of this item is not tracked there"
        at = stamp_of(payload.get("updated_at"))
        at = delivery.sent_at if at is None else at
        place = str(payload.get("location_id", ""))
        found = ShopItems(self._engine, "shopify").level(item, place, available, 0 if at is None else at)
        if found is None:
            return None, f"item {item} is not known yet, or something newer is; its product's next update says it"
        if found.always:
            return None, "it can be bought whatever its stock"
        stock = {"stock": found.stock}
        own = stock if found.variant_id is None else {"variants": [{"id": found.variant_id, **stock}]}
        return _dated({"patches": [{"id": found.product_id, **own}]}, at), "stock taken over"

    def woocommerce_product(self, delivery: Delivery, payload: Mapping[str, Any]) -> tuple[Body | None, str]:
        """product.created, updated and restored: a product, or one of its variations."""
        at = stamp_of(payload.get("date_modified_gmt"))
        if at is None or delivery.topic == "product.restored":  # which changes no date
            at = max(at or 0, self._came(delivery, payload))
        parent = woocommerce_api.parent_of(payload)
        if parent is not None:
            return self._variation(parent, payload, at)
        row = woocommerce_api.read_product(payload)
        if not self._woocommerce.hear("product", row.id, row.id, at):
            return None, _OUTDATED
        known = woocommerce_api.variations_of(payload)
        if known is None:
            return self._whole(row, at)
        before = self._before(row.id)
        row.price, row.sale = None, None  # those of its variations, which come by themselves
        kept = () if before is None else tuple(one for one in before.variants if _number(one.id) in known)
        # Without a time, since of its variations it says nothing: one from just before may come yet.
        return self._whole(row, None, kept)

    def woocommerce_gone(self, delivery: Delivery, payload: Mapping[str, Any]) -> tuple[Body | None, str]:
        """product.deleted, which has the number of a product or a variation alone, and no time."""
        id = str(payload.get("id", ""))
        if not id:
            raise ValueError("id: it is missing")
        before = self._parent(id) if self._before(id) is None else None
        at = self._came(delivery, payload)
        for kind in _KINDS:
            self._woocommerce.hear(kind, id, id if before is None else before.id, at)
        if before is None:
            return _dated({"deletes": [id]}, at), "deleted"
        kept = [one for one in before.variants if _number(one.id) != id]
        return {"upserts": [_body(_with_variants(before, kept))]}, "variation deleted"

    def _came(self, delivery: Delivery, payload: Mapping[str, Any]) -> int:
        """When something without a time was so: when it came, or if the shop's clock is ahead, just behind what it said
        last."""
        return max(stamp(delivery.received_at), self._woocommerce.last_heard(str(payload.get("id", ""))))

    def _variation(self, parent: str, payload: Mapping[str, Any], at: int) -> tuple[Body | None, str]:
        """A variation takes its place among those of its product. Its price and stock are a patch, which has a time for
        it alone: variations of one product that come out of order are no older states of all of it."""
        before = self._before(parent)
        if before is None:
            return None, f"product {parent} of the variation is not known; its own update says it"
        form, withheld = woocommerce_api.read_variation(payload)
        if not self._woocommerce.hear("variation", form.id, parent, at):
            return None, _OUTDATED
        row = RawProduct(1, parent, before.title, variants=[] if withheld else [form])
        new = _only_variant(None if withheld else self._arrived(row, before), form)
        variants = [one for one in before.variants if _number(one.id) != form.id]
        if new is None:
            return {"upserts": [_body(_with_variants(before, variants))]}, "variation taken out"
        offer = _dated({"id": before.id, "variants": [{"id": new.id, **_offer(new)}]}, at)
        old = next((one for one in before.variants if one.id == new.id), None)
        if old is not None and replace(old, **_offer(new)) == new:
            return {"patches": [offer]}, "variation taken over"
        place = next((n for n, one in enumerate(before.variants) if _number(one.id) == form.id), len(variants))
        variants.insert(place, new if old is None else replace(new, **_offer(old)))
        return {"upserts": [_body(_with_variants(before, variants))], "patches": [offer]}, "variation taken over"

    def _whole(self, row: RawProduct, at: int | None, variants: tuple[Variant, ...] = ()) -> tuple[Body | None, str]:
        """`variants`: those that it keeps, where it does not state its own."""
        before = self._before(row.id)
        product = self._arrived(row, before)
        if product is None:
            if before is None:
                return None, f"not offered: {row.withheld or 'nothing to show'}"
            return _dated({"deletes": [row.id]}, at), f"taken out: {row.withheld or 'nothing to show'}"
        if variants:
            product = following(replace(product, variants=variants))
        return _dated({"upserts": [_body(product)]}, at), "taken over"

    def _arrived(self, row: RawProduct, before: Product | None) -> Product | None:
        from data.catalog.arriving import arriving  # sklearn, with the normalisation

        types = self._store.types() if row.category else ()
        return arriving(row, self._store.definitions(), before, currency=self._settings.currency, types=types)

    def _parent(self, number: str) -> Product | None:
        """The product that has the variation of this number."""
        active = self._store.active()
        found = [] if active is None else self._log.mentioning(active.version, number)
        return next((one for one in found if any(_number(form.id) == number for form in one.variants)), None)

    def _before(self, id: str) -> Product | None:
        active = self._store.active()
        return None if active is None else self._log.products(active.version, [id]).get(id)


_SHOPIFY = {
    "products/create": Hooks.shopify_product,
    "products/update": Hooks.shopify_product,
    "products/delete": Hooks.shopify_gone,
    "inventory_levels/update": Hooks.shopify_stock,
}
_WOOCOMMERCE = {
    "product.created": Hooks.woocommerce_product,
    "product.updated": Hooks.woocommerce_product,
    "product.restored": Hooks.woocommerce_product,
    "product.deleted": Hooks.woocommerce_gone,
}


def _requests(body: Body) -> Iterator[Body]:
    """A request names a product once: patches of one that comes as a whole come after it."""
    if "upserts" in body and "patches" in body:
        yield {name: value for name, value in body.items() if name != "patches"}
        yield {"patches": body["patches"]}
    else:
        yield body


def _dated(body: Body, at: int | None) -> Body:
    """The protocol takes numbers as they are: all of one system are microseconds."""
    return body if at is None else body | {"at": at}


def _body(product: Product) -> Body:
    body = {name: value for name, value in written(product).items() if name not in _DERIVED and value is not None}
    if product.variants:
        body.pop("price", None)
        body.pop("list_price", None)
    return body


def _number(id: str) -> str:
    """Of a variation that stands for any value of an option, the import makes several: 12:Red, 12:Blue."""
    return id.partition(":")[0]


def _only_variant(product: Product | None, form: RawVariant) -> Variant | None:
    """The variant that a product of one form has; one without options is the product itself."""
    if product is None:
        return None
    if product.variants:
        return product.variants[0]
    return Variant(
        form.id, {}, product.price, product.list_price, product.available, product.image_url, product.url,
        codes_of(form.codes),
    )  # fmt: skip


def _offer(variant: Variant) -> Body:
    return {name: getattr(variant, name) for name in OFFER}


def _with_variants(product: Product, variants: Sequence[Variant]) -> Product:
    """The product in these forms; without any it cannot be bought."""
    after = following(replace(product, variants=tuple(variants), attributes=_without_options(product)))
    return after if variants else replace(after, available=False)


def _without_options(product: Product) -> dict[str, Any]:
    """The attributes that variants do not tell: those follow from them."""
    options = {name for variant in product.variants for name in variant.options}
    return {name: value for name, value in product.attributes.items() if name not in options}
