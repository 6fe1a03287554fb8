"""The change log: what is stored comes back in one order, all of a change or nothing, whatever happens meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data.catalog.changes import ChangeLog
from data.catalog.patches import Patch
from data.catalog.products import Attribute, Product, Variant
from data.catalog.store import KEPT_VERSIONS, CatalogStore
from data.errors import CatalogMissing

LAMP = Product(
    "lamp-1",
    "Lamp “Zoë” <b>",
    "Warm light",
    brand="Aster",
    category="Lamp",
    price=17.0,
    currency="EUR",
    image_url="https://shop.example/1.jpg",
    url="https://shop.example/1",
    available=False,
    attributes={"colour": ("Red", "Blue"), "weight": 120.0, "dimmable": True, "length": (10.0, 20.5)},
)
WRITER = """
import os
import sys
from data.catalog.changes import ChangeLog
from data.database import connect
from data.catalog.products import Product

log = ChangeLog(connect(sys.argv[1]))
number = 0
while True:
    number += 1
    lamps = [Product(f"{number}-{part}", f"A lamp of {os.getpid()}") for part in range(50)]
    log.append(sys.argv[2], lamps, [f"{number}-gone"])
    print(number, flush=True)
"""


def imported(engine: Engine) -> str:
    attributes = {"brand": Attribute("brand", "Brand", "categorical")}
    return CatalogStore(engine).save([Product("a", "A")], attributes, source_fingerprint="f")


def test_gives_back_what_was_stored_in_its_order(engine: Engine) -> None:
    log, version = ChangeLog(engine), imported(engine)

    assert log.append(version, [LAMP, Product("b", "B")], ["a"]).sequence == 3
    assert log.append(version, [], ["b"]).sequence == 4

    changes = log.since(version)
    assert [(change.sequence, change.product_id) for change in changes] == [(1, "lamp-1"), (2, "b"), (3, "a"), (4, "b")]
    assert changes[0].product == LAMP
    assert [change.product for change in changes[2:]] == [None, None]
    assert [change.sequence for change in log.since(version, 3)] == [4]


def test_nothing_to_store_changes_nothing(engine: Engine) -> None:
    log, version = ChangeLog(engine), imported(engine)

    assert log.append(version, [], []).sequence == 0
    assert log.since(version) == []


def test_an_import_starts_a_clean_log(engine: Engine) -> None:
    log, old = ChangeLog(engine), imported(engine)
    log.append(old, [LAMP])
    new = imported(engine)

    assert log.since(new) == []
    assert log.append(new, [LAMP]).sequence == 1
    assert len(log.since(old)) == 1  # a recommender may still serve it


def test_the_log_of_a_catalog_goes_with_it(engine: Engine) -> None:
    log, old = ChangeLog(engine), imported(engine)
    log.append(old, [LAMP])
    for _ in range(KEPT_VERSIONS):
        imported(engine)

    assert log.since(old) == []
    with pytest.raises(CatalogMissing, match="send the change again"):
        log.append(old, [LAMP])


def test_writers_at_once_leave_no_gap(engine: Engine) -> None:
    log, version = ChangeLog(engine), imported(engine)

    def write(writer: int) -> list[int]:
        lamps = [[Product(f"{writer}-{n}", "Lamp"), Product("same", f"Lamp {writer}-{n}")] for n in range(10)]
        return [log.append(version, some).sequence for some in lamps]

    with ThreadPoolExecutor(4) as writers:
        last = sorted(number for numbers in writers.map(write, range(4)) for number in numbers)

    assert last == list(range(2, 82, 2))
    assert [change.sequence for change in log.since(version)] == list(range(1, 81))


def test_a_writer_that_is_killed_leaves_whole_changes(url: str, engine: Engine) -> None:
    log, version = ChangeLog(engine), imported(engine)
    for _ in range(3):
        done = len(log.since(version)) // 51
        command = [sys.executable, "-c", WRITER, url, version]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(3)]
            time.sleep(0.003)
            writer.send_signal(signal.SIGKILL)

        changes = log.since(version)
        assert len(changes) % 51 == 0
        assert len(changes) >= 51 * (done + len(told))  # what was confirmed is there
        assert [change.sequence for change in changes] == list(range(1, len(changes) + 1))
        assert all(change.product is None for change in changes[50::51])
    assert log.append(version, [LAMP]).sequence == len(changes) + 1


SHOE = Product(
    "shoe",
    "Shoe",
    price=50.0,
    currency="EUR",
    attributes={"size": ("41", "42")},
    variants=(Variant("s41", {"size": "41"}, 50.0), Variant("s42", {"size": "42"}, 60.0)),
)


def stocked(engine: Engine) -> tuple[ChangeLog, str]:
    price = Attribute("price", "Price", "numeric", "EUR")
    products = [LAMP, SHOE, Product("bare", "Bare")]
    return ChangeLog(engine), CatalogStore(engine).save(products, {"price": price}, source_fingerprint="f")


def now(log: ChangeLog, version: str, id: str) -> Product:
    return log.products(version, [id])[id]


def test_a_patch_leaves_alone_what_it_does_not_say(engine: Engine) -> None:
    log, version = stocked(engine)

    appended = log.append(version, [], [], [Patch("lamp-1", {"price": 12.0, "available": True}), Patch("gone", {})])

    assert (appended.sequence, appended.unknown) == (1, ["gone"])
    assert now(log, version, "lamp-1") == replace(LAMP, price=12.0, available=True)
    assert log.since(version)[0].product == now(log, version, "lamp-1")


def test_patches_of_one_product_add_up(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(version, [], [], [Patch("lamp-1", {"price": 12.0, "list_price": 17.0})])

    log.append(version, [], [], [Patch("lamp-1", {"available": True}), Patch("lamp-1", {"list_price": None})])

    assert now(log, version, "lamp-1") == replace(LAMP, price=12.0, available=True)
    assert log.append(version, [], [], [Patch("lamp-1", {"price": 12.0})]).sequence == 2  # nothing new, nothing stored


def test_a_variant_is_patched_and_the_product_follows(engine: Engine) -> None:
    log, version = stocked(engine)

    appended = log.append(version, [], [], [Patch("shoe", {}, {"s41": {"available": False}, "s43": {"price": 1.0}})])

    shoe = now(log, version, "shoe")
    assert appended.unknown_variants == [("shoe", "s43")]
    assert (shoe.price, shoe.highest_price, shoe.available) == (60.0, None, True)
    assert [variant.available for variant in shoe.variants] == [False, True]
    log.append(version, [], [], [Patch("shoe", {"available": False})])
    assert not now(log, version, "shoe").available


def test_a_first_price_is_in_the_catalogs_currency(engine: Engine) -> None:
    log, version = stocked(engine)

    log.append(version, [], [], [Patch("bare", {"price": 3.0})])

    assert (now(log, version, "bare").price, now(log, version, "bare").currency) == (3.0, "EUR")


def test_what_is_older_than_what_is_known_is_left_out(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(version, [], [], [Patch("lamp-1", {"price": 12.0}, at=20)])

    late = log.append(version, [], [], [Patch("lamp-1", {"price": 99.0, "available": True}, at=10)])

    assert late.outdated == ["lamp-1"]
    assert now(log, version, "lamp-1") == replace(LAMP, price=12.0, available=True)  # the stock was news
    assert log.append(version, [], [], [Patch("lamp-1", {"price": 12.0}, at=20)]).outdated == []  # a repeat
    assert (
        log.append(version, [], [], [Patch("lamp-1", {"price": 13.0})]).outdated == []
    )  # who says no time is believed


def test_a_whole_product_from_before_keeps_what_was_patched_since(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(
        version, [], [], [Patch("lamp-1", {"price": 12.0}, at=20), Patch("shoe", {}, {"s42": {"price": 1.0}}, 20)]
    )

    appended = log.append(version, [replace(LAMP, title="Renamed", price=17.0), replace(SHOE, title="Boot")], at=10)

    assert appended.outdated == []
    assert now(log, version, "lamp-1") == replace(LAMP, title="Renamed", price=12.0)
    boot = now(log, version, "shoe")
    assert (boot.title, boot.price, boot.highest_price) == ("Boot", 1.0, 50.0)
    assert log.append(version, [replace(LAMP, title="Older")], at=9).outdated == ["lamp-1"]
    assert log.append(version, [], [], [Patch("lamp-1", {"available": True}, at=9)]).outdated == ["lamp-1"]


def test_what_was_deleted_does_not_come_back_late(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(version, [], ["lamp-1"], at=20)

    assert log.append(version, [LAMP], at=10).outdated == ["lamp-1"]
    assert log.append(version, [], [], [Patch("lamp-1", {"price": 1.0}, at=30)]).unknown == ["lamp-1"]
    assert log.products(version, ["lamp-1"]) == {}
    assert log.append(version, [LAMP], at=30).outdated == []
    assert now(log, version, "lamp-1") == LAMP


def test_a_file_that_offers_something_else_by_now_leaves_what_was_said_since(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(
        version, [], ["bare"], [Patch("lamp-1", {"available": True}), Patch("shoe", {}, {"s41": {"price": 9.0}})]
    )
    forms = tuple(replace(variant, price=70.0, list_price=80.0) for variant in SHOE.variants)
    shoe = replace(SHOE, price=70.0, list_price=80.0, variants=forms)
    lamp, bare = replace(LAMP, price=15.0, list_price=17.0), Product("bare", "Bare", price=1.0, currency="EUR")

    assert log.restate(version, [lamp, shoe, bare, Product("other", "Other")], {"kept": 3}).sequence == 5

    products = log.products(version, ["lamp-1", "shoe", "bare", "other"])
    assert products["lamp-1"] == replace(lamp, available=True)
    assert {one.id: (one.price, one.list_price) for one in products["shoe"].variants} == {
        "s41": (9.0, None),
        "s42": (70.0, 80.0),
    }
    assert sorted(products) == ["lamp-1", "shoe"]
    store = CatalogStore(engine)
    assert {product.id: product for product in store.load().products} == {"lamp-1": lamp, "shoe": shoe, "bare": bare}
    assert (active := store.active()) is not None
    assert (active.version, active.report) == (version, {"kept": 3})
    assert log.restate(version, [lamp, shoe, bare], {"kept": 3}).sequence == 5  # nothing is new

    log.restate(version, [LAMP, SHOE, bare], {"kept": 3})  # and it ends
    assert now(log, version, "lamp-1") == replace(LAMP, available=True)
    assert [one.price for one in now(log, version, "shoe").variants] == [9.0, 60.0]


def test_the_log_has_one_offer_of_a_product_however_many_came(engine: Engine) -> None:
    log, version = stocked(engine)
    for price in range(1, 20):
        log.append(version, [], [], [Patch("lamp-1", {"price": float(price)}), Patch("shoe", {"price": price + 0.5})])
    log.append(version, [replace(LAMP, price=30.0)])  # a whole product of which nothing else is new

    assert [(one.sequence, one.product_id) for one in log.since(version)] == [(38, "shoe"), (39, "lamp-1")]
    assert log.last(version) == 39
    assert now(log, version, "lamp-1").price == 30.0
    assert {variant.price for variant in now(log, version, "shoe").variants} == {19.5}


def test_what_says_more_than_an_offer_stays_in_the_log(engine: Engine) -> None:
    """It may have brought an attribute, or be what an index was built from."""
    log, version = stocked(engine)
    log.append(version, [replace(LAMP, attributes={"wattage": 4.0}), Product("new", "New")])
    log.append(version, [], [], [Patch("lamp-1", {"price": 2.0}), Patch("new", {"price": 3.0})])
    log.append(version, [replace(LAMP, title="Renamed")], ["new"])
    log.append(version, [Product("new", "New")])
    log.append(version, [], [], [Patch("new", {"price": 4.0}), Patch("lamp-1", {"price": 5.0})])
    log.append(version, [], [], [Patch("new", {"price": 6.0})])

    kept = [(one.sequence, one.product_id, one.product and one.product.price) for one in log.since(version)]
    assert kept == [
        (1, "lamp-1", 17.0),
        (2, "new", None),
        (5, "lamp-1", 17.0),
        (6, "new", None),  # gone
        (7, "new", None),
        (9, "lamp-1", 5.0),
        (10, "new", 6.0),
    ]


def test_readers_that_follow_miss_nothing_while_offers_come_and_go(engine: Engine) -> None:
    log, version = stocked(engine)
    done = threading.Event()
    seen: list[dict[str, float | None]] = [{}, {}]

    def follow(reader: int) -> None:
        last, is_over = 0, False
        while not is_over:
            is_over = done.is_set()
            for change in log.since(version, last):
                assert change.sequence > last
                last = change.sequence
                seen[reader][change.product_id] = change.product.price if change.product else None

    def write(id: str) -> None:
        for price in range(1, 26):
            log.append(version, [], [], [Patch(id, {"price": float(price)})])

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(follow, reader) for reader in range(2)]
        writers = [pool.submit(write, id) for id in ("lamp-1", "bare")]
        for writer in writers:
            writer.result()
        done.set()
        for reader in readers:
            reader.result()

    assert seen == [{"lamp-1": 25.0, "bare": 25.0}] * 2


def test_the_product_of_a_variant_is_found(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(version, [Product("boot", "Boot", variants=(Variant("b%1:Red", {}),)), LAMP], ["lamp-1"])

    assert [one.id for one in log.mentioning(version, "s41")] == ["shoe"]
    assert [one.id for one in log.mentioning(version, "b%1")] == ["boot"]
    assert log.mentioning(version, "lamp-1") == []  # gone


def test_many_patches_at_once(engine: Engine) -> None:
    log, version = stocked(engine)
    log.append(version, [Product(str(number), "Lamp") for number in range(1200)])

    log.append(version, [], [], [Patch(str(number), {"price": number + 1.0}, at=number) for number in range(1200)])

    prices = {product.price for product in log.products(version, [str(number) for number in range(1200)]).values()}
    assert prices == {number + 1.0 for number in range(1200)}
