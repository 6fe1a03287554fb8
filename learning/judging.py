"""How much of what is learned to believe: what is learned from some conversations is held against others.

How quickly to forget is decided on the newest conversations, by what is learned from all before them; how far to follow
what was learned, by turns on conversations left out. Where the gain over day one is not sure, day one stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from learning.choice import ChoiceSets, Floats
from learning.shelves import Shelf, Shelves
from learning.signals import Choice
from learning.taste import Examined, Scales, Taste, Told, Weight, shown_rows, taste

HALF_LIVES: tuple[float | None, ...] = (None, 1000.0, 250.0)
"""In conversations: nothing is forgotten, slowly, quickly."""
NEWEST = 0.2
"""Share of the conversations on which forgetting is judged."""
_LEAST_JUDGED = 150
"""Conversations from which forgetting is judged at all."""
_FORGETS = 1.0
"""Standard errors by which forgetting must gain to be chosen: tastes that are stable are not to be forgotten."""
FOLDS = 4
STRETCHES = (0.6, 1.0, 1.6)
"""Of the priors' standard deviations."""
TRUSTS = (0.5, 1.0)
SURE = 1.64
"""Standard errors by which the gain must be above nothing: one-sided 95 %."""

WeightOf = Callable[[float | None], Mapping[str, float]]
"""By half life, what each session counts; 0 where it is missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided, and the gain by which."""

    half_life: float | None
    scales: Scales
    trust: float
    mean: float = 0.0
    """Gain of log-likelihood a chosen list, in nats."""
    low: float = 0.0
    high: float = 0.0
    lists: int = 0


class Judging:
    """Holds one log's observations by type."""

    def __init__(
        self,
        shelves: Shelves,
        told: Mapping[str, Told],
        order: Mapping[str, int],
        weights: WeightOf,
        examined: Examined,
    ) -> None:
        self._shelves = shelves
        self._told = told
        self._order = order
        self._weights = weights
        self._examined = examined

    def decide(self) -> Judged:
        """Forgetting first, then how far to follow."""
        half_life = self._forgetting()
        number = {session: place for place, session in enumerate(sorted(self._order, key=self._order.__getitem__))}
        best = Judged(half_life, Scales(), 0.0)
        for stretch in STRETCHES:
            scales = _stretched(Scales(), stretch)
            gains: dict[float, list[dict[str, tuple[float, float]]]] = {trust: [] for trust in TRUSTS}
            for fold in range(FOLDS):
                out = {session for session, place in number.items() if place % FOLDS == fold}
                tastes = self._tastes(half_life, scales, out)
                for trust in TRUSTS:
                    gains[trust].append(self._gains(tastes, out, trust))
            for trust in TRUSTS:
                found = _summed({s: g for part in gains[trust] for s, g in part.items()})
                if found is not None and found[0] - SURE * found[1] > max(0.0, best.low):
                    mean, error, lists = found
                    best = Judged(half_life, scales, trust, mean, mean - SURE * error, mean + SURE * error, lists)
        return best

    def _forgetting(self) -> float | None:
        if len(self._order) < _LEAST_JUDGED:
            return None
        first = (1 - NEWEST) * (1 + max(self._order.values()))
        new = {session for session, place in self._order.items() if place >= first}
        found = {half_life: self._gains(self._tastes(half_life, Scales(), new), new, 1.0) for half_life in HALF_LIVES}
        chosen, stays = None, found[None]
        for half_life, gains in found.items():
            better = {s: (gains[s][0] - stays[s][0], gains[s][1]) for s in gains}
            gain = _summed(better)
            if half_life is not None and gain is not None and gain[0] > _FORGETS * gain[1]:
                chosen, stays = half_life, gains
        return chosen

    def _tastes(self, half_life: float | None, scales: Scales, out: set[str]) -> dict[str, Taste]:
        """Learned without the sessions that are left out."""
        weights = self._weights(half_life)
        weight = _without(weights, out)
        return {
            category: taste(self._shelves, shelf, told, scales, weight, self._examined)
            for category, told in self._told.items()
            if (shelf := self._shelves.of(category)) is not None
        }

    def _gains(self, tastes: Mapping[str, Taste], on: set[str], trust: float) -> dict[str, tuple[float, float]]:
        """By session, what its choices are likelier than by day one, in nats, and how many lists they are of."""
        found: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        for category, learned in tastes.items():
            shelf = self._shelves.of(category)
            for choice in self._told[category].choices if shelf else ():
                if choice.session in on and choice.is_chosen and shelf is not None:
                    gain = self._gain(shelf, choice, learned, trust)
                    if gain is not None:
                        before = found[choice.session]
                        found[choice.session] = (before[0] + gain, before[1] + 1)
        return dict(found)

    def _gain(self, shelf: Shelf, choice: Choice, learned: Taste, trust: float) -> float | None:
        rows, kept = shown_rows(shelf, choice)
        chosen = np.maximum([choice.strengths[n] for n in kept], 0.0)
        if len(rows) < 2 or not chosen.any():
            return None
        day_one = self._shelves.day_one(choice.category, choice.query)[rows]
        effects = trust * (shelf.values[rows] @ learned.of(choice.purpose))
        looked = np.log([self._examined(n) for n in kept])
        shares = [_log_shares(learned.day_one * own + looked) for own in (day_one, day_one + effects)]
        return float(chosen @ (shares[1] - shares[0]) / chosen.sum())


def _log_shares(utility: Floats) -> Floats:
    alone = ChoiceSets(utility[:, None], np.zeros(1, np.int64), np.zeros(len(utility)), np.zeros(len(utility)))
    return alone.log_shares(np.ones(1))


def _without(weights: Mapping[str, float], out: set[str]) -> Weight:
    return lambda session, _: 0.0 if session in out else weights.get(session, 0.0)


def _stretched(scales: Scales, stretch: float) -> Scales:
    return replace(
        scales,
        wanted=scales.wanted * stretch,
        wanted_of_purpose=scales.wanted_of_purpose * stretch,
        values=scales.values * stretch,
        values_of_purpose=scales.values_of_purpose * stretch,
    )


def _summed(gains: Mapping[str, tuple[float, float]]) -> tuple[float, float, int] | None:
    """Mean gain a list, its standard error with sessions as clusters (a ratio's, by linearisation), and the lists."""
    if len(gains) < 2:
        return None
    totals, lists = (np.asarray([one[n] for one in gains.values()]) for n in (0, 1))
    mean = float(totals.sum() / lists.sum())
    error = float(np.sqrt(len(gains) / (len(gains) - 1) * ((totals - mean * lists) ** 2).sum()) / lists.sum())
    return mean, error, int(lists.sum())
