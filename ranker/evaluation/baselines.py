"""What a trained ranker is held against: statistics, the language model as it comes, what usually matters, and the
same head over words alone, which says what the language model earns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from ranker.candidates import AttributeCandidate, Encode, Floats, Ranking, RankingRequest, Vectors, ranking
from ranker.examples import Example
from ranker.text import text_of, value_texts

Score = Callable[[AttributeCandidate], float]
_LEAST = 1e-9
_PRIOR_STRENGTH = 5.0
"""Requests that the mean of all attributes counts for, in the mean of one."""
_DIMENSION = 256
"""Of the vectors of words."""


class Statistic:
    """Weights in proportion to one number."""

    def __init__(self, name: str, score: Score) -> None:
        self.version = name
        self._score = score

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        scores = np.asarray([self._score(candidate) for candidate in request.candidates], np.float64)
        return ranking({self.version: np.log(np.maximum(scores, 0) + _LEAST)}, self.version)


def coverage() -> Statistic:
    """What most products state."""
    return Statistic("coverage", lambda candidate: candidate.statistics.coverage)


class Cosine:
    """Cosines of a language model as it comes, of the request with attributes and with values, and nothing else."""

    _SHARPNESS = 10.0

    def __init__(self, encode: Encode, version: str = "cosine") -> None:
        self.version = version
        self._encode = encode
        self._vectors: dict[str, Vectors] = {}

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        if not request.candidates:
            return ranking({"cosine": np.empty(0)}, self.version)
        texts = [text_of(request.category, candidate) for candidate in request.candidates]
        query = self._of([request.query])[0]
        cosines = (self._of(texts) @ query).astype(np.float64)
        affinities = tuple(
            (self._of(value_texts(candidate)) @ query).astype(np.float64) if candidate.values else np.empty(0)
            for candidate in request.candidates
        )
        return ranking({"cosine": self._SHARPNESS * cosines}, self.version, affinities)

    def _of(self, texts: Sequence[str]) -> Vectors:
        missing = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, self._encode(missing), strict=True))
        return np.stack([self._vectors[text] for text in texts])


class LearnedPrior:
    """Each attribute's mean grade in training, by its label: what usually matters, whatever is asked."""

    version = "label prior"

    def __init__(self, examples: Sequence[Example]) -> None:
        grades: defaultdict[str, list[float]] = defaultdict(list)
        for example in examples:
            for candidate, grade in zip(example.candidates, example.relevance, strict=True):
                grades[candidate.label.casefold()].append(grade)
        everything = [grade for found in grades.values() for grade in found]
        self._mean = float(np.mean(everything)) if everything else 0.0
        self._grades = {
            label: (sum(found) + _PRIOR_STRENGTH * self._mean) / (len(found) + _PRIOR_STRENGTH)
            for label, found in grades.items()
        }

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        scores: Floats = np.asarray(
            [self._grades.get(candidate.label.casefold(), self._mean) for candidate in request.candidates], np.float64
        )
        return ranking({self.version: np.log(scores + _LEAST)}, self.version)


class WordVectors:
    """Texts as what words, pairs of words and parts of words they hold: TF-IDF, brought to few dimensions by SVD.

    An `Encode` that knows no language but what it saw: the head is trained over it as over a language model.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, max_features=50_000)
        self._read = make_pipeline(make_union(words, parts), TruncatedSVD(_DIMENSION, random_state=0))
        self._read.fit(texts)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, (texts, dimension); zeros where no word is known."""
        found = self._read.transform(texts).astype(np.float32)
        unit: Vectors = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return unit


def texts_of(examples: Sequence[Example]) -> list[str]:
    """Every different text of some examples."""
    texts: dict[str, None] = {}
    seen = set()
    for example in examples:
        texts[example.query] = None
        key = example.category, example.candidates
        if key in seen:
            continue
        seen.add(key)
        for candidate in example.candidates:
            texts |= dict.fromkeys([text_of(example.category, candidate), *value_texts(candidate)])
    return list(texts)
