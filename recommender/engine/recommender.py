"""One request answered from one snapshot: gather, rank attributes, order products, choose the question.

Every step is somewhere else; here is only their sequence, what they hand on, and how long each took. Computes
on the calling thread and waits for nothing, so the server runs it in workers.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ranker.candidates import AttributeCandidate, AttributeRanker, Encode, Ranking, RankingRequest
from ranker.errors import RankingFailed
from ranker.knowledge.linking import Links
from ranker.rules import Rules
from ranker.rules_file import RulesFile
from ranker.statistical import StatisticsRanker
from ranker.usefulness import Usefulness, label_text
from recommender.engine.asked_order import in_asked_order
from recommender.engine.catalog_view import CatalogView
from recommender.engine.demand_signal import DemandSignal, in_demand
from recommender.engine.exploration import BEST, NEVER, Draw, Exploration
from recommender.engine.families import Families
from recommender.engine.hearing import heard
from recommender.engine.listing import Placed, listing
from recommender.engine.lookups import Lookups
from recommender.engine.needs import Need, Needs, Said
from recommender.engine.ordering import LEAN, UNAVAILABLE, leaning, product_order, sorting
from recommender.engine.pool import Pool, gather, lengthened
from recommender.engine.presentation import cards
from recommender.engine.purposes import Purpose
from recommender.engine.question import FEW_PRODUCTS, about_use, answerable, askable, chosen, decision, worth_asking
from recommender.engine.ranked_attributes import explanations_of, ranked_attributes
from recommender.engine.ranker_failures import RankerFailures
from recommender.engine.readings import Readings
from recommender.engine.relaxation import fulfilling, relaxations
from recommender.engine.snapshot import Snapshot
from recommender.engine.statistics import LiveStatistics, Statistician, rank_weights
from recommender.engine.terms import Terms, read_terms
from recommender.engine.tracing import list_trace, question_trace
from recommender.engine.trials import Trial
from recommender.engine.type_evidence import type_certainty
from recommender.engine.uses import names_nothing_more, speaks_of_need, uses
from recommender.engine.variants import Variants
from recommender.engine.wordings import TextVectors, Wordbook
from recommender.protocol.recommend import (
    USE,
    ChosenQuestion,
    FacetValue,
    RankedAttribute,
    RecommendRequest,
    RecommendResponse,
)
from recommender.protocol.traces import CandidateQuestion, Policy, Role
from recommender.protocol.understand import UnderstandRequest, UnderstandResponse
from retrieval.attribute_table import Floats

OPEN_ATTRIBUTES = 40
"""Attributes ranked and returned besides those with a constraint: more than any conversation asks about."""
NARROWING_ATTRIBUTES = 20
"""Of these, as many are those that narrow the choice most; the others are stated most."""
COMPARED_ATTRIBUTES = 60
"""Attributes weighed when given products are compared: more than any product states."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A request up to the point at which a ranker is asked."""

    terms: Terms
    pool: Pool
    live: Pool
    """The part of the pool that contradicts no hard constraint, most relevant first."""
    likelihood: Floats
    """(live,) how likely each is still wanted."""
    asking: Pool
    """`live` in the order in which a shopper would see it now."""
    request: RankingRequest


class Stopwatch:
    """Milliseconds by step of one request."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}
        self._start = time.perf_counter()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Adds the time of the block to the step."""
        started = time.perf_counter()
        yield
        spent = 1000 * (time.perf_counter() - started)
        self.milliseconds[name] = round(self.milliseconds.get(name, 0.0) + spent, 2)

    def total(self) -> dict[str, float]:
        """All steps, and `total` since the beginning."""
        return self.milliseconds | {"total": round(1000 * (time.perf_counter() - self._start), 2)}


