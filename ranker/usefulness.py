"""How useful a question about an attribute would be, whoever asks: does its answer part what is left, can a shopper
give it, was it answered already. How much the attribute matters to this shopper is the ranker's affair.

Every part is a logarithm or a similarity, so that a sum of parts multiplies shares: an attribute whose answer would
narrow the choice twice as much is twice as useful.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates import AttributeCandidate, Encode, Floats, RankingRequest, Vectors

_LEAST_NARROWING = 1e-3
"""Below this share an answer changes nothing that a shopper would see; it also keeps the logarithm finite."""
FITS_REQUEST = 1.0
"""Of the cosine of request and attribute, by the language model as it comes: who said "wireless" can say how. On real
queries, up to 1 changes nothing, from 2 it asks again what the request said already."""
LIKE_DECLINED = 1.0
"""Of the largest cosine with a declined attribute: who does not mind a package's width will not mind its height.
On real queries between 0.5 and 2 the same."""
_LEAST_BREVITY = 0.1
"""An attribute of sentences alone still has a tenth of its weight: a shopper may know one."""


class Usefulness:
    """Scores questions; labels are embedded once. `encode` must be the encoder of the requests' vectors."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._vectors: dict[str, Vectors] = {}

    def prepare(self, labels: Sequence[str], encode: Encode | None = None) -> None:
        """Embeds labels that are not embedded yet; `encode` may be a cached form of the own one."""
        missing = list(dict.fromkeys(label for label in labels if label not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, (encode or self._encode)(missing), strict=True))

    def __call__(self, request: RankingRequest, *, needed: bool = False) -> Floats:
        """The logarithm of how useful each candidate is to ask, (candidates,).

        Where a shopper has no product in mind but a need (`needed`), who can answer no longer follows from what titles
        name: few who need something for travelling have a brand in mind.
        """
        total = np.sum(list(statistics_parts(request.candidates, needed=needed).values()), axis=0)
        if not request.candidates:
            return np.empty(0)
        own = self._of(request.candidates)
        if request.query_vector is not None:
            total = total + FITS_REQUEST * (own @ request.query_vector)
        if request.declined:
            total = total - LIKE_DECLINED * (own @ self._of(request.declined).T).max(axis=1, initial=0.0)
        useful: Floats = total.astype(np.float64)
        return useful

    def _of(self, candidates: Sequence[AttributeCandidate]) -> Vectors:
        labels = [label_text(candidate.label, candidate.unit) for candidate in candidates]
        self.prepare(labels)
        return np.stack([self._vectors[label] for label in labels])


def label_text(label: str, unit: str | None) -> str:
    """How the label of an attribute reads."""
    return f"{label} ({unit})" if unit else label


def statistics_parts(candidates: Sequence[AttributeCandidate], *, needed: bool = False) -> dict[str, Floats]:
    """The parts that need no language model, each of shape (candidates,)."""
    known = [candidate.statistics for candidate in candidates]
    narrowing = np.asarray([z.coverage * z.split if needed else z.narrowing for z in known], np.float64)
    brevity = np.asarray([candidate.statistics.brevity for candidate in candidates], np.float64)
    return {
        "narrows": np.log(narrowing + _LEAST_NARROWING),
        "brief": np.log(_LEAST_BREVITY + (1 - _LEAST_BREVITY) * brevity),
    }
