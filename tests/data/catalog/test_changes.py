"""The change log: what is stored comes back in one order, all of a change or nothing, whatever happens meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from data.catalog.changes import ChangeLog
from data.catalog.products import Attribute, Product
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
import sys
from data.catalog.changes import ChangeLog
from data.database import connect
from data.catalog.products import Product

log = ChangeLog(connect(sys.argv[1]))
number = 0
while True:
    number += 1
    log.append(sys.argv[2], [Product(f"{number}-{part}", "A lamp") for part in range(50)], [f"{number}-gone"])
    print(number, flush=True)
"""


def imported(engine: Engine) -> str:
    attributes = {"brand": Attribute("brand", "Brand", "categorical")}
    return CatalogStore(engine).save([Product("a", "A")], attributes, source_fingerprint="f")


def test_gives_back_what_was_stored_in_its_order(engine: Engine) -> None:
    log, version = ChangeLog(engine), imported(engine)

    assert log.append(version, [LAMP, Product("b", "B")], ["a"]) == 3
    assert log.append(version, [], ["b"]) == 4

    changes = log.since(version)
    assert [(change.sequence, change.product_id) for change in changes] == [(1, "lamp-1"), (2, "b"), (3, "a"), (4, "b")]
    assert changes[0].product == LAMP
    assert [change.product for change in changes[2:]] == [None, None]
    assert [change.sequence for change in log.since(version, 3)] == [4]


def test_nothing_to_store_changes_nothing(engine: Engine) -> None:
    log, version = ChangeLog(engine), imported(engine)

    assert log.append(version, [], []) == 0
    assert log.since(version) == []


def test_an_import_starts_a_clean_log(engine: Engine) -> None:
    log, old = ChangeLog(engine), imported(engine)
    log.append(old, [LAMP])
    new = imported(engine)

    assert log.since(new) == []
    assert log.append(new, [LAMP]) == 1
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
        return [log.append(version, [Product(f"{writer}-{n}", "Lamp"), Product("same", "Lamp")]) for n in range(10)]

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
    assert log.append(version, [LAMP]) == len(changes) + 1
