"""Estimates where the truth is known: shoppers of a few kinds, a policy that rarely explores, and another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.estimators import (
    Estimate,
    Floats,
    Logged,
    doubly_robust,
    ips,
    list_weight,
    paired,
    pseudo_inverse,
    snips,
)

KINDS, RUNS = 40, 100
Estimator = Callable[["Log"], Estimate]


@dataclass(frozen=True)
class Log:
    """What was logged of a world, and what another policy would really earn in it."""

    logged: Logged
    read: Floats
    expected: Floats
    truth: float


def log(random: np.random.Generator, number: int, explored: float, others: int, changed: float) -> Log:
    """A log that chose the best action but for a share `explored`, spread over the others; the target chooses another
    action for a share `changed` of the kinds of shoppers."""
    base, effects = random.uniform(0.2, 0.5, KINDS), random.normal(0, 0.12, (KINDS, others + 1))
    earns = np.clip(base[:, None] + effects, 0.02, 0.98)
    target = np.where(random.random(KINDS) < changed, random.integers(1, others + 1, KINDS), 0)
    kinds = random.integers(0, KINDS, number)
    actions = np.where(random.random(number) < explored, random.integers(1, others + 1, number), 0)
    propensities = np.where(actions == 0, 1 - explored, explored / others)
    rewards = (random.random(number) < earns[kinds, actions]).astype(np.float64)
    shoppers = random.integers(0, number * 2 // 3, number)
    same = (target[kinds] == actions).astype(np.float64)
    read = np.clip(earns + random.normal(0, 0.1, earns.shape), 0, 1)
    return Log(
        Logged.of(rewards, same, propensities, shoppers),
        read[kinds, actions],
        read[kinds, target[kinds]],
        float(earns[np.arange(KINDS), target].mean()),
    )


@pytest.mark.parametrize("name", ["ips", "snips", "doubly robust", "ips clipped"])
@pytest.mark.parametrize(
    ("number", "explored", "others", "changed"),
    [(300, 0.03, 4, 1.0), (1000, 0.03, 4, 0.3), (1000, 0.03, 30, 1.0), (3000, 0.03, 30, 0.3), (1000, 0.2, 5, 1.0)],
)
def test_intervals_cover_what_a_policy_really_earns(
    name: str, number: int, explored: float, others: int, changed: float
) -> None:
    estimators: dict[str, Estimator] = {
        "ips": lambda own: ips(own.logged),
        "ips clipped": lambda own: ips(own.logged, clip=20.0),
        "snips": lambda own: snips(own.logged),
        "doubly robust": lambda own: doubly_robust(own.logged, own.read, own.expected),
    }
    random = np.random.default_rng(3)
    covered = 0
    for _ in range(RUNS):
        own = log(random, number, explored, others, changed)
        found = estimators[name](own)
        covered += found.low <= own.truth <= found.high

    assert covered >= 92  # nominal 95 of 100


def test_intervals_are_no_wider_than_they_must_be_where_the_log_says_much() -> None:
    own = log(np.random.default_rng(0), 5000, 0.03, 4, 0.0)

    for found in (ips(own.logged), snips(own.logged), doubly_robust(own.logged, own.read, own.expected)):
        assert found.high - found.low < 0.04
        assert found.effective > 4000


def test_the_doubly_robust_estimate_is_nearer_than_weights_alone() -> None:
    random = np.random.default_rng(1)
    off: dict[str, list[float]] = {"ips": [], "doubly robust": []}
    for _ in range(60):
        own = log(random, 2000, 0.2, 5, 1.0)
        off["ips"].append((ips(own.logged).mean - own.truth) ** 2)
        off["doubly robust"].append((doubly_robust(own.logged, own.read, own.expected).mean - own.truth) ** 2)

    assert np.mean(off["doubly robust"]) < np.mean(off["ips"])


def test_what_the_log_never_shows_may_have_earned_nothing_or_all() -> None:
    nothing = Logged.of(np.ones(500), np.zeros(500), np.ones(500))

    for found in (ips(nothing), snips(nothing), doubly_robust(nothing, np.full(500, 0.5), np.full(500, 0.5))):
        assert found.low == 0
        assert found.high == 1


def _lists(places: int, spare: int) -> np.ndarray:
    """The best list, and each with two products swapped of which the first is seen."""
    best = np.arange(places + spare)
    found = [best[:places]]
    for i in range(places):
        for j in range(i + 1, places + spare):
            other = best.copy()
            other[[i, j]] = other[[j, i]]
            found.append(other[:places])
    return np.asarray(found)


def test_the_estimate_of_lists_covers_where_places_add_up() -> None:
    random = np.random.default_rng(5)
    lists = _lists(5, 3)
    propensities = np.full(len(lists), 0.1 / (len(lists) - 1))
    propensities[0] = 0.9
    covered = 0
    for _ in range(RUNS):
        appeal = random.uniform(0, 0.15, (5, 8))
        wanted = np.asarray([1, 0, 2, 4, 3])  # two swaps: no logged list is it
        weights = np.asarray([list_weight(one, wanted, lists, propensities) for one in lists])
        chosen = random.choice(len(lists), 1500, p=propensities)
        chances = appeal[np.arange(5), lists].sum(axis=1)[chosen]
        rewards = (random.random(1500) < chances).astype(np.float64)
        found = pseudo_inverse(Logged(rewards, weights[chosen], np.arange(1500)))
        covered += found.low <= appeal[np.arange(5), wanted].sum() <= found.high

    assert covered >= 92


def test_the_weights_of_lists_are_those_of_actions_where_a_list_has_one_place() -> None:
    lists, propensities = np.asarray([[0], [1], [2]]), np.asarray([0.9, 0.06, 0.04])

    assert list_weight(np.asarray([2]), np.asarray([2]), lists, propensities) == pytest.approx(25)
    assert list_weight(np.asarray([0]), np.asarray([2]), lists, propensities) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0.01, 1)), min_size=1, max_size=40))
def test_no_log_breaks_an_estimate(rows: list[tuple[bool, bool, float]]) -> None:
    rewards, same, propensities = (np.asarray(column, np.float64) for column in zip(*rows, strict=True))
    logged = Logged.of(rewards, same, propensities)

    for found in (ips(logged), snips(logged, clip=10), doubly_robust(logged, rewards, rewards), pseudo_inverse(logged)):
        assert np.isfinite([found.mean, found.low, found.high]).all()
        assert found.low <= found.mean <= found.high


def test_shoppers_with_many_conversations_do_not_make_an_interval_narrow() -> None:
    values, own = np.repeat(np.random.default_rng(0).normal(size=20), 50), np.repeat(np.arange(20), 50)
    clustered, alone = paired(values, own), paired(values, np.arange(1000))

    assert clustered.high - clustered.low > 5 * (alone.high - alone.low)


@pytest.mark.parametrize(
    ("rewards", "propensities", "field"), [([2.0], [1.0], "rewards"), ([1.0], [0.0], "propensities")]
)
def test_what_cannot_be_is_named(rewards: list[float], propensities: list[float], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        Logged.of(np.asarray(rewards), np.ones(1), np.asarray(propensities))
