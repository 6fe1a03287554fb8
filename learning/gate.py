"""May a retrained model serve? By what the log says of it against the model in use; day one's figures are held to
elsewhere (`floorwalker.steps.gate`).

A candidate's gain is paired: what each judged conversation would have been worth with it, less what it would have been
with the model in use. It is promoted only if the lower bound of that gain is above nothing, and no check speaks
against it. All of it is a function of numbers, so that it can be simulated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from learning.estimators import Estimate, Floats, Ints, paired
from learning.power import Power, power_of


@dataclass(frozen=True, slots=True)
class Gain:
    """A gain a conversation, (n,), and whose conversation it was."""

    values: Floats
    clusters: Ints

    def estimate(self, error: float) -> Estimate:
        """The mean, with bounds that each fail in a share `error`."""
        return paired(self.values, self.clusters, level=1 - 2 * error)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that could be promoted."""

    name: str
    gain: Gain
    """Of the screens, over the model in use (`learning.screens`)."""
    corrected: bool = True
    """Whether it learned from corrected feedback; False: from raw clicks."""
    checks: Mapping[str, Estimate] = field(default_factory=dict)
    """Differences to the model in use, by what is measured; above 0 is better."""
    beyond_reverse: Gain | None = None
    """Over the order of the model in use turned upside down, which must be above nothing too; None: not known."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the gate asks."""

    error: float = 0.01
    """The chance with which a model in use is ever replaced by one that is no better, over all retrainings."""
    effect: float = 0.08
    """The gain that matters: with less data than shows it, nothing is promoted."""
    power: float = 0.8
    """The chance of seeing a gain that matters."""

    def error_of(self, look: int, candidates: int) -> float:
        """What the `look`-th comparison (from 1) with one model in use may spend on each of its candidates.

        1 / (k (k + 1)) sums to 1 over all k: alpha spending (Lan and DeMets, 1983) for as many looks as there ever are.
        The candidates share it evenly (Bonferroni).
        """
        return self.error / (look * (look + 1)) / max(1, candidates)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the log says."""

    chosen: str | None
    """The best candidate, promoted or not; None without candidates."""
    promote: bool
    lines: list[str]
    figures: dict[str, float]
    power: Power


def decide(candidates: Sequence[Candidate], *, look: int = 1, rules: Rules | None = None) -> Decision:
    """Chooses among candidates, and says whether the chosen one may replace the model in use.

    `look`: which comparison with this model in use it is, the first is 1. Where learning from raw clicks gains more
    than learning from corrected feedback, it is chosen, and said so; it must pass the same.
    """
    rules = rules or Rules()
    error = rules.error_of(look, len(candidates))
    found = {one.name: one.gain.estimate(error) for one in candidates}
    power = _power(candidates, rules, error)
    parts = {f"gain of {name}, {part}": getattr(own, part) for name, own in found.items() for part in _PARTS}
    figures = {what: round(value, 4) for what, value in parts.items() if np.isfinite(value)}
    figures |= {"shoppers judged": power.judged, "shoppers needed": power.needed, "look": look}
    if not candidates:
        return Decision(None, False, ["fails: there is no candidate"], figures, power)
    lines = [_said_of_power(power)]
    passing = [
        one for one in candidates if found[one.name].low > 0 and _beats_reverse(one, error) and not _against(one)
    ]
    chosen = _best(passing or candidates, found)
    lines += _said_of_gain(chosen, found[chosen.name], error)
    if chosen.beyond_reverse is not None:
        own = chosen.beyond_reverse.estimate(error)
        word = "passes" if own.low > 0 else "fails"
        lines.append(f"{word}: against the order of the model in use turned upside down ({signed(own)})")
    lines += [f"fails: {what} ({signed(own)})" for what, own in _against(chosen).items()]
    lines += [f"passes: {what} ({signed(own)})" for what, own in chosen.checks.items() if own.high >= 0]
    raw_wins, said = _raw_clicks(chosen, candidates, found)
    lines += said
    return Decision(chosen.name, bool(passing) and power.enough and not raw_wins, lines, figures, power)


_PARTS = ("mean", "low", "high")


def _power(candidates: Sequence[Candidate], rules: Rules, error: float) -> Power:
    """By the candidate whose gain spreads most."""
    gains = [one.gain for one in candidates] or [Gain(np.zeros(0), np.zeros(0, np.int64))]
    found = [power_of(one.values, one.clusters, rules.effect, error=error, power=rules.power) for one in gains]
    return max(found, key=lambda one: one.needed - one.judged)


def _beats_reverse(candidate: Candidate, error: float) -> bool:
    return candidate.beyond_reverse is None or candidate.beyond_reverse.estimate(error).low > 0


def _against(candidate: Candidate) -> dict[str, Estimate]:
    """What is worse with it, by more than luck explains."""
    return {what: own for what, own in candidate.checks.items() if own.high < 0}


def _best(candidates: Sequence[Candidate], found: Mapping[str, Estimate]) -> Candidate:
    return max(candidates, key=lambda one: found[one.name].mean)


def _raw_clicks(
    chosen: Candidate, candidates: Sequence[Candidate], found: Mapping[str, Estimate]
) -> tuple[bool, list[str]]:
    """Whether learning from raw clicks is surely better than what was chosen, and what is to be said of it."""
    raw = [one for one in candidates if not one.corrected]
    corrected = [one for one in candidates if one.corrected]
    if not chosen.corrected:
        if not corrected:
            return False, ["learned from raw clicks"]
        other = found[_best(corrected, found).name].mean
        own = found[chosen.name].mean
        word = "beat" if own > other else "passes where it does not:"
        return False, [f"learning from raw clicks {word} learning from corrected feedback ({own:+.3f}, {other:+.3f})"]
    if not raw:
        return False, []
    best = _best(raw, found)
    difference = paired(chosen.gain.values - best.gain.values, chosen.gain.clusters)
    wins = difference.high < 0
    line = f"{'fails' if wins else 'passes'}: against learning from raw clicks ({signed(difference)})"
    return wins, [line]


def _said_of_power(power: Power) -> str:
    if power.enough:
        return f"passes: {power.judged} shoppers are judged; {power.needed} show a gain of {power.effect:g}"
    return f"fails: {power.judged} shoppers are judged, too few: {power.needed} show a gain of {power.effect:g}"


def _said_of_gain(chosen: Candidate, own: Estimate, error: float) -> list[str]:
    word = "passes" if own.low > 0 else "fails"
    gain = f"{own.mean:+.3f}, at least {own.low:+.3f} with {1 - error:.2%} certainty"
    return [
        f"{word}: screens of {chosen.name} against the model in use, {gain if np.isfinite(own.low) else signed(own)}"
    ]


def signed(own: Estimate) -> str:
    """A difference in words; of fewer than two shoppers, that it is not known."""
    if not np.isfinite([own.low, own.high]).all():
        return "not known: too few shoppers say anything of it"
    return f"{own.mean:+.3f}, {own.low:+.3f} to {own.high:+.3f}"
