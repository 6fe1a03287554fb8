"""A ranker that goes by what conversations taught (`ranker.experience`), over any other: the base's scores and what is
added to them, what values speak for a product beyond what is read into the request, which questions can be answered.

Of a product type that nothing was learned of, it is exactly the base.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

import numpy as np

from ranker.candidates import (
    AttributeCandidate,
    AttributeRanker,
    Encode,
    Floats,
    Ranking,
    RankingRequest,
    Vectors,
    WordExplainer,
    ranking,
)
from ranker.experience import Experience, Lesson
from ranker.knowledge.advice import Advice
from ranker.knowledge.families import Family

PART = "experience"
"""Of a ranking's parts, what was learned of the attributes' importance."""
CERTAIN = 0.8
"""Certainty of an advice from which a request is taken to speak of its need, so that what is known of it is used."""


@runtime_checkable
class Experienced(Protocol):
    """A ranker that learned from conversations; what it learned of values is told apart from what it reads."""

    @property
    def base(self) -> AttributeRanker:
        """What it is without."""

    def taught(self, request: RankingRequest, advice: Advice | None) -> tuple[Floats, ...] | None:
        """For each candidate, how far each of its values speaks for a product, (values,), in the measure of
        `ranker.experience.Lesson.values`; None where nothing was learned."""

    def answerable(self, request: RankingRequest) -> Floats:
        """The chance that a shopper can answer the question about each candidate, (candidates,) in (0, 1]."""


class ReadingRanker(AttributeRanker, Protocol):
    """A ranker over a language model, as services load it (`ranker.serving.LearnedRanker`)."""

    fingerprint: str
    dimension: int
    shares_queries: bool
    encode: Encode

    def prepare(self, listed: Iterable[tuple[str, Sequence[AttributeCandidate]]], encode: Encode | None = None) -> None:
        """Reads the attributes of product types ahead."""

    def study(self, families: Iterable[Family], encode: Encode | None = None) -> None:
        """Reads ahead how people ask for products of families."""

    def meanings(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:
        """Attributes as unit vectors of what they mean."""

    def reading(self, encode: Encode, version: str) -> ReadingRanker:
        """The same under another name, with another form of the same language model."""


@dataclass(slots=True)
class _Known:
    """What was learned of a product type: of all requests, and by purpose beyond that."""

    plain: Lesson | None = None
    purposes: dict[str, Lesson] = field(default_factory=dict)

    def of(self, advice: Advice | None) -> list[Lesson]:
        """The lessons in force for a request that was advised so."""
        own = None
        if advice is not None and advice.need is not None and advice.certainty >= CERTAIN:
            own = self.purposes.get(advice.need.need)
        return [one for one in (self.plain, own) if one is not None]


class ExperiencedRanker:
    """Any ranker with an experience; explains words as its base does. Safe to call from several threads."""

    def __init__(self, base: AttributeRanker, experience: Experience) -> None:
        self.base = base
        self.version = base.version
        self.experience = experience
        known: defaultdict[str, _Known] = defaultdict(_Known)
        for lesson in experience.lessons:
            if lesson.purpose is None:
                known[lesson.category].plain = lesson
            else:
                known[lesson.category].purposes[lesson.purpose] = lesson
        self._known: Mapping[str, _Known] = dict(known)

    def rank(self, request: RankingRequest) -> Ranking:
        """The base's scores, with what was learned of each attribute's importance added. Raises RankingFailed."""
        before = self.base.rank(request)
        lessons = self._lessons(request, before.advice)
        added = np.asarray([sum(one.importance.get(c.name, 0.0) for one in lessons) for c in request.candidates])
        if not added.any():
            return before
        weighed = ranking(before.parts | {PART: added}, before.model_version, before.affinities)
        return replace(weighed, advice=before.advice)

    def taught(self, request: RankingRequest, advice: Advice | None) -> tuple[Floats, ...] | None:
        """As `Experienced.taught`."""
        lessons = [one for one in self._lessons(request, advice) if one.values]
        if not any(candidate.name in one.values for one in lessons for candidate in request.candidates):
            return None
        return tuple(_effects(lessons, candidate) for candidate in request.candidates)

    def answerable(self, request: RankingRequest) -> Floats:
        """As `Experienced.answerable`."""
        known = self._known.get(request.category)
        own = known.plain.answerable if known and known.plain else {}
        shop, usual = self.experience.answerable, self.experience.usually_answerable
        return np.asarray([own.get(one.name, shop.get(one.name, usual)) for one in request.candidates], np.float64)

    def words(self, request: RankingRequest) -> Sequence[Mapping[str, float]]:
        """As `ranker.candidates.WordExplainer`: what was learned moves no word."""
        if isinstance(self.base, WordExplainer):
            return self.base.words(request)
        return [{} for _ in request.candidates]

    def _lessons(self, request: RankingRequest, advice: Advice | None) -> list[Lesson]:
        known = self._known.get(request.category)
        return known.of(advice) if known else []


class ExperiencedModel(ExperiencedRanker):
    """The same over a language model, as services load it."""

    def __init__(self, base: ReadingRanker, experience: Experience) -> None:
        super().__init__(base, experience)
        self._reads = base
        self.fingerprint = base.fingerprint
        self.dimension = base.dimension
        self.shares_queries = base.shares_queries
        self.encode = base.encode

    def prepare(self, listed: Iterable[tuple[str, Sequence[AttributeCandidate]]], encode: Encode | None = None) -> None:
        """As `ReadingRanker.prepare`."""
        self._reads.prepare(listed, encode)

    def study(self, families: Iterable[Family], encode: Encode | None = None) -> None:
        """As `ReadingRanker.study`."""
        self._reads.study(families, encode)

    def meanings(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:
        """As `ReadingRanker.meanings`."""
        return self._reads.meanings(texts, encode)

    def reading(self, encode: Encode, version: str) -> ExperiencedModel:
        """As `ReadingRanker.reading`, with the same experience."""
        return ExperiencedModel(self._reads.reading(encode, version), self.experience)


def _effects(lessons: Sequence[Lesson], candidate: AttributeCandidate) -> Floats:
    """How far each value of a candidate speaks for a product, (values,) in [-1, 1]."""
    found = np.zeros(len(candidate.values))
    for lesson in lessons:
        own = lesson.values.get(candidate.name)
        if own:
            found += [own.get(value, 0.0) for value in candidate.values]
    return np.clip(found, -1, 1)
