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


def test_names_are_taken_once(engine: Engine) -> None:
    def add(name: str) -> None:
        feeds.add(engine, name, "https://shop.example/feed", HOUR, format="auto", mapping=None, at=now())

    add("main")
    for name in ("main", "", "Main", "../main", "a b"):
        with pytest.raises(JobRefused):
            add(name)
    feeds.remove(engine, "main")
    add("main")
    with pytest.raises(JobRefused, match="no feed"):
        feeds.remove(engine, "other")
