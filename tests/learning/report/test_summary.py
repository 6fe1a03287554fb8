"""What is counted: figures with what they are of, small counts and rare wishes left out, periods, the funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from data.catalog.products import Attribute
from learning.drift import drift
from learning.journeys import AskedOnce, Journey, NotMet, Tried
from learning.lift import lift
from learning.report.shape import FEWEST, LEAST, By, Figure, Report
from learning.report.summary import summarise
from tests.learning.making import AT, made

WEEK = timedelta(days=7)


def report(told: list[Journey], until: datetime = AT + 10 * WEEK, by: By = "week", **more: Any) -> Report:
    return summarise(told, until=until, made_at=until, by=by, lift=lift(told, until), drift=drift(told, until), **more)


def named(figures: Sequence[Figure], key: str) -> Figure:
    return next(one for one in figures if one.key == key)


def test_gives_a_share_with_its_interval_and_what_it_is_of(plain: list[Journey]) -> None:
    told = [replace(one, clicked=frozenset({"a/1"})) if n < 12 else one for n, one in enumerate(plain)]
    found = named(report(told).figures, "clicked")

    assert (found.value, found.total, found.count, found.label) == (0.4, 12, 30, "Clicked a product")
    assert found.low is not None
    assert found.high is not None
    assert 0.2 < found.low < 0.4 < found.high < 0.6


def test_gives_no_share_of_few() -> None:
    found = named(report([made(str(n)) for n in range(LEAST - 1)]).figures, "clicked")

    assert (found.value, found.total, found.low, found.count) == (None, None, None, LEAST - 1)


def test_gives_no_figure_of_few_shoppers_however_much_they_talked() -> None:
    few, enough = (
        named(report([made(str(n), shopper=str(n % shoppers)) for n in range(60)]).figures, "clicked")
        for shoppers in (FEWEST - 1, FEWEST)
    )

    assert (few.value, few.low, few.count) == (None, None, 60)
    assert enough.value == 0


def test_the_funnel_never_widens_and_counts_who_skipped_a_step(plain: list[Journey]) -> None:
    told = [
        *plain,
        made("bought at once", bought=True, bought_late=True),
        made("silent", moves=0, lists=0),
        made("asks for an order", lists=0),
    ]
    funnel = report(told).funnel
    counts = {step.key: step.conversations for step in funnel}

    assert counts == {"begun": 33, "said": 32, "asked": 31, "shown": 31, "clicked": 1, "carted": 1, "bought": 1}
    assert sorted(counts.values(), reverse=True) == list(counts.values())
    assert funnel[-1].late == 1


def test_shows_wishes_that_enough_shoppers_share_in_the_catalogs_words() -> None:
    rare, common = NotMet("Mouse", (("colour", "eq", "Pink"),), ""), NotMet("手机", (("memory", "gte", "64"),), "")
    words, name = NotMet("", (), "Hover  Board"), NotMet("", (), "Zoë Quist")
    told = [made(str(n), not_met=(common, words, *([rare, name] if n < FEWEST - 1 else []))) for n in range(FEWEST)]
    again = made("again", shopper="0", not_met=(rare, name))  # the same shopper once more makes it no commoner
    found = report([*told, again], definitions={"memory": Attribute("memory", "内存", "numeric", "GB")})

    assert [(one.category, one.wish, one.shoppers) for one in found.wishes] == [("手机", "内存: at least 64 GB", 5)]
    assert [(one.words, one.shoppers) for one in found.words] == [("hover board", 5)]


def test_shows_product_types_that_enough_shoppers_asked_for() -> None:
    told = [made(str(n), category="Mouse", attributes=frozenset({("Mouse", "colour")})) for n in range(25)]
    told += [made(f"once {n}", category="Lamp", shopper="one") for n in range(25)] + [made("none", category="")]
    found = report(told)

    assert [(one.category, one.conversations, one.shoppers) for one in found.types] == [("Mouse", 25, 25)]
    assert [(one.name, one.figure.value) for one in found.types[0].attributes] == [("colour", 1.0)]
    assert found.other_types == 26


def test_says_how_questions_were_answered() -> None:
    asked = [AskedOnce("Mouse", "colour", "declined", None), AskedOnce("Mouse", "weight", "none", None)]
    found = report([made(str(n), questions=tuple(asked)) for n in range(30)])
    by = {one.attribute: one for one in found.questions}

    assert {one.figure.key: one.figure.value for one in found.answers}["declined"] == 0.5
    assert (by["colour"].asked, by["colour"].declined.value, by["colour"].answered.value) == (30, 1.0, 0.0)
    assert (by["weight"].declined.count, by["weight"].declined.value) == (0, None)


def test_says_what_trying_out_costs_where_it_is_certain() -> None:
    told = [
        made(str(n), tried=(Tried(explored=False, clicked=n % 2 == 0), Tried(explored=True, clicked=n % 10 == 0)))
        for n in range(200)
    ]
    found = report(told).exploration

    assert (found.lists, found.explored, found.clicked_best.value, found.clicked_explored.value) == (400, 200, 0.5, 0.1)
    assert found.clicks_lost == pytest.approx(0.4 * 200)
    assert report([made(str(n)) for n in range(30)]).exploration.clicks_lost is None


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("week", ["the week of 2 March", "the week of 9 March"]),
        ("month", ["March 2026"]),
        ("day", [f"{n} March" for n in range(2, 14)]),
    ],
)
def test_goes_by_days_by_weeks_from_monday_or_by_months(by: By, labels: list[str]) -> None:
    told = [made("a", started_at=AT), made("b", started_at=AT + 11 * timedelta(days=1))]
    found = report(told, until=AT + 11.25 * timedelta(days=1), by=by)

    assert [one.label for one in found.periods] == labels
    assert sum(one.conversations for one in found.periods) == 2
    assert not found.periods[-1].is_whole
    assert not found.periods[-1].is_settled


def test_of_a_log_of_a_hundred_years_shows_the_last_days() -> None:
    told = [made("a", started_at=datetime(1930, 1, 1)), made("b")]

    assert len(report(told, until=AT, by="day").periods) == 400


def test_an_empty_log_makes_an_empty_report() -> None:
    found = report([])

    assert (found.conversations, found.periods, found.types, len(found.findings)) == (0, [], [], 1)
    assert found.findings[0].text.startswith("No conversation")
