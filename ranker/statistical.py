"""Weights from live statistics alone: what remains when a language model fails."""

from __future__ import annotations

from ranker.candidates import Ranking, RankingRequest, ranking
from ranker.usefulness import statistics_parts


class StatisticsRanker:
    """Reads no request: an attribute weighs as much as a question about it would narrow the choice."""

    version = "statistics-1"

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates; never fails."""
        return ranking(statistics_parts(request.candidates), self.version)
