"""Who teaches, and how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from data.conversations.sessions import Deed, Move, Session
from learning.cleaning import MOST_DEEDS, MOST_OF_ONE, cleaned
from tests.learning.shoppers import BEGAN, World, conversations, products_list

BRANDS = {f"p{n}": ("Pushed" if n % 5 == 0 else f"Brand {n % 5}") for n in range(50)}


def session(id: str = "s1", seconds: tuple[float, ...] = (), shopper: str | None = None, **fields: object) -> Session:
    """Clicks so many seconds after the list was shown."""
    shown = products_list(f"list-{id}", BEGAN, [f"p{n}" for n in range(50)])
    clicks = [_click(BEGAN + timedelta(seconds=at), f"p{n}", id) for n, at in enumerate(seconds)]
    own = Session(id, shopper, "assistant", "en", "closed", BEGAN, BEGAN, lists=[shown], deeds=clicks)
    return replace(own, **fields)  # type: ignore[arg-type]


def _click(at: datetime, product: str, id: str) -> Deed:
    return Deed("product_click", at, product, f"list-{id}")


def reasons(*sessions: Session) -> dict[str, int]:
    return cleaned(sessions, BRANDS).left_out


def test_people_teach(world: World) -> None:
    people = conversations(world, 200)
    brands = {product.id: product.brand or "" for product in world.catalog.products}

    found = cleaned(people, brands)

    assert found.left_out == {}
    assert found.effective == pytest.approx(200)


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        ((0.2, 0.4, 0.5, 0.7), "too quick to have read"),
        (tuple(3.0 * n for n in range(1, 9)), "as regular as a machine"),
        (tuple(10.0 * n**1.1 for n in range(1, MOST_DEEDS + 3)), "more than anybody does"),
    ],
)
def test_machines_are_left_out_and_said_why(seconds: tuple[float, ...], reason: str) -> None:
    assert reasons(session(seconds=seconds)) == {reason: 1}


def test_a_quick_click_or_two_are_a_persons() -> None:
    assert reasons(session(seconds=(0.5, 0.9))) == {}
    assert reasons(session(seconds=(0.5, 9.0, 31.0, 60.0))) == {}


@pytest.mark.parametrize("type", ["purchase", "return", "compare"])
def test_an_order_of_several_is_reported_at_once_by_people_too(type: str) -> None:
    at = BEGAN + timedelta(minutes=9)
    order = [replace(_click(at, f"p{n}", "s1"), type=type) for n in range(1, 5)]

    assert reasons(session(deeds=[_click(BEGAN + timedelta(seconds=20), "p1", "s1"), *order])) == {}


def test_a_flood_of_messages_is_left_out() -> None:
    moves = [Move(f"m{n}", BEGAN + timedelta(seconds=n * n), "text", {}) for n in range(201)]

    assert reasons(session(moves=moves)) == {"more than anybody does": 1}


def test_who_picks_one_brand_where_others_are_offered_is_on_a_task() -> None:
    pushed = [_click(BEGAN + timedelta(seconds=7 + 11 * n**1.3), f"p{5 * n}", "s1") for n in range(5)]
    asked = {"attribute": "brand", "op": "eq", "value": "Pushed"}
    shown = products_list("list-s1", BEGAN, [f"p{n}" for n in range(50)], constraints=[asked])

    assert reasons(session(deeds=pushed)) == {"one brand everywhere": 1}
    assert reasons(session(deeds=pushed[:3])) == {}
    assert reasons(session(deeds=pushed, lists=[shown])) == {}  # she asked for it


def test_nobody_counts_as_many() -> None:
    own = [session(f"s{n}", (9.0, 30.0), "anna") for n in range(20)]
    found = cleaned([*own, session("other", (9.0,), "ben")], BRANDS)

    assert sum(found.shares[f"s{n}"] for n in range(20)) == pytest.approx(MOST_OF_ONE)
    assert found.shares["other"] == 1
    assert found.capped == 20


def test_older_ones_count_less_where_it_is_forgotten() -> None:
    found = cleaned([session(f"s{n}", (9.0,)) for n in range(11)], BRANDS)

    assert set(found.by_age(None).values()) == {1.0}
    assert found.by_age(5.0)["s10"] == 1
    assert found.by_age(5.0)["s5"] == pytest.approx(0.5)
    assert found.by_age(5.0)["s0"] == pytest.approx(0.25)
