"""What the log says of a model on trial: shoppers are counted, and every interval has been worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.conversations.sessions import Deed, Session, ShownList, ShownProduct
from learning.trials import Rates, Wins, canary, interleaved

NOON = datetime(2026, 5, 1, 12)
CLICK, BUY = "product_click", "purchase"


def shown(message_id: str, **policy: Any) -> ShownList:
    teams = ("rival", "current", "rival") if "rival" in policy else (None, None, None)
    return ShownList(
        message_id=message_id,
        at=NOON,
        query_id=message_id,
        query="mouse",
        category="Mouse",
        purpose=None,
        constraints=[],
        model_version=policy.get("model_version", "v1"),
        catalog_version="c",
        total=3,
        policy=policy,
        request={},
        propensity=1.0,
        best=[],
        products=[ShownProduct(f"p{n}", n, 0.5, 1.0, team) for n, team in enumerate(teams)],
        attributes=[],
    )


def session(number: int, *deeds: tuple[str, int], shopper: str | None = None, hour: int = 0, **policy: Any) -> Session:
    at = NOON + timedelta(hours=hour)
    return Session(
        id=f"c{number}",
        shopper_id=shopper,
        arm="assistant",
        locale="en",
        status="bot",
        started_at=at,
        last_at=at,
        lists=[shown(f"m{number}", **policy)],
        deeds=[Deed(kind, at, f"p{place}", f"m{number}") for kind, place in deeds],
    )


SHARED: dict[str, Any] = {"role": "interleaved", "model_version": "v1", "rival": "v2"}


def test_counts_whose_products_each_shopper_took_more_of() -> None:
    sessions = [
        session(1, (CLICK, 0), (CLICK, 2), (CLICK, 1), shopper="a", **SHARED),  # two of the rival's, one of the other
        session(2, (CLICK, 1), (CLICK, 1), shopper="b", **SHARED),  # a click twice is one
        session(3, (CLICK, 0), shopper="b", **SHARED),  # the same shopper again: as much of both
        session(4, (CLICK, 0), (BUY, 0), **SHARED),
        session(5, (CLICK, 0), **(SHARED | {"rival": "v3"})),
        session(6, (CLICK, 0), role="current", model_version="v1"),
    ]

    clicks, carts, purchases = interleaved(sessions, "v2")

    assert clicks == Wins(CLICK, current=0, rival=2, ties=1)
    assert (carts.share, carts.interval) == (None, (0.0, 1.0))
    assert purchases == Wins(BUY, current=0, rival=1, ties=0)


def test_says_how_likely_chance_alone_is() -> None:
    assert Wins(CLICK, current=1, rival=9, ties=3).chance == pytest.approx(22 / 1024)
    assert Wins(CLICK, current=5, rival=5, ties=0).chance == 1.0
    assert Wins(CLICK, current=0, rival=0, ties=0).chance == 1.0


def test_intervals_are_those_of_the_papers() -> None:
    assert Wins(CLICK, current=182, rival=81, ties=0).interval == pytest.approx(
        (0.2553, 0.3662), abs=1e-4
    )  # Newcombe 1998, Stat. Med. 17:857, method 3
    assert Wins(CLICK, current=20, rival=0, ties=0).interval == pytest.approx((0.0, 0.1611), abs=1e-4)
    # Newcombe 1998, Stat. Med. 17:873, method 10: 56/70 against 48/80
    assert Rates(CLICK, 56, 70, 48, 80).interval == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_compares_a_canary_with_the_current_model_in_the_same_time() -> None:
    own: dict[str, Any] = {"role": "canary", "model_version": "v2"}
    other: dict[str, Any] = {"role": "current", "model_version": "v1"}
    sessions = [
        session(1, (CLICK, 0), hour=1, **other),  # before there was a canary
        session(2, (CLICK, 0), hour=2, **own),
        session(3, hour=3, **other),
        session(4, (CLICK, 1), hour=3, **other),
        session(5, hour=4, **own),
        session(6, (CLICK, 0), shopper="both", hour=4, **own),
        session(7, (CLICK, 0), shopper="both", hour=3, **other),
        session(8, (CLICK, 0), hour=4, **(own | {"model_version": "v3"})),
        session(9, (CLICK, 0), hour=9, **other),
    ]

    clicks = canary(sessions, "v2")[0]

    assert (clicks.canary, clicks.canary_shoppers) == (1, 2)
    assert (clicks.current, clicks.current_shoppers) == (1, 2)
    assert clicks.difference == 0.0
    assert canary(sessions, "v9")[0] == Rates(CLICK, 0, 0, 0, 0)
