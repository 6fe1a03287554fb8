"""A ranker that leans as it is told where a request says so, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ranker.candidates import AttributeCandidate, Floats, Ranking, RankingRequest, Vectors, ranking
from ranker.knowledge.advice import Advisor


class LeaningRanker:
    """`leanings`: by attribute its affinities, one a value in order, in force for requests that hold `word`."""

    version = "leaning"

    def __init__(self, word: str, leanings: Mapping[str, Sequence[float]]) -> None:
        self._word = word
        self._leanings = leanings

    def rank(self, request: RankingRequest) -> Ranking:
        """Attributes with a leaning weigh most."""
        speaks = self._word in request.query
        score = np.asarray([2.0 if candidate.name in self._leanings else 0.0 for candidate in request.candidates])
        affinities = tuple(self._affinities(candidate, speaks) for candidate in request.candidates)
        query = self.encode([request.query])[0]
        known = request.linked
        advice = Advisor(self.encode).advise(known, request.candidates, query) if known and request.candidates else None
        return replace(ranking({"told": score}, self.version, affinities), advice=advice)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One axis for texts with the word, another for the rest."""
        return np.asarray([[1.0, 0.0] if self._word in text else [0.0, 1.0] for text in texts], np.float32)

    def _affinities(self, candidate: AttributeCandidate, speaks: bool) -> Floats:
        found = np.zeros(len(candidate.values))
        told = self._leanings.get(candidate.name, ())[: len(found)] if speaks else ()
        found[: len(told)] = told
        return found
