"""Drift: what is measured, that a changed shop is noticed, and how often a stable one is called changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from learning.drift import FALSE_ALARMS, LEAST, drift, examine, ks, psi
from learning.journeys import AskedOnce, Journey, NotMet
from tests.learning.making import AT, made

ACTS = np.array(["search", "choose", "correct", "details", "show_more", "compare", "thank", "order_status", "unclear"])
TYPES = np.array(["Mouse", "Laptop", "Kettle", "Chair", "Backpack", "Monitor"])
ATTRIBUTES = np.array(["price", "colour", "brand", "weight", "connectivity", "memory"])


def shop(
    random: np.random.Generator,
    size: int,
    *,
    types: Sequence[float] = (0.3, 0.25, 0.15, 0.1, 0.1, 0.1),
    not_met: float = 0.1,
    declined: float = 0.15,
    score: float = 0.7,
) -> list[Journey]:
    """Conversations that stick to a few acts and attributes each, as real ones do."""
    told = []
    for number in range(size):
        habits = random.dirichlet(np.full(len(ACTS), 0.6))
        acts = random.choice(ACTS, size=1 + random.poisson(3), p=habits)
        kind = str(random.choice(TYPES, p=types))
        wishes = random.choice(ATTRIBUTES, size=random.integers(0, 4), replace=False)
        clicked = random.random() < 0.4
        told.append(
            made(
                str(number),
                category=kind,
                acts=tuple(map(str, acts)),
                attributes=frozenset((kind, str(name)) for name in wishes),
                query_length=float(random.gamma(4, 8)),
                score=float(np.clip(random.normal(score, 0.1), 0, 1)),
                confidence=float(random.beta(8, 2)),
                clicked=frozenset({"a/1"} if clicked else ()),
                carted=bool(clicked and random.random() < 0.4),
                not_met=(NotMet(kind, (), ""),) if random.random() < not_met else (),
                misunderstandings=(("corrected", 1),) if random.random() < 0.12 else (),
                questions=(AskedOnce(kind, "price", "declined" if random.random() < declined else "picked", None),),
            )
        )
    return told


def changed(before: Sequence[Journey], now: Sequence[Journey]) -> set[str]:
    return {one.name for one in examine(before, now) if one.level in ("noticed", "large")}


def test_psi_is_that_of_the_formula_and_nought_of_the_same() -> None:
    before, now = np.array([499.5, 499.5]), np.array([599.5, 399.5])

    assert psi(before, now) == pytest.approx((0.1 * np.log(1.2)) + (-0.1 * np.log(0.8)))
    assert psi(before, before) == 0.0


def test_the_largest_distance_is_that_of_the_distribution_functions() -> None:
    even, upper = np.arange(100.0), np.arange(50.0, 150.0)

    assert ks(even, upper) == pytest.approx((0.5, 0.0), abs=1e-9)
    assert ks(even, even) == (0.0, 1.0)
    # The critical value at 5 % of large samples is 1.358 (Smirnov 1948).
    fine, shift = np.arange(20_000.0), 1.358 / np.sqrt(10_000)
    assert ks(fine, fine + shift * 20_000)[1] == pytest.approx(0.05, abs=0.002)


def test_a_stable_shop_is_hardly_ever_called_changed() -> None:
    """Three of 500 looks at 150 conversations after 450, and two at 500 after 1,500, in a longer run."""
    random, size = np.random.default_rng(1), 150
    all_of_it, looks, alarms = shop(random, 3000), 100, 0
    for _ in range(looks):
        drawn = [all_of_it[place] for place in random.choice(len(all_of_it), 4 * size, replace=False)]
        alarms += bool(changed(drawn[size:], drawn[:size]))

    # At the stated rate, more than four of a hundred looks are a chance of one in 300.
    assert alarms <= 4, FALSE_ALARMS


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"types": (0.05, 0.25, 0.15, 0.1, 0.1, 0.35)}, "product types"),
        ({"not_met": 0.25}, "wishes not met"),
        ({"declined": 0.35}, "questions declined"),
        ({"score": 0.62}, "scores of lists"),
    ],
)
def test_notices_what_changed_and_nothing_else(change: dict[str, float], name: str) -> None:
    random = np.random.default_rng(5)

    assert changed(shop(random, 1600), shop(random, 400, **change)) == {name}  # type: ignore[arg-type]


def test_says_to_train_again_only_where_training_helps() -> None:
    random, week = np.random.default_rng(2), timedelta(days=7)

    def weeks(**last: float) -> list[Journey]:
        told = [shop(random, 300, **(last if n == 4 else {})) for n in range(5)]  # type: ignore[arg-type]
        return [made_at(one, n * week) for n, own in enumerate(told) for one in own]

    declined, unmet = drift(weeks(declined=0.4), AT + 5 * week), drift(weeks(not_met=0.3), AT + 5 * week)

    assert (declined.reference, declined.recent) == (1200, 300)
    assert (declined.retrain, declined.reasons) == (True, ["questions declined"])
    assert (unmet.retrain, unmet.reasons) == (False, [])
    assert next(one for one in unmet.signals if one.name == "wishes not met").level == "large"


def test_purchases_that_are_still_to_come_make_no_success_less() -> None:
    week = timedelta(days=7)
    told = [
        made(f"{n}", started_at=AT + n % 5 * week, bought=late or n % 7 == 0, bought_late=late)
        for n in range(2000)
        for late in [n % 5 < 4 and n % 3 == 0]
    ]

    found = drift(told, AT + 5 * week)

    assert next(one for one in found.signals if one.name == "success").level == "stable"


def made_at(one: Journey, after: timedelta) -> Journey:
    return made(f"{one.id}+{after.days}", **{
        name: getattr(one, name) for name in Journey.__slots__ if name not in ("id", "shopper", "started_at")
    }, started_at=AT + after)  # fmt: skip


def test_says_nothing_of_too_few() -> None:
    found = drift([made(str(n)) for n in range(LEAST - 1)], AT + timedelta(days=1))

    assert found.is_too_few
    assert {one.level for one in found.signals} == {"too few"}
    assert not found.retrain
