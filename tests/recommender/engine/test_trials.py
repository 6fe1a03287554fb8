"""Team drafts: fair, whole, and as likely as they say."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.engine.trials import coins_for, drafted, propensities

OURS, THEIRS = list("abcdef"), list("cbxyaz")


def ids(coins: tuple[bool, ...], places: int) -> list[str]:
    teams = {"current": OURS, "rival": THEIRS}
    return [teams[pick.team][pick.place] for pick in drafted(OURS, THEIRS, coins, places)]


def test_each_picks_its_best_that_is_left() -> None:
    picks = drafted(OURS, THEIRS, (True, False, True), 5)

    assert ids((True, False, True), 5) == ["a", "c", "b", "x", "y"][:2] + ids((True, False, True), 5)[2:]
    assert [pick.team for pick in picks] == ["current", "rival", "rival", "current", "current"]
    assert ids((True, False, True), 5) == ["a", "c", "b", "d", "e"]


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_a_longer_draft_begins_as_a_shorter_one(coins: list[bool]) -> None:
    more = (*coins, True, False)

    assert ids(more, 10)[:5] == ids(tuple(coins), 5)
    assert len(set(ids(more, 10))) == len(ids(more, 10))


@given(st.permutations(range(9)), st.permutations(range(9)), st.integers(1, 9), st.integers(1, 9), st.integers(0, 9))
def test_propensities_are_those_of_all_drafts(
    ours: list[int], theirs: list[int], we: int, they: int, start: int
) -> None:
    teams = {"current": ours[:we], "rival": theirs[:they]}
    thrown = list(product((True, False), repeat=coins_for(10)))
    lists = [
        [teams[pick.team][pick.place] for pick in drafted(ours[:we], theirs[:they], coins, 10)][start:]
        for coins in thrown
    ]

    whole, each = propensities(ours[:we], theirs[:they], thrown[0], range(start, 10))

    assert whole == lists.count(lists[0]) / len(thrown)
    assert each == [sum(one[n : n + 1] == [own] for one in lists) / len(thrown) for n, own in enumerate(lists[0])]


def test_two_lists_that_are_the_same_stay_so() -> None:
    for coins in product((True, False), repeat=3):
        assert [pick.place for pick in drafted(OURS, OURS, coins, 6)] == [0, 1, 2, 3, 4, 5]
    assert propensities(OURS, OURS, (True, True, True), range(6)) == (1.0, [1.0] * 6)


@pytest.mark.parametrize("page", [range(5), range(2, 5)])
def test_lists_are_as_likely_as_their_propensities_say(page: range) -> None:
    thrown = list(product((True, False), repeat=coins_for(page.stop)))
    lists = Counter(tuple(ids(coins, page.stop)[page.start :]) for coins in thrown)

    for coins in thrown:
        own = tuple(ids(coins, page.stop)[page.start :])
        whole, each = propensities(OURS, THEIRS, coins, page)
        assert whole == lists[own] / len(thrown)
        for place, chance in enumerate(each):
            assert chance == sum(n for other, n in lists.items() if other[place] == own[place]) / len(thrown)
