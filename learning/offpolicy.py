"""What a model would have earned of the shoppers who had other lists and questions, by logged propensities.

Two kinds of decisions: the question that was asked (reward: it was answered with a value) and, place by place, the
product that stood in a list (reward: it was clicked, put in the cart, bought). A place is a decision of its own, as in
the item-position model (Li et al., KDD 2018): the weight is 1 / propensity where a model puts the same product, else 0.
Beside weights, the doubly robust estimate has a direct model: smoothed rates of earlier conversations.

Lists in which two models were interleaved have no propensity of one policy, and stay out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.conversations.sessions import ShownList
from learning.estimators import Estimate, Floats, Ints, Logged, doubly_robust, ips, snips
from learning.screens import Answers, Context, clusters
from learning.wanted import answered

FIRST_SCREEN = 5
CLIP = 100.0
"""Weights above are cut. At the usual exploration rate of a few per cent over a few alternatives, hardly any is."""
_PRIOR = 5.0
"""Decisions' worth of what holds for all, in the direct model's rate of one product or attribute."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided, (n,) each, and what two things would have been: `chosen` and what a model chooses instead."""

    rewards: Floats
    propensities: Floats
    clusters: Ints
    chosen: list[tuple[str, int | str]]
    """Product and place, or attribute and product type."""
    contexts: list[int]
    """The number of the context that each belongs to."""


@dataclass(frozen=True, slots=True)
class Earned:
    """Estimates of one model's earnings a decision."""

    ips: Estimate
    snips: Estimate
    doubly_robust: Estimate


class Direct:
    """The reward expected of each (thing, where), from decisions that came before."""

    def __init__(self, decisions: Decisions) -> None:
        self._places = Counter[int | str]()
        self._earned = defaultdict[int | str, float](float)
        self._hits, self._expected = defaultdict[str, float](float), defaultdict[str, float](float)
        for (_, where), reward in zip(decisions.chosen, decisions.rewards.tolist(), strict=True):
            self._places[where] += 1
            self._earned[where] += reward
        self._mean = float(decisions.rewards.mean()) if len(decisions.rewards) else 0.0
        for (thing, where), reward in zip(decisions.chosen, decisions.rewards.tolist(), strict=True):
            self._hits[thing] += reward
            self._expected[thing] += self._rate(where)

    def __call__(self, thing: str, where: int | str) -> float:
        """In [0, 1]: the rate there, times how the thing does elsewhere."""
        ratio = (self._hits[thing] + _PRIOR * self._mean) / (self._expected[thing] + _PRIOR * max(self._mean, 1e-9))
        return float(min(1.0, self._rate(where) * ratio))

    def _rate(self, where: int | str) -> float:
        return (self._earned[where] + _PRIOR * self._mean) / (self._places[where] + _PRIOR)


def of_lists(asked: Sequence[Context]) -> Decisions:
    """Each place of the first screens that were shown, of contexts drawn by chance."""
    rows: list[tuple[float, float, str, tuple[str, int | str], int]] = []
    for number, context in enumerate(asked):
        shown = context.shown
        if not context.by_chance or not _has_propensities(shown):
            continue
        for product in shown.products:
            if product.position < FIRST_SCREEN and product.propensity:
                chosen = (product.id, product.position)
                rows.append((float(product.id in context.taken), product.propensity, context.who, chosen, number))
    return _decisions(rows)


def of_questions(asked: Sequence[Context]) -> Decisions:
    """Each question that was asked beside a list, with how it was answered, of contexts drawn by chance."""
    rows: list[tuple[float, float, str, tuple[str, int | str], int]] = []
    for number, context in enumerate(asked):
        question = context.asked
        if context.by_chance and question is not None and question.policy and question.propensity > 0:
            chosen = (question.attribute, question.category)
            rows.append((answered(question), question.propensity, context.who, chosen, number))
    return _decisions(rows)


def listed_instead(decisions: Decisions, answers: Answers) -> list[str | None]:
    """For each place of a list, the product that a model puts there."""
    found: list[str | None] = []
    for (_, place), context in zip(decisions.chosen, decisions.contexts, strict=True):
        answer = answers[context]
        found.append(answer.products[int(place)] if answer and int(place) < len(answer.products) else None)
    return found


def asked_instead(decisions: Decisions, answers: Answers) -> list[str | None]:
    """For each question, what a model asks about."""
    return [answer.question if (answer := answers[context]) else None for context in decisions.contexts]


def earned(decisions: Decisions, instead: Sequence[str | None], direct: Direct) -> Earned:
    """What a model earns a decision, where it would choose `instead`; nothing where it chooses nothing."""
    same = np.asarray([thing == other for (thing, _), other in zip(decisions.chosen, instead, strict=True)], np.float64)
    logged = Logged.of(decisions.rewards, same, decisions.propensities, decisions.clusters)
    read = np.asarray([direct(thing, where) for thing, where in decisions.chosen])
    expected = np.asarray(
        [direct(other, where) if other else 0.0 for (_, where), other in zip(decisions.chosen, instead, strict=True)]
    )
    return Earned(
        ips=ips(logged, clip=CLIP),
        snips=snips(logged, clip=CLIP),
        doubly_robust=doubly_robust(logged, read, expected, clip=CLIP),
    )


def difference(own: Estimate, other: Estimate) -> Estimate:
    """How much more one earns than another: as wide as both together, since they are not independent."""
    return Estimate(
        own.mean - other.mean,
        own.low - other.high,
        own.high - other.low,
        min(own.effective, other.effective),
        max(own.clipped, other.clipped),
        own.clusters,
    )


def _has_propensities(shown: ShownList) -> bool:
    return bool(shown.policy) and shown.policy.get("role") != "interleaved"


def _decisions(rows: Sequence[tuple[float, float, str, tuple[str, int | str], int]]) -> Decisions:
    return Decisions(
        rewards=np.asarray([row[0] for row in rows], np.float64),
        propensities=np.asarray([row[1] for row in rows], np.float64),
        clusters=clusters([row[2] for row in rows]),
        chosen=[row[3] for row in rows],
        contexts=[row[4] for row in rows],
    )
