"""A feed, over a real server and a real database: what becomes of it when it changes, shrinks, breaks or goes away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from data.catalog import importing, normalisation
from data.catalog.changes import ChangeLog
from data.catalog.patches import Patch
from data.catalog.products import Product
from data.catalog.store import CatalogStore
from data.conversations.log import now
from data.database import connect
from data.errors import DataError
from data.steering import feeds
from floorwalker.cli import app
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps import feeding as steps_of_feeds
from floorwalker.steps.feeding import FeedHeld, Feeding
from floorwalker.terminal import progress_lines
from tests.data.catalog.whole_import import import_catalog
from tests.floorwalker.steps.test_fetching import reply, serving


class Shop:
    """What the server offers; its file has the number of its edition as ETag."""

    def __init__(self, products: int) -> None:
        self.status, self.edition = 200, 0
        self.sells(products)

    def sells(self, products: int, price: str = "9.90") -> None:
        self.edition += 1
        lines = [f"p{number},Lamp {number},{price}" for number in range(products)]
        self.body = "\n".join(["id,title,price", *lines]).encode()

    def has_a_sale(self, ends: datetime) -> None:
        """In a file of Google's: two lamps at 9.90, on sale at 5.00; one form of a shirt too."""
        self.edition += 1
        dates = f"2026-01-01T00:00+00:00/{ends.isoformat()}"
        lines = [f"lamp-{n},Lamp {n},,,9.90 EUR,5.00 EUR,{dates},in_stock" for n in range(3)]
        lines += [f"shirt-{size},Shirt,shirt,{size},20.00 EUR,15.00 EUR,{dates},in_stock" for size in "SML"]
        header = "id,title,item_group_id,size,price,sale_price,sale_price_effective_date,availability"
        self.body = "\n".join([header, *lines]).encode()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        tag = f'"{self.edition}"'
        if handler.headers["If-None-Match"] == tag and self.status == 200:
            reply(handler, 304)
        else:
            reply(handler, self.status, self.body, ETag=tag)


@pytest.fixture
def shop() -> Shop:
    return Shop(20)


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOORWALKER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("FLOORWALKER_FEED_HOSTS", '["127.0.0.1"]')
    return Settings()


@pytest.fixture
def engine(settings: Settings, shop: Shop) -> Iterator[Engine]:
    engine = connect(settings.database)
    with serving(shop.answer) as url:
        every = timedelta(hours=1)
        feeds.add(engine, "main", f"{url}/feed.csv?token=abc", every, format="auto", mapping=None, at=now())
        yield engine
    engine.dispose()


@pytest.fixture
def feeding(settings: Settings, engine: Engine) -> Feeding:
    return Feeding(settings, engine, progress_lines)


def test_what_is_new_is_imported_and_what_is_not_is_left(feeding: Feeding, engine: Engine, shop: Shop) -> None:
    assert feeding.run("main").outcome == "imported"
    first = CatalogStore(engine).active()
    assert feeding.run("main").outcome == "unchanged"
    assert CatalogStore(engine).active() == first

    shop.sells(21)
    fed = feeding.run("main")

    feed = feeds.read(engine, "main")
    assert (fed.outcome, fed.report and fed.report["kept"]) == ("imported", 21)
    assert (feed.state, feed.etag, feed.failures, feed.problem) == ("good", '"2"', 0, None)
    assert len(CatalogStore(engine).ids()) == 21


def test_a_file_that_is_written_anew_each_night_is_asked_for_by_its_new_mark(
    feeding: Feeding, engine: Engine, shop: Shop
) -> None:
    feeding.run("main")
    before = feeds.read(engine, "main")
    shop.sells(20)
    assert feeding.run("main").outcome == "unchanged"

    after = feeds.read(engine, "main")
    assert (after.etag, after.imported_at, after.report) == ('"2"', before.imported_at, before.report)


