"""How much of what is learned to believe: what is learned from some conversations is held against others.

How quickly to forget is decided on the newest conversations, by what is learned from all before them; how far to follow
what was learned, by turns on conversations left out. Where the gain over day one is not sure, day one stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from learning.evidence import Evidence, Weights
from learning.taste import Scales, Taste, taste

HALF_LIVES: tuple[float | None, ...] = (None, 1000.0, 250.0)
"""In conversations: nothing is forgotten, slowly, quickly."""
NEWEST = 0.2
"""Share of the conversations on which forgetting is judged."""
_LEAST_JUDGED = 300
"""Conversations from which forgetting is judged at all."""
_FORGETS = 1.0
"""Standard errors by which forgetting must gain to be chosen: tastes that are stable are not to be forgotten."""
FOLDS = 4
STRETCHES = (0.6, 1.0, 1.6)
"""Of the priors' standard deviations."""
TRUSTS = (0.5, 1.0)
SURE = 1.64
"""Standard errors by which the gain must be above nothing: one-sided 95 %."""

WeightsOf = Callable[[float | None], Weights]
"""By half life."""
Gains = dict[str, tuple[float, int]]


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
    """Holds one log's evidence by type."""

    def __init__(self, evidence: Sequence[Evidence], order: Mapping[str, int], weights: WeightsOf) -> None:
        self._evidence = evidence
        self._order = order
        self._weights = weights

    def decide(self) -> Judged:
        """Forgetting first, then how far to follow."""
        half_life = self._forgetting()
        best = Judged(half_life, Scales(), 0.0)
        for stretch in STRETCHES:
            scales = Scales().stretched(stretch)
            gains: dict[float, Gains] = {trust: {} for trust in TRUSTS}
            for fold in range(FOLDS):
                out = {session for session, place in self._order.items() if place % FOLDS == fold}
                tastes = self._tastes(half_life, scales, out)
                for trust in TRUSTS:
                    gains[trust] |= self._gains(tastes, out, trust)
            for trust in TRUSTS:
                found = _summed(gains[trust])
                if found is not None and found[0] - SURE * found[1] > max(0.0, best.low):
                    mean, error, lists = found
                    best = Judged(half_life, scales, trust, mean, mean - SURE * error, mean + SURE * error, lists)
        return best

    def _forgetting(self) -> float | None:
        if len(self._order) < _LEAST_JUDGED:
            return None
        first = (1 - NEWEST) * len(self._order)
        new = {session for session, place in self._order.items() if place >= first}
        found = {life: self._gains(self._tastes(life, Scales(), new), new, 1.0) for life in HALF_LIVES}
        chosen, stays = None, found[None]
        for half_life, gains in found.items():
            gain = _summed({s: (gains[s][0] - stays[s][0], gains[s][1]) for s in gains})
            if half_life is not None and gain is not None and gain[0] > _FORGETS * gain[1]:
                chosen, stays = half_life, gains
        return chosen

    def _tastes(self, half_life: float | None, scales: Scales, out: set[str]) -> list[Taste]:
        """Of each type, learned without the sessions that are left out."""
        weights = {session: own for session, own in self._weights(half_life).items() if session not in out}
        return [taste(evidence, scales, weights) for evidence in self._evidence]

    def _gains(self, tastes: Sequence[Taste], on: set[str], trust: float) -> Gains:
        """By session, what its choices are likelier than by day one, in nats, and how many lists they are of."""
        found: defaultdict[str, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
        for evidence, learned in zip(self._evidence, tastes, strict=True):
            for session, gain in _gains_of(evidence, learned, on, trust):
                before = found[session]
                found[session] = (before[0] + gain, before[1] + 1)
        return dict(found)


def _gains_of(evidence: Evidence, learned: Taste, on: set[str], trust: float) -> Iterator[tuple[str, float]]:
    """Of each list of these sessions, what its choices are likelier."""
    observed = evidence.products
    sets, kept = observed.weighed(dict.fromkeys(on, 1.0))
    if not len(sets.starts):
        return
    own = [number for number, session in enumerate(observed.sessions) if session in on]
    effects = np.stack([learned.of(observed.purposes[number]) for number in own])
    sizes, known = sets.sizes, learned.day_one * evidence.day_one[kept]
    taught = trust * learned.day_one * (sets.features * np.repeat(effects, sizes, axis=0)).sum(axis=1)
    before, after = (replace(sets, features=(known + more)[:, None]).log_shares(np.ones(1)) for more in (0.0, taught))
    gained = np.add.reduceat(sets.chosen * (after - before), sets.starts) / np.add.reduceat(sets.chosen, sets.starts)
    yield from ((observed.sessions[number], float(gain)) for number, gain in zip(own, gained, strict=True))


def _summed(gains: Gains) -> tuple[float, float, int] | None:
    """Mean gain a list, its standard error with sessions as clusters (a ratio's, by linearisation), and the lists."""
    if len(gains) < 2:
        return None
    totals, lists = (np.asarray([one[n] for one in gains.values()]) for n in (0, 1))
    mean = float(totals.sum() / lists.sum())
    error = float(np.sqrt(len(gains) / (len(gains) - 1) * ((totals - mean * lists) ** 2).sum()) / lists.sum())
    return mean, error, int(lists.sum())
