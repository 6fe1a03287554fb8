"""What the assistant is worth: shoppers with it against those held out, with intervals to be looked at any time.

A shopper is one observation, however many conversations there are. Knows nothing of how shoppers are held out. Where
these have conversations too, it counts what `learning.journeys` says became of them (`lift`); where they are not shown
the widget, what the shop says that either group bought (`widget_lift`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.conversations.outcomes import Placed
from learning.journeys import LATE, Journey

ALPHA = 0.05
"""Chance that an interval ever misses, however often it is looked at."""
LEAST_SHOPPERS = 100
"""In each arm, before anything is said: the intervals hold for large samples."""
LEAST_EVENTS = 10
"""Shoppers with and without the outcome in each arm, before anything is said."""
WORTH_KNOWING = 0.02
"""The smallest difference of two shares that a shop would act on; where the intervals are made tightest."""
WORTH_KNOWING_RATIO = 0.2
"""The same of a ratio: 20 % more, which is as much where one in ten buys."""
POWER = 2.8
"""Standard errors in a difference found with 80 % power at 5 % (1.96 + 0.84)."""
_TIGHTEST = 8.2
"""Ratio of the information where the boundary is tightest to its tuning parameter: x where x = ln((x + 1) / ALPHA**2),
at which the boundary's derivative by the parameter is zero (Howard et al. 2021, section 3.5)."""

Verdict = Literal["better", "worse", "no difference yet", "too few"]


