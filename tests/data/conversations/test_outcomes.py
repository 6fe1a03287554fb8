"""Who was shown the widget and what they bought, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from data.conversations.log import now
from data.conversations.outcomes import Bought, Placed, add_bought, place, read_placed
from data.privacy.holdings import forget, rows_of
from data.privacy.retention import Ages, Retention


def bought(outcome_id: str, days: float = 0.001, value: float | None = 20.0) -> Bought:
    return Bought(outcome_id, now() + timedelta(days=days), value, "EUR")


def test_a_shopper_stays_where_they_were_placed_first(engine: Engine) -> None:
    assert place(engine, "~a", widget=True)
    assert not place(engine, "~b", widget=False)
    assert place(engine, "~a", widget=False)  # the share has grown

    assert [(one.shopper_id, one.widget) for one in read_placed(engine)] == [("~a", True), ("~b", False)]


def test_two_pages_of_one_shopper_may_ask_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda n: place(engine, "~a", widget=n % 2 == 0), range(16)))

    assert len(told) == 1
    assert len(read_placed(engine)) == 1


def test_what_was_bought_is_stored_once_and_counts_from_the_placement_on(engine: Engine) -> None:
    place(engine, "~a", widget=True)

    assert add_bought(engine, "~a", [bought("1"), bought("1", value=99.0), bought("0", days=-1)]) == 2
    assert add_bought(engine, "~a", [bought("1"), bought("2", days=0.002)]) == 1
    assert add_bought(engine, "~nobody", [bought("1")]) is None

    (found,) = read_placed(engine)
    assert isinstance(found, Placed)
    assert [(one.outcome_id, one.value) for one in found.bought] == [("1", 20.0), ("2", 20.0)]


def test_an_export_has_it_and_an_erasure_takes_it(engine: Engine) -> None:
    for shopper in ("~a", "~b"):
        place(engine, shopper, widget=True)
        add_bought(engine, shopper, [bought("1")])

    assert {name: len(rows) for name, rows in rows_of(engine, [], "~a").items()} == {"placements": 1, "outcomes": 1}
    forget(engine, [], "~a")

    assert [one.shopper_id for one in read_placed(engine)] == ["~b"]
    assert rows_of(engine, [], "~a") == {}


def test_is_forgotten_by_age(engine: Engine) -> None:
    place(engine, "~a", widget=True)
    add_bought(engine, "~a", [bought("1")])

    kept = Retention(engine, None, Ages(log=timedelta(days=1)))
    kept.run("test")
    assert len(read_placed(engine)) == 1
    gone = Retention(engine, None, Ages(log=timedelta(0))).run("test")

    assert gone is not None
    assert gone.placements == 1
    assert read_placed(engine) == []
