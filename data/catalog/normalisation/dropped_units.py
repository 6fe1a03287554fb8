"""The unit of a numeric attribute whose source gives bare numbers, from the products' own texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from language.measurements import measurements

LEAST_VOTES, LEAST_AGREEMENT, LEAST_VOTING_SHARE, LEAST_NUMBERS = 3, 0.7, 0.02, 3
"""A dropped unit is taken from the texts if 3 products (and 2 in 100) show it, for 3 different numbers, and 7 in 10
agree: a "1" stands before some unit in any text."""


def dropped_unit(stated: Sequence[tuple[float, str]]) -> str | None:
    """The unit that `stated` numbers are in, each given with its product's title and description.

    A unit that stands behind that number there is a vote. None if there are too few votes, or they disagree.
    """
    votes: Counter[str] = Counter()
    numbers: defaultdict[str, set[float]] = defaultdict(set)
    for number, text in stated:
        found = {unit for stated, unit in measurements(text) if abs(stated - number) < 1e-9}
        if len(found) == 1:
            votes.update(found)
            numbers[next(iter(found))].add(number)
    if not votes:
        return None
    unit, count = votes.most_common(1)[0]
    enough = count >= max(LEAST_VOTES, LEAST_VOTING_SHARE * len(stated)) and len(numbers[unit]) >= LEAST_NUMBERS
    return unit if enough and count >= LEAST_AGREEMENT * votes.total() else None
