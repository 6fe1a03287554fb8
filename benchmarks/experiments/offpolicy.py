"""Do the estimators' intervals hold what another policy would truly earn? Estimates from many small logs that explored,
against what the simulated shop's shoppers give when the other policy is really followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.experiments.lab import Conditions, Lab, closed, lab
from benchmarks.simulator.browsing import looked
from benchmarks.simulator.shoppers import Shopper
from benchmarks.simulator.shopping import FIRST_SCREEN, Asked, Search, words_random
from benchmarks.simulator.wordings import request
from floorwalker.steps import Track
from learning.estimators import Estimate
from learning.offpolicy import Decisions, Direct, earned
from learning.replay import Answer
from learning.slates import Slate, earned_by_screen, slate
from ranker.candidates import AttributeRanker
from recommender.protocol.recommend import RecommendResponse

SHOPPERS, TAUGHT = 400, 500
"""Of each log, and the conversations that taught the policy that is estimated."""
TRUTH = 4000
"""Shoppers by whom the truth is known."""
_TRUTH_SEED, _LOG_SEED = 5_000_000, 10_000_000
_KINDS, _SCREENS = ("questions", "places"), "screens"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """The first answer to one shopper."""

    shopper: Shopper
    found: RecommendResponse
    asked: Asked | None


Log = list[tuple[Moment, Moment]]
"""What each shopper was answered, and what the other policy would have answered."""


def offpolicy(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """For two policies, day one's without exploration and what was learned: in how many of 100 logs each estimator's
    interval holds the truth. Wanted are at least 90 of 100 at a nominal 95 %."""
    for shop in shops:
        own = lab(conditions, shop, track)
        own.play(TAUGHT)
        taught = own.learn(own.sessions())
        for name, target in (("day one, without exploration", own.base), ("learned", taught)):
            yield from estimated(own, name, target, track)
        closed(own)


def estimated(own: Lab, name: str, target: AttributeRanker, track: Track) -> Iterator[Row]:
    """One policy, by every estimator."""
    progress = track(f"Estimating {name}")
    truth = _truth(own, target)
    held: dict[tuple[str, str], list[bool]] = {}
    widths: dict[tuple[str, str], list[float]] = {}
    direct = {kind: Direct(decisions) for kind, (decisions, _) in _logged(own, _log(own, target, -1)).items()}
    for run in range(own.conditions.runs):
        log = _log(own, target, run)
        for (kind, estimator), estimate in _estimates(own, log, direct).items():
            held.setdefault((kind, estimator), []).append(estimate.low <= truth[kind] <= estimate.high)
            widths.setdefault((kind, estimator), []).append(estimate.high - estimate.low)
        progress(run + 1, own.conditions.runs)
    for (kind, estimator), own_held in held.items():
        yield {
            "shop": own.shop,
            "policy": name,
            "reward": kind,
            "estimator": estimator,
            "truth": round(truth[kind], 4),
            "held": sum(own_held),
            "of": len(own_held),
            "width": round(float(np.mean(widths[kind, estimator])), 4),
        }


def _truth(own: Lab, target: AttributeRanker) -> dict[str, float]:
    """What shoppers give a policy that is followed: questions answered with a value, and clicks a place."""
    answered, clicks, screens = [], [], []
    for moment in _moments(own, target, range(_TRUTH_SEED, _TRUTH_SEED + TRUTH), explores=False):
        if moment.asked is not None:
            answered.append(_answers(moment))
        clicked = _clicks(own, moment)
        clicks.extend(clicked)
        if len(clicked) == FIRST_SCREEN:
            screens.append(np.mean(clicked))
    means = [float(np.mean(one)) for one in (answered, clicks, screens)]
    return dict(zip((*_KINDS, _SCREENS), means, strict=True))


def _log(own: Lab, target: AttributeRanker, run: int) -> Log:
    """One log of day one's policy, and what the other would have answered instead."""
    seeds = range(_LOG_SEED + (run + 1) * SHOPPERS, _LOG_SEED + (run + 2) * SHOPPERS)
    logged = list(_moments(own, own.base, seeds, explores=True))
    return list(zip(logged, _moments(own, target, seeds, explores=False), strict=True))