@dataclass(frozen=True, slots=True)
class Arm:
    """How many shoppers of an arm, and how many had the outcome."""

    shoppers: int
    with_outcome: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One outcome in both arms. Intervals are None while there is too little to say."""

    outcome: str
    assistant: Arm
    holdout: Arm
    verdict: Verdict
    difference: float | None = None
    """The assistant's share less the holdout's."""
    difference_low: float | None = None
    difference_high: float | None = None
    ratio: float | None = None
    """The assistant's share over the holdout's."""
    ratio_low: float | None = None
    ratio_high: float | None = None
    more_shoppers: int = 0
    """About how many more, in both arms together at their present shares, until WORTH_KNOWING can be told; 0 if it can
    now, or if a difference has been found."""


@dataclass(frozen=True, slots=True)
class Lift:
    """The comparison; empty if nobody is held out."""

    shoppers: int
    held_out: int
    mixed: int
    """Shoppers of both arms, who are left out."""
    unsettled: int
    """Whose week is not over, who are left out of what is counted after it."""
    comparisons: Sequence[Comparison] = field(default_factory=list)


Outcome = Callable[[Sequence[Journey]], bool]
_AT_ONCE = timedelta(days=1)
_AFTER_A_WEEK = "bought within 7 days"
_OUTCOMES: Mapping[str, tuple[bool, Outcome]] = {
    "clicked a product": (False, lambda own: any(one.clicked for one in _of_first_week(own))),
    "put a product in the cart": (False, lambda own: any(one.carted for one in _of_first_week(own))),
    "bought within a day": (False, lambda own: _bought(own, _AT_ONCE)),
    _AFTER_A_WEEK: (True, lambda own: _bought(own, LATE)),
}
"""What a shopper did, told by all the conversations; each with whether it is counted only once the week is over."""


def lift(journeys: Iterable[Journey], until: datetime) -> Lift:
    """Compares the arms by what is known at `until` (UTC)."""
    shoppers: defaultdict[str, list[Journey]] = defaultdict(list)
    for one in journeys:
        shoppers[one.shopper].append(one)
    stuck = {name: own for name, own in shoppers.items() if len({one.arm for one in own}) == 1}
    groups = list(stuck.values())
    held_out = sum(own[0].arm == "holdout" for own in groups)
    settled = [own for own in groups if own[0].started_at + LATE <= until]
    mixed, unsettled = len(shoppers) - len(stuck), len(groups) - len(settled)
    if not held_out:
        return Lift(len(groups), 0, mixed, unsettled)
    found = [
        _of_outcome(name, settled if late else groups, had_outcome) for name, (late, had_outcome) in _OUTCOMES.items()
    ]
    return Lift(len(groups), held_out, mixed, unsettled, found)


def widget_lift(placed: Iterable[Placed], until: datetime) -> Comparison | None:
    """Compares shoppers with the widget and without by what they bought in the week since they are in their group, of
    those whose week is over at `until` (UTC). None where nobody is without."""
    values: dict[bool, list[bool]] = {True: [], False: []}
    is_held_out = False
    for one in placed:
        is_held_out |= not one.widget
        if one.at + LATE <= until:
            values[one.widget].append(any(bought.at <= one.at + LATE for bought in one.bought))
    return compare(_AFTER_A_WEEK, values[True], values[False]) if is_held_out else None


def _of_first_week(own: Sequence[Journey]) -> list[Journey]:
    return [one for one in own if one.started_at < own[0].started_at + LATE]


def _bought(own: Sequence[Journey], within: timedelta) -> bool:
    end = own[0].started_at + within
    return any(purchase.at <= end for one in own for purchase in one.purchases)


def _of_outcome(name: str, groups: Sequence[Sequence[Journey]], had_outcome: Outcome) -> Comparison:
    values: dict[bool, list[bool]] = {True: [], False: []}
    for own in groups:
        values[own[0].arm == "holdout"].append(had_outcome(own))
    return compare(name, values[False], values[True])


def compare(outcome: str, assistant: Sequence[bool], holdout: Sequence[bool]) -> Comparison:
    """Two arms of shoppers, each with or without the outcome."""
    ours, theirs = _arm(assistant), _arm(holdout)
    if _is_too_small(ours) or _is_too_small(theirs):
        return Comparison(outcome, ours, theirs, "too few", more_shoppers=_more(ours, theirs))
    p, q, n, m = ours.share or 0.0, theirs.share or 0.0, ours.shoppers, theirs.shoppers
    half = float(anytime_half_width(np.asarray(p * (1 - p) / n + q * (1 - q) / m), WORTH_KNOWING))
    relative = (1 - p) / (p * n) + (1 - q) / (q * m)  # of the ratio's logarithm
    factor = math.exp(float(anytime_half_width(np.asarray(relative), WORTH_KNOWING_RATIO)))
    low, high = p - q - half, p - q + half
    verdict: Verdict = "better" if low > 0 else "worse" if high < 0 else "no difference yet"
    return Comparison(
        outcome,
        ours,
        theirs,
        verdict,
        difference=p - q,
        difference_low=max(-1.0, low),
        difference_high=min(1.0, high),
        ratio=p / q,
        ratio_low=p / q / factor,
        ratio_high=p / q * factor,
        more_shoppers=_more(ours, theirs) if verdict == "no difference yet" else 0,
    )


def _arm(own: Sequence[bool]) -> Arm:
    return Arm(len(own), sum(own), sum(own) / len(own) if own else None)


def anytime_half_width(variance: NDArray[np.float64], worth_knowing: float) -> NDArray[np.float64]:
    """Half the width of an interval that holds at all times at once with probability 1 - ALPHA, for an estimate of that
    variance; half as wide again as one that may be looked at once.

    The two-sided normal mixture boundary (Robbins, Annals of Mathematical Statistics 1970; Howard, Ramdas, McAuliffe
    and Sekhon, Annals of Statistics 2021, eq. 14) over information, the inverse of the variance, by which efficient
    estimates move as Brownian motion does (Scharfstein, Tsiatis and Robins, JASA 1997). It holds in the limit of large
    samples, as do the asymptotic confidence sequences of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (Annals of
    Statistics 2024). Tightest where a difference of `worth_knowing` is found with 80 % power.
    """
    information = 1 / variance
    tuning = (POWER / worth_knowing) ** 2 / _TIGHTEST
    total = information + tuning
    return np.asarray(np.sqrt(total * np.log(total / (tuning * ALPHA**2))) / information)


def _is_too_small(arm: Arm) -> bool:
    events = min(arm.with_outcome, arm.shoppers - arm.with_outcome)
    return arm.shoppers < LEAST_SHOPPERS or events < LEAST_EVENTS


def _more(ours: Arm, theirs: Arm) -> int:
    """How many more shoppers until the half width is WORTH_KNOWING, at the present share of each arm and outcome."""
    total = ours.shoppers + theirs.shoppers
    if total < 2:
        return 0
    held_out = min(max(theirs.shoppers, 1), total - 1) / total
    rate = (ours.with_outcome + theirs.with_outcome + 1) / (total + 2)
    each = rate * (1 - rate) * (1 / held_out + 1 / (1 - held_out))
    needed = float(total)
    while float(anytime_half_width(np.asarray(each / needed), WORTH_KNOWING)) > WORTH_KNOWING:
        needed *= 1.02
    least = LEAST_SHOPPERS / min(held_out, 1 - held_out)
    return max(1, math.ceil(max(needed, least) - total))
