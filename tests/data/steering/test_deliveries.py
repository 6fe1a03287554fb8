"""The queue of deliveries: each once, in their order, until they are done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.conversations.log import now
from data.steering import deliveries
from data.steering.deliveries import KEPT, QueueFull


def receive(engine: Engine, id: str, body: bytes = b"{}") -> bool:
    return deliveries.receive(engine, "shopify", id, "products/update", body, sent_at=12, at=now())


def test_each_is_stored_once_and_done_in_order(engine: Engine) -> None:
    assert [receive(engine, id, id.encode()) for id in ("b", "a", "b", "c")] == [True, True, False, True]

    found = deliveries.waiting(engine, now(), 10)
    assert [(one.body, one.sent_at, one.tries) for one in found] == [(b"b", 12, 0), (b"a", 12, 0), (b"c", 12, 0)]
    deliveries.done(engine, found[0], now(), "taken over")
    deliveries.put_off(engine, found[1], now(), "away")

    assert [one.body for one in deliveries.waiting(engine, now(), 10)] == [b"c"]
    assert [one.body for one in deliveries.waiting(engine, now() + timedelta(seconds=6), 10)] == [b"a", b"c"]
    backlog = deliveries.backlog(engine)
    assert (backlog.count, backlog.problem) == (2, "away")
    assert not receive(engine, "b")  # a repeat of what is done


def test_what_is_done_is_forgotten_after_a_while(engine: Engine) -> None:
    receive(engine, "a")
    receive(engine, "b")
    deliveries.done(engine, deliveries.waiting(engine, now(), 1)[0], now(), "taken over")

    deliveries.forget(engine, now())
    assert not receive(engine, "a")
    deliveries.forget(engine, now() + KEPT + timedelta(seconds=1))

    assert receive(engine, "a")
    assert deliveries.backlog(engine).count == 2


def test_a_queue_that_is_full_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "MOST_WAITING", 1)
    receive(engine, "a")

    with pytest.raises(QueueFull):
        receive(engine, "b")