class Clock(datetime):
    """Tells a time that can be set."""

    at = datetime(2026, 5, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Clock:
        return cls.fromtimestamp(cls.at.timestamp(), tz)


def test_a_sale_that_ends_leaves_what_was_said_since(
    feeding: Feeding, engine: Engine, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (normalisation, importing, steps_of_feeds):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(Clock, "at", Clock.at)
    shop.has_a_sale(Clock.at + timedelta(hours=2))
    feeding.run("main")
    log, version = ChangeLog(engine), CatalogStore(engine).load().version
    said = [
        Patch("lamp-0", {"available": False}),
        Patch("lamp-1", {"price": 4.0}, at=7),
        Patch("shirt", {}, {"shirt-S": {"available": False}, "shirt-L": {"price": 16.0, "list_price": None}}),
    ]
    log.append(version, [Product("new", "New lamp")], ["lamp-2"], said)
    assert feeding.run("main").outcome == "unchanged"

    Clock.at += timedelta(hours=3)
    fed = feeding.run("main")

    assert fed.outcome == "imported"
    assert CatalogStore(engine).load().version == version  # so the log, the index and what waits for it hold
    now = log.products(version, ["lamp-0", "lamp-1", "lamp-2", "shirt", "new"])
    assert sorted(now) == ["lamp-0", "lamp-1", "new", "shirt"]
    assert (now["lamp-0"].price, now["lamp-0"].list_price, now["lamp-0"].available) == (9.9, None, False)
    assert (now["lamp-1"].price, now["lamp-1"].list_price) == (4.0, 9.9)  # said during the sale
    shirt = {one.id: (one.price, one.list_price, one.available) for one in now["shirt"].variants}
    assert shirt == {
        "shirt-S": (20.0, None, False),
        "shirt-M": (20.0, None, True),
        "shirt-L": (16.0, None, True),
    }
    assert (now["shirt"].price, now["shirt"].highest_price) == (16.0, 20.0)
    offers = CatalogStore(engine).offers()
    assert (offers["lamp-1"].price, offers["shirt"].price) == (9.9, 20.0)  # as the file has them
    assert feeding.run("main").outcome == "unchanged"
    assert import_catalog(
        feeding._folder / "main" / "good" / "main", format="google", store=CatalogStore(engine), currency="EUR"
    ).unchanged


def test_a_feed_may_be_called_as_it_likes(settings: Settings, engine: Engine) -> None:
    url = feeds.read(engine, "main").url
    for name in ("coming", "good"):
        feeds.add(engine, name, url, timedelta(hours=1), format="auto", mapping=None, at=now(), instead=True)
        Feeding(settings, engine, progress_lines).run(name)
        assert feeds.read(engine, name).state == "good"


def test_a_second_feed_is_refused_with_the_remedy(engine: Engine) -> None:
    command = ["feed", "add", "https://outlet.example/feed.csv"]

    refused = CliRunner().invoke(app, command)

    assert refused.exit_code == 1
    said = " ".join(refused.output.split())
    assert "'main' fetches the catalog already" in said
    assert "floorwalker feed remove main" in said
    assert "abc" not in said
    assert CliRunner().invoke(app, [*command, "--instead"]).exit_code == 0
    assert [feed.name for feed in feeds.listed(engine)] == ["outlet-example"]


def test_what_is_imported_and_not_indexed_is_not_done_with(feeding: Feeding) -> None:
    """The job that imported it may have ended before the index: the next one has nothing new, and goes on."""
    feeding.run("main")

    again = CliRunner().invoke(app, ["feed", "run", "main", "--json"])

    assert (again.exit_code, json.loads(again.stdout)["outcome"]) == (0, "unchanged")


def test_a_disk_that_is_full_is_noted(feeding: Feeding, engine: Engine, settings: Settings) -> None:
    Home(settings.home).root.mkdir(parents=True, exist_ok=True)
    Home(settings.home).feeds.write_text("in the way")

    with pytest.raises(StepFailed, match="cannot be"):
        feeding.run("main")

    assert feeds.read(engine, "main").failures == 1


@pytest.mark.parametrize("shrinks", ["products", "prices"])
def test_what_shrinks_to_less_than_half_waits_for_a_person(
    feeding: Feeding, engine: Engine, shop: Shop, shrinks: str
) -> None:
    feeding.run("main")
    if shrinks == "products":
        shop.sells(9)
    else:
        shop.sells(20, price="")

    with pytest.raises(FeedHeld, match="--force|held back"):
        feeding.run("main")

    feed = feeds.read(engine, "main")
    assert (feed.state, feed.failures, len(CatalogStore(engine).ids())) == ("held", 0, 20)
    assert feed.problem is not None
    assert shrinks[:5] in feed.problem
    assert feeding.run("main", force=True).outcome == "imported"
    assert feeds.read(engine, "main").state == "good"


def test_a_failure_leaves_the_catalog_and_is_tried_again_later_and_later(
    feeding: Feeding, engine: Engine, shop: Shop
) -> None:
    feeding.run("main")
    shop.status = 500
    waits = []
    for _ in range(9):
        with pytest.raises(StepFailed, match="answers 500"):
            feeding.run("main")
        feed = feeds.read(engine, "main")
        assert feed.tried_at is not None
        waits.append((feed.due_at - feed.tried_at).total_seconds())

    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert (feed.state, feed.failures, len(CatalogStore(engine).ids())) == ("failed", 9, 20)
    assert "abc" not in (feed.problem or "")
    shop.status = 200
    assert feeding.run("main").outcome == "unchanged"
    assert (feeds.read(engine, "main").state, feeds.read(engine, "main").failures) == ("good", 0)


def test_a_file_that_is_no_catalog_leaves_the_last_good_one(feeding: Feeding, engine: Engine, shop: Shop) -> None:
    feeding.run("main")
    shop.edition, shop.body = 7, b"<html><body>We are down for maintenance</body></html>"

    with pytest.raises(DataError):
        feeding.run("main")

    feed = feeds.read(engine, "main")
    assert (feed.state, feed.etag, len(CatalogStore(engine).ids())) == ("failed", '"1"', 20)


def test_a_feed_of_another_catalog_leaves_the_main_one(
    settings: Settings, engine: Engine, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORWALKER_CATALOGS", '{"demo": "german"}')
    url = feeds.read(engine, "main").url
    every = timedelta(hours=1)
    added = feeds.add(engine, "de", url, every, format="auto", mapping=None, at=now(), catalog="german")
    assert added.payload["catalog"] == "german"
    Feeding(Settings(), engine, progress_lines).run("main")
    shop.sells(30)

    fed = Feeding(Settings(), engine, progress_lines).run("de")

    assert fed.outcome == "imported"
    assert (len(CatalogStore(engine).ids()), len(CatalogStore(engine, "german").ids())) == (20, 30)
    rooms = Settings().of_catalog("german").rooms
    assert "catalogs/german" in str(rooms.vocabulary)
    assert rooms.vocabulary.is_file()
    with pytest.raises(StepFailed, match="there is no catalog 'german'"):
        Feeding(settings, engine, progress_lines).run("de")  # it is named no more
    assert feeds.read(engine, "de").state == "failed"
