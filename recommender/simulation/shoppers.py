"""Simulated shoppers: each has a query and one product in mind, and answers questions as its text allows.

Plays conversations against the engine itself and grades, at every turn, each attribute that could be asked: how
much of the way to the first screen would its answer save? These are the ranker's labels on day one. The user model
(a shopper knows what the product's own text names) is that of Vandic et al., "Dynamic Facet Ordering for Faceted
Product Search Engines", IEEE TKDE 29(5), 2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from data.catalog.constraints import Constraint, Range
from ranker.candidates import AttributeCandidate
from ranker.examples import Example
from ranker.queries import Shopper, group_of
from ranker.statistical import StatisticsRanker
from recommender.engine.facets import facet_values
from recommender.engine.recommender import Considered, Recommender, Stopwatch
from recommender.engine.statistics import FIRST_SCREEN, LEAST_NAMING, rank_weights, way
from recommender.errors import RejectedConstraint
from recommender.protocol.recommend import MOST_QUERY_CHARACTERS, RecommendRequest
from retrieval.attribute_table import Bools

MOST_TURNS = 4
_EXPLORING = 0.5
"""Chance that the next question is drawn from the likely ones instead of being the likeliest."""
_LIKELY = 10


class Simulation:
    """Plays shoppers against a recommender. `unseen` marks the rows whose texts must not count in the statistics."""

    def __init__(self, recommender: Recommender, unseen: Bools, seed: int = 0) -> None:
        self._recommender = recommender
        self._unseen = unseen
        self._random = np.random.default_rng(seed)
        self._policy = StatisticsRanker()
        table = recommender.snapshot.table
        self._table = table
        self._naming = np.bincount(table.entry_value[table.entry_named], minlength=len(table.values))
        self._groups = np.asarray([group_of(product) for product in recommender.snapshot.catalog.products])
        self._rows = {product.id: row for row, product in enumerate(recommender.snapshot.catalog.products)}

    def reseed(self, *seed: int) -> None:
        """Starts the choices of questions again, so that they do not depend on who was played before."""
        self._random = np.random.default_rng(seed)

    def nearer(self, shopper: Shopper, allowed: Bools) -> Shopper:
        """For a query that names a product type alone, a wanted product of that type drawn by its rank.

        Whoever types no more than "laptop" more likely wants what such a search finds first than any laptop there is.
        Only `allowed` rows of the catalog are drawn; without any, the shopper stays as it is.
        """
        if shopper.source != "type":
            return shopper
        request = RecommendRequest(query=shopper.query[:MOST_QUERY_CHARACTERS])
        rows = self._recommender.consider(request, Stopwatch()).asking.rows
        chances = rank_weights(len(rows)) * (allowed[rows] & (self._groups[rows] == shopper.group))
        chances[:FIRST_SCREEN] = 0.0
        if not chances.any():
            return shopper
        row = rows[int(self._random.choice(len(rows), p=chances / chances.sum()))]
        return replace(shopper, target=self._recommender.snapshot.catalog.products[row].id)

    def play(self, shopper: Shopper, *, told: bool = True) -> Iterator[Example]:
        """One example a question, until the product is on the first screen, lost, or MOST_TURNS were asked.

        Unless `told`, no text of the wanted product's type group counts in the statistics, as if the shop had never
        sold it before: what is left to rank by is structure, words, and what was learned of other types.
        """
        target = self._rows[shopper.target]
        constraints: list[Constraint] = []
        declined: list[str] = []
        unseen = self._unseen.copy()
        unseen[target] = True  # its own text is the label
        silent = None if told else self._groups == shopper.group
        for turn in range(MOST_TURNS):
            request = RecommendRequest(
                query=shopper.query[:MOST_QUERY_CHARACTERS], constraints=constraints, declined=declined
            )
            considered = self._recommender.consider(request, Stopwatch(), unseen, silent)
            place = np.flatnonzero(considered.asking.rows == target)
            if not len(place) or place[0] < FIRST_SCREEN:
                return
            settled = {constraint.attribute for constraint in constraints}
            is_open = [candidate.name not in settled for candidate in considered.request.candidates]
            candidates = [c for c, is_it in zip(considered.request.candidates, is_open, strict=True) if is_it]
            if not candidates:
                return
            answers = [self._answer(candidate, target, considered) for candidate in candidates]
            grades = tuple(self._grade(answer, int(place[0]), considered) for answer in answers)
            if any(grades):
                yield self._example(shopper, turn, candidates, grades, considered, told=told)
            asked = self._ask(candidates)
            answer = answers[asked]
            if answer is None:
                declined.append(candidates[asked].name)
            else:
                constraints.append(answer)

    def _answer(self, candidate: AttributeCandidate, target: int, considered: Considered) -> Constraint | None:
        """The option that fits the wanted product, or None where the shopper would not know."""
        table = self._table
        attribute = table.ids[candidate.name]
        own = np.arange(table.row_start[target], table.row_start[target + 1])
        own = own[table.entry_attribute[own] == attribute]
        known = own[table.entry_named[own] & (self._naming[table.entry_value[own]] >= LEAST_NAMING)]
        if not len(known):
            return None
        value = table.values[table.entry_value[known[0]]]
        if candidate.kind != "numeric":
            return Constraint(attribute=candidate.name, value=value)
        entries = table.entries(considered.live.rows)
        options = facet_values(table, attribute, entries[table.entry_attribute[entries] == attribute])
        number = float(value)
        fitting = (option.value for option in options if _holds(option.value, number))
        return Constraint(attribute=candidate.name, value=next(fitting, number))

    def _grade(self, answer: Constraint | None, place: int, considered: Considered) -> float:
        """The share of the way to the first screen, counted in halvings of the list, that the answer saves."""
        if answer is None:
            return 0.0
        try:
            fulfilled = self._recommender.lookups.status(answer)[considered.asking.rows] == 1
        except RejectedConstraint:
            return 0.0
        before, after = way(np.asarray([place, fulfilled[:place].sum()]))
        return round(float(max(0.0, (before - after) / before)), 4) if fulfilled[place] else 0.0

    def _ask(self, candidates: list[AttributeCandidate]) -> int:
        weights = self._policy.rank_candidates(candidates)
        if self._random.random() >= _EXPLORING:
            return int(weights.argmax())
        likely = np.argsort(-weights, kind="stable")[:_LIKELY]
        return int(self._random.choice(likely))

    def _example(
        self,
        shopper: Shopper,
        turn: int,
        candidates: list[AttributeCandidate],
        grades: tuple[float, ...],
        at: Considered,
        *,
        told: bool,
    ) -> Example:
        return Example(
            query=shopper.query,
            category=at.request.category,
            candidates=tuple(candidates),
            relevance=grades,
            declined=tuple(at.request.declined),
            split=shopper.split,
            group=shopper.group,
            source=shopper.source,
            target=shopper.target,
            turn=turn,
            told=told,
        )


def _holds(offered: object, number: float) -> bool:
    if isinstance(offered, Range):
        low = -np.inf if offered.min is None else offered.min
        high = np.inf if offered.max is None else offered.max
        return bool(low <= number <= high)
    return offered == number