def _estimates(own: Lab, log: Log, direct: Mapping[str, Direct]) -> dict[tuple[str, str], Estimate]:
    """By kind of decision and estimator."""
    estimates: dict[tuple[str, str], Estimate] = {}
    for kind, (decisions, instead) in _logged(own, log).items():
        found = earned(decisions, instead, direct[kind])
        estimates |= {(kind, name): getattr(found, name) for name in ("ips", "snips", "doubly_robust")}
    screens = _screens(own, log)
    answers = [Answer([product.id for product in other.found.products]) for _, other in log]
    by_screen = earned_by_screen(screens, answers)
    return estimates if by_screen is None else estimates | {(_SCREENS, "pseudo_inverse"): by_screen}


def _screens(own: Lab, log: Log) -> list[Slate]:
    found = []
    for number, (moment, _) in enumerate(log):
        trace, ids = moment.found.trace, [product.id for product in moment.found.products]
        if trace is not None:
            clicked = {id for id, click in zip(ids, _clicks(own, moment), strict=False) if click}
            policy = trace.policy.model_dump()
            found.append(slate(ids, trace.best, policy, clicked, context=number, who=moment.shopper.id))
    return [one for one in found if one is not None]


def _logged(own: Lab, log: Log) -> dict[str, tuple[Decisions, list[str | None]]]:
    """What was decided in a log, and what the other would have chosen instead, by the kind of decision."""
    questions, places = _Rows(), _Rows()
    for number, (moment, other) in enumerate(log):
        trace = moment.found.question_trace
        if moment.asked is not None and trace is not None:
            chosen = (moment.asked.attribute, trace.category)
            there = other.asked.attribute if other.asked else None
            questions.add(_answers(moment), trace.propensity, chosen, there, number)
        chances = moment.found.trace.propensities if moment.found.trace else []
        instead = [product.id for product in other.found.products]
        clicked = _clicks(own, moment)
        for place, (product, chance) in enumerate(zip(moment.found.products, chances, strict=True)):
            same = instead[place] if place < len(instead) else None
            places.add(clicked[place], chance, (product.id, place), same, number)
    return {kind: rows.decisions() for kind, rows in zip(_KINDS, (questions, places), strict=True)}


def _moments(own: Lab, ranker: AttributeRanker, seeds: range, *, explores: bool) -> Iterator[Moment]:
    serving, own.recommender.ranker = own.recommender.ranker, ranker
    known: dict[str, tuple[RecommendResponse, Asked | None]] = {}
    try:
        for seed in seeds:
            shopper = own.stage.shopper(seed)
            words = request(shopper, own.stage.world, words_random(seed))
            if explores or words not in known:
                search = Search(own.recommender, unit=shopper.id if explores else "")
                found = search.says(words)
                known[words] = found, search.asked(found)
            yield Moment(shopper, *known[words])
    finally:
        own.recommender.ranker = serving


def _answers(moment: Moment) -> float:
    assert moment.asked is not None
    return float(moment.shopper.answer(moment.asked.attribute, moment.asked.values).value is not None)


def _clicks(own: Lab, moment: Moment) -> list[float]:
    """(places,) 1 for what was clicked of a first screen."""
    ids = [product.id for product in moment.found.products[:FIRST_SCREEN]]
    random = np.random.default_rng([moment.shopper.seed, 77])
    look = looked(moment.shopper, ids, own.stage.world, random)
    return [float(place in look.clicked) for place in range(len(ids))]


class _Rows:
    """Decisions of one kind, as they come."""

    def __init__(self) -> None:
        self._rows: list[tuple[float, float, tuple[str, int | str], int]] = []
        self._instead: list[str | None] = []

    def add(
        self, reward: float, propensity: float, chosen: tuple[str, int | str], instead: str | None, number: int
    ) -> None:
        """One more."""
        self._rows.append((reward, propensity, chosen, number))
        self._instead.append(instead)

    def decisions(self) -> tuple[Decisions, list[str | None]]:
        """All, and what would have been chosen instead of each."""
        numbers = [row[3] for row in self._rows]
        return Decisions(
            rewards=np.asarray([row[0] for row in self._rows]),
            propensities=np.asarray([row[1] for row in self._rows]),
            clusters=np.asarray(numbers, np.int64),
            chosen=[row[2] for row in self._rows],
            contexts=numbers,
        ), self._instead
