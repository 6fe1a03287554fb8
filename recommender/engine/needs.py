"""What requests need of products: read once a request, asked wherever products are put in order or shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.catalog.constraints import Constraint
from data.catalog.products import CATEGORY
from ranker.candidates import AttributeRanker, Floats, Ranking, RankingRequest
from ranker.knowledge.linking import Links
from recommender.engine.fitting import Fitting, Wish
from recommender.engine.ordering import Served
from recommender.engine.purposes import Purpose, Purposes
from recommender.engine.readings import Readings
from recommender.engine.reasons import need_read, reasons
from recommender.engine.snapshot import Snapshot
from recommender.protocol.recommend import NeedRead, Reason
from retrieval.attribute_table import Int64
from retrieval.understanding.message import Understood

LEAST_WORDS = 3
"""Words that a request has besides, from which it is read as a need where it names no type."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one request needs; of no products in particular where it says nothing."""

    snapshot: Snapshot
    fitting: Fitting
    wish: Wish
    purpose: Purpose

    def served(self, rows: Int64) -> Served | None:
        """How rows of the catalog serve it; None where it says nothing."""
        if not self.wish.leanings:
            return None
        meant = self.fitting.of_type(self.wish, rows)
        return Served(meant, self.fitting.fit(self.wish, rows[meant]), self.wish.strength)

    def reasons(self, rows: Int64) -> list[list[Reason]]:
        """What of each row serves it best; nothing of products of another type."""
        found: list[list[Reason]] = [[] for _ in rows]
        if self.wish.leanings:
            meant = np.flatnonzero(self.fitting.of_type(self.wish, rows))
            told = reasons(self.snapshot, self.fitting, self.wish, self.purpose, rows[meant].tolist())
            for place, own in zip(meant.tolist(), told, strict=True):
                found[place] = own
        return found

    def body(self) -> NeedRead:
        """As the protocol has it."""
        return need_read(self.snapshot, self.wish, self.purpose)


def may_need(understood: Understood, category: str, constraints: Sequence[Constraint]) -> bool:
    """Whether a request may say what a product of the type is for: it does more than ask for the type and state values,
    and the type is the one that is named. Without a named one, a word or two are a name or a code ("aa", "ps4")."""
    wanted = [constraint.value for constraint in constraints if constraint.attribute == CATEGORY]
    named = {*understood.product_types}.union(*(v if isinstance(v, tuple) else (v,) for v in wanted))
    return understood.more >= (1 if category in named or not category else LEAST_WORDS)


class Needs:
    """Reads the needs of requests to one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, readings: Readings) -> None:
        self._snapshot = snapshot
        self._fitting = Fitting(snapshot.table, readings)
        self._bare: tuple[AttributeRanker, dict[str, dict[str, Floats]]] | None = None
        """By product type and attribute, how well each value serves who says no more than the type."""
        self.purposes = Purposes(snapshot.table, readings)

    def read(
        self,
        request: RankingRequest,
        ranking: Ranking,
        ranker: AttributeRanker,
        links: Links | None,
        closed: Collection[str],
    ) -> Need:
        """What a request needs; attributes in `closed` are settled otherwise, or do not matter. May raise whatever the
        ranker's language model does."""
        beyond = self._beyond_type(request, ranking, ranker)
        wish = self._fitting.wish(request.category, request.candidates, beyond, closed)
        return Need(self._snapshot, self._fitting, wish, self.purposes.of(request.category, ranking, ranker, links))

    def _beyond_type(self, request: RankingRequest, ranking: Ranking, ranker: AttributeRanker) -> Ranking:
        """The ranking with what the values serve beyond what is read into the type's bare name."""
        if not request.category or len(ranking.affinities) != len(request.candidates):
            return ranking
        known = self._bare_of(ranker).setdefault(request.category, {})
        missing = [candidate for candidate in request.candidates if candidate.name not in known]
        if missing:
            asked = replace(request, query=request.category, query_vector=None, candidates=missing)
            read = ranker.rank(asked).affinities
            known |= {candidate.name: own for candidate, own in zip(missing, read, strict=True)}
        pairs = zip(request.candidates, ranking.affinities, strict=True)
        return replace(ranking, affinities=tuple(np.clip(own - known[c.name], -1, 1) for c, own in pairs))

    def _bare_of(self, ranker: AttributeRanker) -> dict[str, dict[str, Floats]]:
        if self._bare is None or self._bare[0] is not ranker:
            self._bare = (ranker, {})
        return self._bare[1]

    def none(self) -> Need:
        """That of a request that says nothing."""
        return Need(self._snapshot, self._fitting, Wish(""), Purpose())
