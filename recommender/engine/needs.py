"""What requests need of products: read once a request, asked wherever products are put in order or shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.catalog.constraints import Constraint, Preference
from data.catalog.products import CATEGORY
from ranker.candidates import AttributeRanker, Floats, Ranking, RankingRequest
from ranker.experienced import Experienced
from ranker.knowledge.linking import Links
from recommender.engine.fitting import Fitting, Wish
from recommender.engine.ordering import Served
from recommender.engine.purposes import Purpose
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
    served: Served | None = None
    """How the live rows serve it; None where it says nothing."""

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


@dataclass(frozen=True, slots=True)
class Said:
    """What a request states in so many words, which is no need."""

    understood: Understood
    constraints: Sequence[Constraint] = ()
    preferences: Sequence[Preference] = ()

    def may_need(self, category: str) -> bool:
        """Whether it may say besides what a product of the type is for: the type is the one that is named, and there
        are words that neither ask for it nor state a value. Without a named one, a word or two are a name ("ps4")."""
        wanted = [constraint.value for constraint in self.constraints if constraint.attribute == CATEGORY]
        named = {*self.understood.product_types}.union(*(v if isinstance(v, tuple) else (v,) for v in wanted))
        return self.understood.more >= (1 if category in named or not category else LEAST_WORDS)

    def names_more(self) -> bool:
        """Whether it may name products in words of its own: any word besides, or values that are no constraint yet."""
        asked = {constraint.attribute for constraint in self.constraints}
        unsaid = {constraint.attribute for constraint in self.understood.constraints} - asked - {CATEGORY}
        return bool(unsaid) or self.understood.more > 0

    def settled(self) -> set[str]:
        """Attributes about which nothing is to be read into it: a number that was said is wanted as it is."""
        numbers = [c.attribute for c in self.understood.constraints if not isinstance(c.value, str | bool | tuple)]
        stated = [constraint.attribute for constraint in self.constraints]
        return {*numbers, *stated, *(preference.attribute for preference in self.preferences)}


class Needs:
    """Reads the needs of requests to one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, readings: Readings) -> None:
        self._snapshot = snapshot
        self._fitting = Fitting(snapshot.table, readings)
        self._bare: tuple[AttributeRanker, dict[str, dict[str, Floats]]] | None = None
        """By product type and attribute, how well each value serves who says no more than the type."""

    def read(
        self,
        request: RankingRequest,
        ranking: Ranking,
        ranker: AttributeRanker,
        links: Links | None,
        said: Said,
        live: Int64,
    ) -> Need:
        """What a request needs beyond what it says, and how the rows that are left serve it. May raise whatever the
        ranker's language model does."""
        experienced = ranker if isinstance(ranker, Experienced) else None
        taught = experienced.taught(request, ranking.advice) if experienced else None
        read = said.may_need(request.category)
        purpose = Purpose.of(request.linked, ranking, links) if read else Purpose()
        named = said.names_more()
        if taught is not None and purpose.need is None and named:
            taught = None  # words that may name a product: what is near to them comes first, whatever others like
        if not read and taught is None:
            return self.none()
        # What a request for no more than the type leans on is what this shop's shoppers taught, and that alone.
        beyond = self._beyond_type(request, ranking, ranker) if read else replace(ranking, affinities=())
        known = request.category, request.candidates, beyond, said.settled()
        wish = self._fitting.wish(*known, taught)
        if taught is not None and named:
            # Its own words say how much it is a need, and how much the name of a product.
            strength = self._fitting.wish(*known).strength
            wish = replace(wish, strength=strength) if strength else Wish(request.category)
        return Need(self._snapshot, self._fitting, wish, purpose, self._served(wish, live))

    def _served(self, wish: Wish, live: Int64) -> Served | None:
        if not wish.leanings:
            return None
        meant = self._fitting.of_type(wish, live)
        return Served(meant, self._fitting.fit(wish, live[meant]), wish.strength)

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
        ranker = ranker.base if isinstance(ranker, Experienced) else ranker
        bare = self._bare  # read once: a request to another ranker may put its own there meanwhile
        if bare is None or bare[0] is not ranker:
            bare = self._bare = (ranker, {})
        return bare[1]

    def none(self) -> Need:
        """That of a request that says nothing."""
        return Need(self._snapshot, self._fitting, Wish(""), Purpose())
