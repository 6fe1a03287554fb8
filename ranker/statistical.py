"""The first ranker: a readable sum of live statistics, and of what the language model thinks of the label.

Every part is a logarithm or a similarity, so that the softmax multiplies shares: an attribute whose answer would
narrow the choice twice as much weighs twice as much.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates import AttributeCandidate, Encode, Floats, Ranking, RankingRequest, Vectors, ranking
from ranker.errors import RankingFailed
from ranker.text import attribute_text

_LEAST_NARROWING = 1e-3
"""Below this share an answer changes nothing that a shopper would see; it also keeps the logarithm finite."""
FITS_REQUEST = 1.0
"""Of the cosine of request and attribute. Without fine-tuning it says little: on real queries, up to 1 changes
nothing, from 2 it asks again what the request said already. It decides where statistics are equal."""
LIKE_DECLINED = 1.0
"""Of the largest cosine with a declined attribute: who does not mind a package's width will not mind its height.
On real queries between 0.5 and 2 the same."""
_LEAST_BREVITY = 0.1
"""An attribute of sentences alone still has a tenth of its weight: a shopper may know one."""


class StatisticsRanker:
    """Weights from live statistics alone: what remains when a language model fails."""

    version = "statistics-1"

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates; never fails."""
        return ranking(statistics_parts(request.candidates), self.version)

    def rank_candidates(self, candidates: Sequence[AttributeCandidate]) -> Floats:
        """The weights alone, which need no query."""
        return ranking(statistics_parts(candidates), self.version).weights


class ZeroShotRanker:
    """Statistics and the language model as it comes, without fine-tuning.

    `encode` must be the encoder of the queries' vectors. Embeddings of attributes are kept for as long as the
    ranker lives, so `prepare` it with a catalog's attributes before the first request.
    """

    def __init__(self, encode: Encode, model_name: str) -> None:
        self.version = f"zero-shot-1/{model_name}"
        self._encode = encode
        self._vectors: dict[str, Vectors] = {}

    def prepare(self, attributes: Sequence[tuple[str, str | None]], encode: Encode | None = None) -> None:
        """Embeds attributes, given as (label, unit), that are not embedded yet.

        `encode` may be a cached form of the ranker's own.
        """
        self._embed([attribute_text(label, unit) for label, unit in attributes], encode or self._encode)

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates. Raises RankingFailed if the language model does."""
        parts = statistics_parts(request.candidates)
        if not request.candidates:
            return ranking(parts, self.version)
        try:
            parts |= self._language_parts(request)
        except (RuntimeError, ValueError) as error:
            raise RankingFailed(f"the language model failed on {len(request.candidates)} attributes") from error
        return ranking(parts, self.version)

    def _language_parts(self, request: RankingRequest) -> dict[str, Floats]:
        parts: dict[str, Floats] = {}
        own = self._of(request.candidates)
        if request.query_vector is not None:
            parts["fits_request"] = FITS_REQUEST * (own @ request.query_vector).astype(np.float64)
        if request.declined:
            likeness = (own @ self._of(request.declined).T).max(axis=1, initial=0.0)
            parts["like_declined"] = -LIKE_DECLINED * likeness.astype(np.float64)
        return parts

    def _of(self, candidates: Sequence[AttributeCandidate]) -> Vectors:
        texts = [attribute_text(candidate.label, candidate.unit) for candidate in candidates]
        self._embed(texts, self._encode)
        return np.stack([self._vectors[text] for text in texts])

    def _embed(self, texts: Sequence[str], encode: Encode) -> None:
        missing = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, encode(missing), strict=True))


def statistics_parts(candidates: Sequence[AttributeCandidate]) -> dict[str, Floats]:
    """The parts that need no language model, each of shape (candidates,)."""
    narrowing = np.asarray([candidate.statistics.narrowing for candidate in candidates], np.float64)
    brevity = np.asarray([candidate.statistics.brevity for candidate in candidates], np.float64)
    return {
        "narrows": np.log(narrowing + _LEAST_NARROWING),
        "brief": np.log(_LEAST_BREVITY + (1 - _LEAST_BREVITY) * brevity),
    }
