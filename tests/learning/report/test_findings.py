"""What is said first: changes that chance does not explain, and what to do; nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from learning.drift import Drift, drift
from learning.journeys import AskedOnce, Journey, NotMet
from learning.lift import Lift, compare, lift
from learning.report.findings import percent
from learning.report.shape import Finding
from learning.report.summary import summarise
from tests.learning.making import AT, made

WEEK = timedelta(days=7)
UNTIL = AT.replace(hour=0) + 4 * WEEK


def findings(told: list[Journey], *, lifted: Lift | None = None, drifted: Drift | None = None) -> list[Finding]:
    lifted, drifted = lifted or lift(told, UNTIL), drifted or drift(told, UNTIL)
    return list(summarise(told, until=UNTIL, made_at=UNTIL, lift=lifted, drift=drifted).findings)


def weeks(size: int, click: Callable[[int, float], bool], seed: int = 0) -> list[Journey]:
    """Four weeks; `click` says of a week and a number in [0, 1) whether a product is clicked."""
    random, told = np.random.default_rng(seed), []
    for week in range(4):
        for n in range(size):
            clicked = frozenset({"a/1"} if click(week, float(random.random())) else ())
            told.append(made(f"{week}/{n}", started_at=AT + week * WEEK, clicked=clicked))
    return told


def test_says_what_got_worse_before_what_got_better() -> None:
    told = weeks(300, lambda week, drawn: drawn < (0.25 if week == 3 else 0.5))
    told = [one if one.started_at < AT + 3 * WEEK else made_met(one) for one in map(made_unmet, told)]
    changes = [one for one in findings(told) if one.kind == "change"]

    assert [(one.tone, one.about) for one in changes] == [("bad", "clicked"), ("good", "not_met")]
    assert "in the week of 23 March" in changes[0].text
    assert "in the week of 16 March" in changes[0].text
    assert changes[0].do
    assert not changes[1].do


def made_unmet(one: Journey) -> Journey:
    return made(one.id, started_at=one.started_at, clicked=one.clicked, not_met=(NotMet("Mouse", (), f"{one.id}"),))


def made_met(one: Journey) -> Journey:
    return made(one.id, started_at=one.started_at, clicked=one.clicked)


def test_says_nothing_of_chance() -> None:
    false = sum(
        any(one.kind == "change" for one in findings(weeks(60, lambda _, drawn: drawn < 0.5, seed)))
        for seed in range(40)
    )

    assert false <= 5  # nominally one in twenty at the most


def test_a_product_type_that_does_worse_is_named() -> None:
    told = [made(str(n), category="Lamp", carted=n % 10 == 0) for n in range(200)]
    told += [made(f"m{n}", category="Mouse", carted=n % 2 == 0) for n in range(400)]
    (found,) = [one for one in findings(told) if one.text.startswith("Lamp does worse")]

    assert "10 % of its conversations succeed, 50 % elsewhere" in found.text


def test_questions_without_preference_and_wishes_are_advice() -> None:
    asked = (AskedOnce("Mouse", "sensor_type", "declined", None),)
    told = [
        made(str(n), questions=asked, not_met=(NotMet("Mouse", (("colour", "eq", "Pink"),), ""),)) for n in range(30)
    ]
    advice = [one.text for one in findings(told) if one.kind == "advice"]

    assert advice == [
        "Asked for, and nothing met it: Mouse · colour: Pink (30 shoppers).",
        "Most often without preference when asked: sensor type of Mouse (100 % of 30).",
    ]


def test_says_what_the_assistant_is_worth_or_how_many_more_it_takes() -> None:
    def said(ours: int, theirs: int, size: int = 1000) -> Finding:
        arms = [[n < hits * size // 100 for n in range(size)] for hits in (ours, theirs)]
        lifted = Lift(2 * size, size, 0, 0, [compare("bought within 7 days", *arms)])
        told = [made(str(n)) for n in range(30)]
        return next(one for one in findings(told, lifted=lifted) if "assistant" in one.text)

    assert (said(30, 15).tone, said(15, 30).tone, said(30, 30).tone) == ("good", "bad", "neutral")
    assert "rollback" in said(15, 30).do
    assert "more shoppers" in said(30, 30).text
    assert "cannot be said yet" in said(30, 30, size=50).text


def test_shares_are_said_for_people() -> None:
    assert [percent(share) for share in (0.0, 0.004, 0.0994, 0.5, 1.0)] == ["0 %", "0.4 %", "9.9 %", "50 %", "100 %"]