class Recommender:
    """Answers requests from one snapshot. Safe to share between threads.

    `ranker`, `rules`, `families`, `demand` and `trial` may be replaced at any time: a request keeps those it found.
    """

    def __init__(
        self, snapshot: Snapshot, ranker: AttributeRanker | None = None, failures: RankerFailures | None = None
    ) -> None:
        self.snapshot = snapshot
        self.ranker: AttributeRanker = ranker or StatisticsRanker()
        self.useful = Usefulness(snapshot.encoder.encode)
        self.readings = Readings(snapshot.table)
        self.wordbook = Wordbook(self.readings, TextVectors(snapshot.encoder.encode))
        self.needs = Needs(snapshot, self.readings)
        self.rules = Rules(RulesFile(), snapshot.catalog.attributes)
        self.families = Families(snapshot.table, self.readings)
        self.demand: DemandSignal | None = None
        self.exploration: Exploration = NEVER
        self.trial: Trial | None = None
        self.view = CatalogView(snapshot)
        self.lookups = Lookups(snapshot)
        self._failures = failures or RankerFailures()
        self._statistics = Statistician(snapshot.table)
        self._last_resort: AttributeRanker = StatisticsRanker()
        self._unlinked = Families(snapshot.table, self.readings)
        self._variants = Variants(snapshot)
        self._buyable = np.asarray([product.available for product in snapshot.catalog.products], np.bool_)

    def learn(self, knowledge: Links | None, read: Encode | None = None) -> None:
        """Takes buying knowledge, and how a ranker reads what attributes mean (`Families.read`)."""
        self.families = Families(self.snapshot.table, self.readings, knowledge, read)
        if self.trial is not None:
            own = Families(self.snapshot.table, self.readings, knowledge, self.trial.families.read)
            self.trial = replace(self.trial, families=own)

    def try_out(self, trial: Trial | None) -> None:
        """Takes a model on trial that another recommender may have had, or none."""
        if trial is not None:
            own = Families(self.snapshot.table, self.readings, self.families.links, trial.families.read)
            trial = replace(trial, families=own, needs=Needs(self.snapshot, self.readings))
        self.trial = trial

    def ranked_by(self, trial: Trial) -> Recommender:
        """The same recommender, as it would be if the model on trial were the current one."""
        other = copy(self)
        other.ranker, other.families, other.needs = trial.ranker, trial.families, trial.needs
        return other

    def unassisted(self) -> Recommender:
        """The same recommender without what the assistant adds: statistics alone rank, nothing is read into a request,
        and demand moves nothing."""
        other = copy(self)
        other.ranker, other.families, other.demand = self._last_resort, self._unlinked, None
        return other

    def relink(self, linked: Snapshot) -> None:
        """Understands words with the linker of `linked`; rows and products stay the same."""
        self.snapshot = replace(self.snapshot, linker=linked.linker, linked=linked.linked)
        self.lookups = Lookups(self.snapshot)

    def recommend(self, request: RecommendRequest, draw: Draw = BEST, role: Role = "current") -> RecommendResponse:
        """Products and attributes in order, by the ranker that is here; what `draw` says is left to chance. Raises
        RejectedConstraint. Who ranks for whom, and what is drawn, `recommender.engine.policies` knows.
        """
        watch, ranker, rules, demand = Stopwatch(), self.ranker, self.rules, self.demand
        corrected = self.lookups.corrected(request.query)
        considered = self.consider(request.model_copy(update={"query": rules.expanded(corrected)}), watch)
        terms, pool, live = considered.terms, considered.pool, considered.live
        settled = {constraint.attribute for constraint in terms.constraints}
        with watch.step("rank"):
            asked = rules.visible(considered.request, settled)
            candidates = asked.candidates
            ruled = rules.apply(asked, in_demand(self._rank(ranker, asked), asked, demand), settled)
            ruled = in_asked_order(ruled, asked, request.order)
            ranking = ruled.ranking
            need = self._need(ranker, asked, ranking, considered)
        draw = draw if ranking.model_version == ranker.version else BEST  # what failed teaches nothing
        with watch.step("order"):
            weight = {candidate.name: w for candidate, w in zip(candidates, ranking.weights, strict=True)}
            importance = np.asarray([weight[constraint.attribute] for constraint in terms.constraints])
            placed = self._order(considered, corrected, importance, demand, need)
            ordered = live.take(placed.positions)
            explanations = explanations_of(ranker, asked, ruled, self._failures) if request.explain else None
            attributes = ranked_attributes(self.snapshot.table, pool, candidates, ranking, explanations)
            _, near = self.lookups.near(considered.request.query)
            listed = lengthened(ordered, near, terms.standings, request.limit, self.snapshot.table)
            shown = listing(self.snapshot, self._variants, listed, live, placed, importance, request, draw)
            names = [attribute.name for attribute in attributes]
            products = cards(self.snapshot, self._variants, listed, shown.page, names, need)
            question, answers, weighed = self._question(ranker, request, live, asked, ranking, attributes, draw)
        relaxable = [] if len(live.rows) else relaxations(self.snapshot.table, pool, weight)
        policy = Policy(
            model_version=ranking.model_version, arm=request.arm, role=role, exploration=draw.exploration.rate
        )
        body = need.body()
        return RecommendResponse(
            query_id=str(uuid.uuid4()),
            model_version=ranking.model_version,
            catalog_version=self.snapshot.catalog.version,
            total=len(live.rows),
            decision=decision(question),
            question=question,
            uses=answers,
            attributes=attributes,
            products=products,
            need=body,
            trace=list_trace(policy, request, asked, body.purpose, shown, attributes),
            question_trace=question_trace(policy, asked, body.purpose, question, weighed),
            relaxable=[relaxation.constraint for relaxation in relaxable],
            relaxations=relaxable,
            corrected_query=corrected if corrected != request.query else None,
            unknown_attributes=terms.unknown,
            latency_ms=watch.total(),
        )

    def consider(self, request: RecommendRequest, watch: Stopwatch) -> Considered:
        """Gathers products and the attributes to rank. Raises RejectedConstraint."""
        with watch.step("retrieve"):
            vector, near = self.lookups.near(request.query)
            terms = read_terms(self.snapshot.table, self.lookups, request)
            pool = gather(self.snapshot, request.query, vector, near, terms.constraints, terms.standings)
            live = fulfilling(pool)
        with watch.step("rank"):
            likelihood = self._statistics.likelihood(terms.declined, live.rows, request.query)
            likelihood = likelihood * np.where(self._buyable[live.rows], 1.0, UNAVAILABLE)
            if terms.preferences:
                likelihood = likelihood * leaning(self.snapshot.table, terms.preferences, live)
            asking = live.take(product_order(live, np.ones(len(terms.constraints)), likelihood))
            ranking = self._ranking_request(request.query, vector, asking, pool, terms)
        return Considered(terms, pool, live, likelihood, asking, ranking)

    def understand(self, request: UnderstandRequest) -> UnderstandResponse:
        """What a shopper's words say in the catalog's terms, and how likely the product types read are meant."""
        understood = heard(self.snapshot.linker, self.lookups, request)
        read = UnderstandResponse.model_validate(understood, from_attributes=True)
        return read.model_copy(update={"type_certainty": type_certainty(self.lookups, understood)})

    def attribute_weights(self, query: str, rows: npt.NDArray[np.int64]) -> dict[str, float]:
        """How much each attribute that `rows` state matters for the query, by name, the weightiest first."""
        live = self._statistics.over(rows, np.ones(len(rows)), query)
        stated = [
            int(a) for a in np.argsort(-live.coverage, kind="stable")[:COMPARED_ATTRIBUTES] if live.coverage[a] > 0
        ]
        category = self._statistics.category(live)
        candidates = [self._candidate(a, live, category) for a in stated]
        if not candidates:
            return {}
        near, linked = self.lookups.near(query)[0], self.families.of(category)
        request = RankingRequest(query, near, candidates, [], category, linked)
        weights = self._rank(self.ranker, request).weights
        return {candidates[n].name: float(weights[n]) for n in np.argsort(-weights, kind="stable")}

    def labels(self) -> list[str]:
        """How every attribute reads by its label, to prepare `useful`."""
        return [label_text(attribute.label, attribute.unit) for attribute in self.snapshot.table.attributes]

    def _order(
        self, considered: Considered, query: str, importance: Floats, demand: DemandSignal | None, need: Need
    ) -> Placed:
        """The live part, best first."""
        preferences, live = considered.terms.preferences, considered.live
        subject = self.lookups.subject(query) if any(preference.sorts for preference in preferences) else None
        key = sorting(self.snapshot.table, preferences, live, subject)
        likelihood = considered.likelihood if demand is None else considered.likelihood * demand.rows[live.rows]
        served = need.served
        if served is not None and preferences:
            stated = (leaning(self.snapshot.table, preferences, live) - 1) / LEAN
            served = replace(served, stated=stated[served.meant])
        return Placed(product_order(live, importance, likelihood, key, served), likelihood, served, key is not None)

    def _ranking_request(
        self,
        query: str,
        vector: npt.NDArray[np.float32] | None,
        asking: Pool,
        pool: Pool,
        terms: Terms,
    ) -> RankingRequest:
        """The attributes to rank and, apart from them, the declined ones.

        To rank are the open attributes that narrow most or are stated most, and those with a constraint. These no
        longer split what is left, so their statistics are of the whole pool.
        """
        table = self.snapshot.table
        settled = {table.ids[constraint.attribute] for constraint in terms.constraints}
        live = self._statistics.over(asking.rows, rank_weights(len(asking.rows)), query)
        category = self._statistics.category(live)
        closed = settled | set(terms.declined)
        ahead = frozenset(self.readings.ahead(category))
        candidates = [self._candidate(a, live, category) for a in _open(live, closed) if a in ahead]
        if settled:
            before = self._statistics.over(pool.rows, rank_weights(len(pool.rows)), query, only=settled)
            candidates += [self._candidate(a, before, category) for a in sorted(settled)]
        declined = [self._candidate(a, live, category) for a in terms.declined]
        return RankingRequest(query, vector, candidates, declined, category, self.families.of(category))

    def _candidate(self, attribute: int, live: LiveStatistics, category: str) -> AttributeCandidate:
        return self._statistics.candidate(attribute, live, self.readings.of(category, attribute).texts)

    def _rank(self, ranker: AttributeRanker, request: RankingRequest) -> Ranking:
        try:
            ranking = ranker.rank(request)
            if len(ranking.weights) != len(request.candidates) or not np.isfinite(ranking.weights).all():
                raise RankingFailed(f"{ranker.version} gave no weight for some of {len(request.candidates)} attributes")
        except Exception as error:  # whatever breaks in a ranker, the shopper gets an order
            self._failures.add(ranker.version, error)
            return self._last_resort.rank(request)
        return ranking

    def _need(self, ranker: AttributeRanker, request: RankingRequest, ranking: Ranking, considered: Considered) -> Need:
        terms = considered.terms
        said = Said(self.lookups.understood(request.query), terms.constraints, terms.preferences)
        try:
            return self.needs.read(request, ranking, ranker, self.families.links, said, considered.live.rows)
        except Exception as error:  # an order by relevance alone is an answer too
            self._failures.add(ranker.version, error)
            return self.needs.none()

    def _question(
        self,
        ranker: AttributeRanker,
        request: RecommendRequest,
        live: Pool,
        asked: RankingRequest,
        ranking: Ranking,
        attributes: Sequence[RankedAttribute],
        draw: Draw,
    ) -> tuple[ChosenQuestion | None, list[FacetValue], list[CandidateQuestion]]:
        """What to ask next, the answers if that is what the product is for, and what else could have been asked."""
        stated = [constraint.attribute for constraint in request.constraints]
        closed = {*stated, *request.declined, *(preference.attribute for preference in request.preferences)}
        total, linked, said = len(live.rows), asked.linked, self.lookups.understood(asked.query)
        family = linked.family if linked else None
        needed = Purpose.of(linked, ranking, self.families.links).need is not None or speaks_of_need(said, family)
        useful, open_ = self.useful(asked, needed=needed) + answerable(ranker, asked), askable(attributes, closed)
        near = worth_asking(total, asked.candidates, ranking.weights, useful, open_, needed=needed)
        best, weighed = chosen(near, draw)
        if linked is None or not request.asks_use or USE in closed or total <= FEW_PRODUCTS:
            return best, [], weighed
        if not ranking.affinities or not names_nothing_more(said, family):
            return best, [], weighed  # where no ranker reads values, an answer would change nothing
        answers = uses(self.snapshot.table, linked, asked.category, live.rows)
        question, weighed = about_use(near, answers) or (best, weighed)
        return question, answers if question is not best else [], weighed


def _open(live: LiveStatistics, closed: set[int]) -> list[int]:
    """The attributes to rank besides those that are closed: what narrows most, then what is stated most."""
    narrowing = np.argsort(-live.narrowing, kind="stable")[: NARROWING_ATTRIBUTES + len(closed)]
    stated = np.argsort(-live.coverage, kind="stable")[: OPEN_ATTRIBUTES + len(closed)]
    names = dict.fromkeys([*narrowing.tolist(), *stated.tolist()])
    return [a for a in names if a not in closed and live.coverage[a] > 0][:OPEN_ATTRIBUTES]
