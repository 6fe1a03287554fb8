"""Feeds: which are due, and what is noted of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.conversations.log import now
from data.steering import feeds
from data.steering.refusals import JobRefused

HOUR = timedelta(hours=1)


def test_a_feed_is_due_at_once_and_then_every_so_often(engine: Engine) -> None:
    at = now()
    feed = feeds.add(engine, "main", "https://shop.example/feed", HOUR, format="auto", mapping="id: SKU", at=at)
    assert [one.name for one in feeds.due(engine, at)] == ["main"]

    feeds.asked(engine, feed, at)
    assert feeds.due(engine, at) == []
    feeds.imported(engine, feed, at, etag='"1"', last_modified=None, report={"kept": 3})

    assert feeds.due(engine, at + HOUR) == [feeds.read(engine, "main")]
    found = feeds.read(engine, "main")
    assert (found.state, found.etag, found.imported_at, found.report) == ("good", '"1"', at, {"kept": 3})
    feeds.held(engine, found, at, "half of it is gone", {"kept": 1})
    assert (feeds.read(engine, "main").state, feeds.read(engine, "main").etag) == ("held", '"1"')


def add(engine: Engine, name: str, *, instead: bool = False) -> None:
    url = f"https://user:secret@shop.example/{name}?token=abc"
    feeds.add(engine, name, url, HOUR, format="auto", mapping=None, at=now(), instead=instead)


def test_a_feed_has_a_name(engine: Engine) -> None:
    for name in ("", "Main", "../main", "a b"):
        with pytest.raises(JobRefused, match="is no name"):
            add(engine, name)
    with pytest.raises(JobRefused, match="no feed"):
        feeds.remove(engine, "other")


def test_a_second_feed_of_a_catalog_is_refused_unless_it_is_meant_instead(engine: Engine) -> None:
    add(engine, "main")
    for name in ("main", "outlet"):
        with pytest.raises(
            JobRefused, match=r"'main' fetches .*/main\?token=\*\*\*.*feed remove main.*--instead"
        ) as refused:
            add(engine, name)
        assert "secret" not in str(refused.value)
    assert [feed.name for feed in feeds.listed(engine)] == ["main"]

    with pytest.raises(JobRefused, match="is no name"):
        add(engine, "", instead=True)
    add(engine, "outlet", instead=True)
    assert [(feed.name, feed.state) for feed in feeds.listed(engine)] == [("outlet", "new")]
    feeds.remove(engine, "outlet")
    add(engine, "main")
