"""The queue of deliveries: each once, in their order, until they are done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from data.conversations.log import now
from data.steering import deliveries
from data.steering.deliveries import KEPT, LEASE, Delivery, QueueFull


def receive(engine: Engine, id: str, body: bytes = b"{}") -> bool:
    return deliveries.receive(engine, "shopify", id, "products/update", body, sent_at=12, at=now())


def claimed(engine: Engine, at: datetime | None = None) -> Delivery:
    found = deliveries.claim(engine, at or now())
    assert found is not None
    return found


def test_each_is_stored_once_and_done_in_order(engine: Engine) -> None:
    assert [receive(engine, id, id.encode()) for id in ("b", "a", "b", "c")] == [True, True, False, True]

    first = claimed(engine)
    assert (first.body, first.sent_at, first.tries) == (b"b", 12, 0)
    deliveries.done(engine, first, now(), "taken over")
    deliveries.put_off(engine, claimed(engine), now(), "away")

    assert deliveries.claim(engine, now()) is None  # "c" waits with "a", which came before it
    backlog = deliveries.backlog(engine)
    assert (backlog.count, backlog.problem) == (2, "away")
    later = now() + timedelta(seconds=6)
    for body in (b"a", b"c"):
        deliveries.done(engine, found := claimed(engine, later), later, "taken over")
        assert found.body == body
    assert not receive(engine, "b")  # a repeat of what is done


def test_two_workers_never_take_the_same_or_overtake(engine: Engine) -> None:
    receive(engine, "a", b"a")
    receive(engine, "b", b"b")

    claimed(engine)
    assert deliveries.claim(engine, now()) is None
    assert claimed(engine, now() + LEASE).body == b"a"  # the first worker died


def test_what_is_done_is_forgotten_after_a_while(engine: Engine) -> None:
    receive(engine, "a")
    receive(engine, "b")
    deliveries.done(engine, claimed(engine), now(), "taken over")

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
