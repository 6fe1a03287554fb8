"""Whether shoppers, or what the assistant makes of them, have changed, and so whether to train again.

Compares recent conversations with those before. A conversation is one observation: its messages are alike. What each
conversation was, `learning.journeys` says; what to do about a change is said here in a word, and by the report in a
sentence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from learning.journeys import Journey

RECENT = timedelta(days=7)
"""Whole weeks, since week-ends are unlike other days."""
REFERENCE = timedelta(days=28)
LEAST = 100
"""Conversations in each window, below which nothing is said: PSI needs about that for a dozen groups."""
PSI_NOTICED, PSI_LARGE = 0.10, 0.25
"""The usual thresholds (Siddiqi, Credit Risk Scorecards, 2006, p. 136): some shift; a large one."""
KS_NOTICED, KS_LARGE = 0.10, 0.20
"""Largest distance between two distribution functions; PSI of 0.1 and 0.25 between normal distributions is a shift of
about 0.3 and 0.5 standard deviations, which is a distance of 0.12 and 0.2."""
RATE_NOTICED, RATE_LARGE = 0.25, 0.50
"""Change of a share against what it was."""
LEAST_CHANGE = 0.02
"""Of a share, in points: of rare things a change by half is little."""
FALSE_ALARMS = 0.01
"""Chance that one look at a shop where nothing changed names any signal (Holm's correction over all of them)."""
GROUPS = 20
"""The commonest; the others are one more."""
SHUFFLES = 2000
_SMOOTHING = 0.5

Level = Literal["stable", "noticed", "large", "too few"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that may change."""

    name: str
    kind: Literal["psi", "ks", "rate"]
    level: Level
    value: float | None
    """PSI; the largest distance; the share's change in points."""
    p: float | None
    """Chance of as much where nothing changed, not corrected; None where that was too little to ask."""
    before: float | None
    """The share or the mean in the reference."""
    now: float | None
    reference: int
    recent: int
    """Conversations that say something of it."""
    most: Sequence[tuple[str, float, float]] = ()
    """Of groups, those that changed most, with their share before and now."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Every signal, and what follows."""

    since: datetime
    """Where the recent window begins."""
    until: datetime
    reference_since: datetime
    reference: int
    recent: int
    signals: Sequence[Signal]
    retrain: bool
    reasons: Sequence[str]
    """Names of the signals that say so."""

    @property
    def is_too_few(self) -> bool:
        """Whether there is too little to say anything."""
        return min(self.reference, self.recent) < LEAST


_GROUPS: Mapping[str, Callable[[Journey], Sequence[str]]] = {
    "acts": lambda one: one.acts,
    "product types": lambda one: [one.category] if one.category else [],
    "attributes asked for": lambda one: [name for _, name in sorted(one.attributes)],
}
_AMOUNTS: Mapping[str, Callable[[Journey], float | None]] = {
    "length of messages": lambda one: one.query_length,
    "scores of lists": lambda one: one.score,
    "confidence of acts": lambda one: one.confidence,
}
_SHARES: Mapping[str, tuple[Callable[[Journey], bool | None], bool]] = {
    "wishes not met": (lambda one: bool(one.not_met) if one.asked else None, True),
    "misunderstandings": (lambda one: bool(one.misunderstandings) if one.moves else None, True),
    "questions declined": (lambda one: one.declined, True),
    "products clicked": (lambda one: bool(one.clicked) if one.lists else None, False),
    "success": (lambda one: one.succeeded_at_once if one.asked else None, False),
}
"""What is counted, and whether more of it is bad. Success is without late purchases: those of the recent
days are still to come."""
_CALLS: frozenset[str] = frozenset({*_GROUPS, "scores of lists", "misunderstandings", "questions declined"})
"""A large change of these is one that a retraining learns from; wishes not met are the catalog's business, and outcomes
have many causes."""


def drift(
    journeys: Iterable[Journey], until: datetime, *, recent: timedelta = RECENT, reference: timedelta = REFERENCE
) -> Drift:
    """The `recent` time before `until` against the `reference` before that."""
    since = until - recent
    earlier = since - reference
    now, before = [], []
    for one in journeys:
        if since <= one.started_at < until:
            now.append(one)
        elif earlier <= one.started_at < since:
            before.append(one)
    signals = examine(before, now)
    reasons = [one.name for one in signals if one.level == "large" and one.name in _CALLS]
    return Drift(since, until, earlier, len(before), len(now), signals, bool(reasons), reasons)


def examine(before: Sequence[Journey], now: Sequence[Journey]) -> list[Signal]:
    """Every signal between two sets of conversations."""
    signals = [
        *(
            _of_groups(name, [kind(one) for one in before], [kind(one) for one in now])
            for name, kind in _GROUPS.items()
        ),
        *(_of_amounts(name, _said(before, kind), _said(now, kind)) for name, kind in _AMOUNTS.items()),
        *(_of_share(name, _said(before, kind), _said(now, kind), worse) for name, (kind, worse) in _SHARES.items()),
    ]
    return _corrected(signals)


def psi(before: NDArray[np.float64], now: NDArray[np.float64]) -> NDArray[np.float64]:
    """Population stability index between counts by group, (…, groups) each: sum of (q - p) ln(q / p).

    Lewis, An Introduction to Credit Scoring (1992); each group counts half an observation more, so that none is empty.
    """
    p = (before + _SMOOTHING) / (before + _SMOOTHING).sum(axis=-1, keepdims=True)
    q = (now + _SMOOTHING) / (now + _SMOOTHING).sum(axis=-1, keepdims=True)
    return np.asarray(((q - p) * np.log(q / p)).sum(axis=-1))


def ks(before: NDArray[np.float64], now: NDArray[np.float64]) -> tuple[float, float]:
    """The largest distance between two distribution functions, and the chance of as much (Kolmogorov; Smirnov 1948,
    with the small sample correction of Stephens, JRSS B 1970)."""
    merged = np.concatenate([before, now])
    distance = np.abs(
        np.searchsorted(np.sort(before), merged, side="right") / len(before)
        - np.searchsorted(np.sort(now), merged, side="right") / len(now)
    ).max()
    root = math.sqrt(len(before) * len(now) / len(merged))
    scaled = (root + 0.12 + 0.11 / root) * float(distance)
    if scaled < 0.2:  # the series below does not converge there, where the chance is 1
        return float(distance), 1.0
    terms = [(-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101)]
    return float(distance), min(1.0, max(0.0, 2 * sum(terms)))


def _of_groups(name: str, before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> Signal:
    """PSI over groups. Its chance is by shuffling conversations between the windows: PSI of small samples is large by
    itself (Yurdakul and Naranjo, Journal of Risk Model Validation 2020), and one conversation's acts are alike."""
    before, now = [own for own in before if own], [own for own in now if own]
    if min(len(before), len(now)) < LEAST:
        return Signal(name, "psi", "too few", None, None, None, None, len(before), len(now))
    common = [group for group, _ in Counter(g for own in [*before, *now] for g in own).most_common(GROUPS)]
    table = _counted([*before, *now], {group: place for place, group in enumerate(common)})
    old, new = table[: len(before)].sum(axis=0), table[len(before) :].sum(axis=0)
    value = float(psi(old, new))
    level = _level(value, PSI_NOTICED, PSI_LARGE)
    p = None if level == "stable" else _shuffled(table, len(now), value)
    shares = list(zip([*common, "other"], old / old.sum(), new / new.sum(), strict=True))
    most = sorted(shares, key=lambda one: -abs(one[2] - one[1]))[:3]
    changed = tuple((group, float(was), float(is_now)) for group, was, is_now in most)
    return Signal(name, "psi", level, value, p, None, None, len(before), len(now), changed)


def _counted(said: Sequence[Sequence[Hashable]], places: Mapping[Hashable, int]) -> NDArray[np.float64]:
    """(conversations, groups + 1) how often each was said."""
    table = np.zeros((len(said), len(places) + 1))
    for row, own in enumerate(said):
        for group in own:
            table[row, places.get(group, len(places))] += 1
    return table


def _shuffled(table: NDArray[np.float64], recent: int, value: float) -> float:
    """How often as much comes out where conversations are shuffled between the windows."""
    random = np.random.default_rng(0)
    total = table.sum(axis=0)
    as_much = 0
    for start in range(0, SHUFFLES, 100):
        # Rows with the smallest numbers are the recent ones: a draw without replacement for each of a hundred shuffles.
        draws = random.random((min(100, SHUFFLES - start), len(table)))
        chosen = draws <= np.partition(draws, recent - 1, axis=1)[:, recent - 1 : recent]
        new = chosen.astype(np.float64) @ table
        as_much += int((psi(total - new, new) >= value).sum())
    return (as_much + 1) / (SHUFFLES + 1)


def _of_amounts(name: str, before: Sequence[float], now: Sequence[float]) -> Signal:
    if min(len(before), len(now)) < LEAST:
        return Signal(name, "ks", "too few", None, None, None, None, len(before), len(now))
    old, new = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    value, p = ks(old, new)
    level = _level(value, KS_NOTICED, KS_LARGE)
    return Signal(name, "ks", level, value, p, float(old.mean()), float(new.mean()), len(old), len(new))


def _of_share(name: str, before: Sequence[float], now: Sequence[float], more_is_bad: bool) -> Signal:
    """Two shares by the pooled z test; only a change for the worse is a signal."""
    if min(len(before), len(now)) < LEAST:
        return Signal(name, "rate", "too few", None, None, None, None, len(before), len(now))
    was, is_now = float(np.mean(before)), float(np.mean(now))
    pooled = (sum(before) + sum(now)) / (len(before) + len(now))
    error = math.sqrt(pooled * (1 - pooled) * (1 / len(before) + 1 / len(now)))
    p = 2 * (1 - NormalDist().cdf(abs(is_now - was) / error)) if error else 1.0
    change = is_now - was
    is_worse = change > 0 if more_is_bad else change < 0
    relative = abs(change) / was if was else math.inf
    matters = is_worse and abs(change) >= LEAST_CHANGE
    level = _level(relative, RATE_NOTICED, RATE_LARGE) if matters else "stable"
    return Signal(name, "rate", level, change, p, was, is_now, len(before), len(now))


def _level(value: float, noticed: float, large: float) -> Level:
    return "large" if value >= large else "noticed" if value >= noticed else "stable"


def _corrected(signals: Sequence[Signal]) -> list[Signal]:
    """Without those that luck explains: Holm's step-down over the signals (Scandinavian Journal of Statistics 1979)."""
    asked = sum(one.value is not None for one in signals)
    sure: set[str] = set()
    for place, (p, name) in enumerate(sorted((one.p, one.name) for one in signals if one.p is not None)):
        if p > FALSE_ALARMS / (asked - place):
            break
        sure.add(name)
    return [one if one.level in ("stable", "too few") or one.name in sure else _calmed(one) for one in signals]


def _calmed(one: Signal) -> Signal:
    return replace(one, level="stable")


def _said(journeys: Sequence[Journey], kind: Callable[[Journey], float | None]) -> list[float]:
    return [float(value) for one in journeys if (value := kind(one)) is not None]
