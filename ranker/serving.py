"""A trained ranker at work: encodings of attributes and values kept, the request encoded once, the head on top.

Reads a model folder (`ranker.export`), which needs no training library. Which folder, the registry says.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from data.devices import device as chosen_device
from ranker.candidates import AttributeCandidate, Encode, Floats, Ranking, RankingRequest, Vectors, ranking
from ranker.encoding import Batcher, OnnxEncoder
from ranker.errors import RankingFailed
from ranker.experience import read_experience
from ranker.experienced import ExperiencedModel
from ranker.features import features
from ranker.knowledge.advice import Advice, Advisor
from ranker.knowledge.families import Family
from ranker.served_head import LANGUAGE, ONNX, ServedHead, read_served_head
from ranker.text import text_of, value_texts

_KEPT = 20_000
"""Readings kept besides those of the catalog, about 10 kB each; then all but the catalog's are forgotten."""
_MOST_WORDS = 12  # of a query whose words are explained one by one
KNOWN = 1.0
"""Of what buying knowledge says of an attribute, beside what the language model reads. Chosen on needs of another
catalog than the demo; between 0.5 and 1.5 nearly the same."""
KNOWN_VALUES = 0.5
"""Share of knowledge in what a value is good for, where it is certain."""
_LEAST_GAIN = 0.1
_Key = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """An attribute among products of a type, encoded and turned by the head: unit vectors, ready to be held against a
    request."""

    asked: Vectors
    """(dimension,)"""
    prior: float
    offered: Vectors
    """(values, dimension)"""


class LearnedRanker:
    """weight(a) = softmax_a( LM(q, a) + adapter(z) ) and affinity(q, a, v). Safe to call from several threads.

    `encode` is the language model that the head was trained on; `shares_queries` says that a request's own query
    vector is by the same one, and need not be made again.
    """

    def __init__(
        self, version: str, head: ServedHead, encode: Encode, *, shares_queries: bool, fingerprint: str = ""
    ) -> None:
        self.version = version
        self.fingerprint = fingerprint or version
        self.dimension = head.dimension
        self._head = head
        self.encode: Encode = Batcher(encode)
        self.shares_queries = shares_queries
        self._readings: dict[_Key, _Reading] = {}
        self._advisor = Advisor(self._requests)
        self._prepared = 0
        self._keeping = threading.Lock()

    def reading(self, encode: Encode, version: str) -> LearnedRanker:
        """The same under another name, with another form of the same language model, such as one that keeps texts."""
        return LearnedRanker(version, self._head, encode, shares_queries=False, fingerprint=self.fingerprint)

    def prepare(self, listed: Iterable[tuple[str, Sequence[AttributeCandidate]]], encode: Encode | None = None) -> None:
        """Reads the attributes of each product type ahead; `encode` may be a cached form of our own."""
        wanted = {_key(category, one): (category, one) for category, candidates in listed for one in candidates}
        read = self._read(list(wanted.values()), encode or self.encode)
        with self._keeping:
            self._readings.update(zip(wanted, read, strict=True))
            self._prepared = len(self._readings)

    def study(self, families: Iterable[Family], encode: Encode | None = None) -> None:
        """Reads ahead how people ask for products of these families."""
        self._advisor.prepare(list(families), lambda texts: self._requests(texts, encode))

    def meanings(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:
        """Attributes, as `ranker.text` has them, as unit vectors in which what is asked for alike is near."""
        return self._head.asked.unit((encode or self.encode)(texts))

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates and their values. Raises RankingFailed if the language model does."""
        if not request.candidates:
            return ranking({"language": np.empty(0)}, self.version)
        try:
            readings = self._known(request)
            query = self._query_vector(request)[None]
            parts = {
                "language": self._language(query, readings)[0],
                "adapter": self._head.adapted(features(request.candidates)),
            }
            affinities = self._affinities(query, readings)
            advice = self._advice(request, query)
            if advice is not None:
                parts["knowledge"] = _emphasis(advice)
                affinities = _joined(affinities, advice)
        except Exception as error:  # whatever onnxruntime or torch raise
            raise RankingFailed(f"the model failed on {len(request.candidates)} attributes: {error}") from error
        return replace(ranking(parts, self.version, affinities), advice=advice)

    def words(self, request: RankingRequest) -> list[dict[str, float]]:
        """For each candidate, how far each word of the query moved its score against the others' (leave one out).

        Exact for the current model, whatever it runs on. A longer query than 12 words is explained by its first 12.
        """
        words = request.query.split()[:_MOST_WORDS]
        if not words or not request.candidates:
            return [{} for _ in request.candidates]
        texts = [request.query, *(" ".join(words[:i] + words[i + 1 :]) for i in range(len(words)))]
        scores = self._language(self.encode(texts), self._known(request))
        relative = scores - scores.mean(axis=1, keepdims=True)
        moved = relative[0] - relative[1:]
        return [
            {word: round(float(moved[i, place]), 4) for i, word in enumerate(words)}
            for place in range(len(request.candidates))
        ]

    def _query_vector(self, request: RankingRequest) -> Vectors:
        if self.shares_queries and request.query_vector is not None:
            return request.query_vector
        vector: Vectors = self.encode([request.query or request.category])[0]
        return vector

    def _advice(self, request: RankingRequest, query: Vectors) -> Advice | None:
        """What buying knowledge says about the request (1, dimension); None if nothing."""
        if request.linked is None:
            return None
        asking = self._head.asking.unit(query)[0]
        advice = self._advisor.advise(request.linked, request.candidates, asking)
        return advice if advice.certainty else None

    def _requests(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:
        """Texts as requests are held against each other."""
        return self._head.asking.unit((encode or self.encode)(texts))

    def _language(self, queries: Vectors, readings: Sequence[_Reading]) -> Floats:
        """LM(q, a) of each query, (queries, candidates)."""
        asking = self._head.asking.unit(queries)
        cosines = asking @ np.stack([reading.asked for reading in readings]).T
        return self._head.sharpness * cosines.astype(np.float64) + [reading.prior for reading in readings]

    def _affinities(self, query: Vectors, readings: Sequence[_Reading]) -> tuple[Floats, ...]:
        wishing = self._head.wishing.unit(query)[0]
        cosines = np.concatenate([reading.offered for reading in readings]) @ wishing
        affinities = np.tanh(self._head.steepness * cosines.astype(np.float64))
        return tuple(np.split(affinities, np.cumsum([len(reading.offered) for reading in readings])[:-1]))

    def _known(self, request: RankingRequest) -> list[_Reading]:
        keys = [_key(request.category, candidate) for candidate in request.candidates]
        missing = {key: one for key, one in zip(keys, request.candidates, strict=True) if key not in self._readings}
        read = self._read([(request.category, one) for one in missing.values()], self.encode) if missing else []
        with self._keeping:
            self._readings.update(zip(missing, read, strict=True))
            found = [self._readings[key] for key in keys]
            if len(self._readings) > self._prepared + _KEPT:
                self._readings = dict(list(self._readings.items())[: self._prepared])
        return found

    def _read(self, wanted: Sequence[tuple[str, AttributeCandidate]], encode: Encode) -> list[_Reading]:
        if not wanted:
            return []
        texts = [text_of(category, one) for category, one in wanted]
        values = [value_texts(one) for _, one in wanted]
        different = list(dict.fromkeys([*texts, *(text for own in values for text in own)]))
        place = {text: number for number, text in enumerate(different)}
        vectors = encode(different)
        own = vectors[[place[text] for text in texts]]
        offered = self._head.offered.unit(vectors)
        asked = self._head.asked.unit(own)
        priors = self._head.prior(own)[:, 0].tolist()
        return [_Reading(asked[i], priors[i], offered[[place[text] for text in values[i]]]) for i in range(len(wanted))]


def _emphasis(advice: Advice) -> Floats:
    """What knowledge adds to each score, (candidates,): the logarithm of the gain of its grade (2^grade - 1, as nDCG
    counts it) against the others'; nothing where it knows no grade."""
    gains = np.log(np.exp2(advice.grades) - 1 + _LEAST_GAIN)
    known = np.isfinite(gains)
    if not known.any():
        return np.zeros(len(gains))
    return np.where(known, KNOWN * advice.certainty * (gains - gains[known].mean()), 0.0)


def _joined(affinities: tuple[Floats, ...], advice: Advice) -> tuple[Floats, ...]:
    """What the language model reads of values, and what knowledge says of those that it knows."""
    share = KNOWN_VALUES * advice.certainty
    pairs = zip(affinities, advice.affinities, advice.grades, strict=True)
    return tuple(read if np.isnan(grade) else (1 - share) * read + share * known for read, known, grade in pairs)


def _key(category: str, candidate: AttributeCandidate) -> _Key:
    return category, candidate.name, candidate.values


def load_ranker(
    folder: Path, base: Encode | Path, variant: str = "auto", device: str = "auto", threads: int = 1
) -> LearnedRanker | ExperiencedModel:
    """The ranker of a model folder, with its experience if it has one; its version is the folder's name. Raises
    ModelInvalid.

    `base` is the language model that one without its own was trained on: the retrieval's, or the folder of the general
    one. `variant`: torch, onnx, int8; auto: torch on a GPU where its weights are there, int8 elsewhere.
    """
    ranker, experience = _without_experience(folder, base, variant, device, threads), read_experience(folder)
    return ranker if experience is None else ExperiencedModel(ranker, experience)


def _without_experience(folder: Path, base: Encode | Path, variant: str, device: str, threads: int) -> LearnedRanker:
    head = read_served_head(folder)
    own = folder if (folder / LANGUAGE).exists() else base
    if not isinstance(own, Path):
        return LearnedRanker(folder.name, head, own, shares_queries=True)
    device = chosen_device(device)
    if variant == "auto":
        variant = "int8" if device == "cpu" or not (own / LANGUAGE / "config.json").exists() else "torch"
    if own == base:
        variant = "int8"  # all that the general one is kept as
    encode: Encode = OnnxEncoder(own, variant, threads) if variant in ONNX else _by_torch(own, device)
    return LearnedRanker(folder.name, head, encode, fingerprint=f"{own.name} {variant}", shares_queries=False)


def _by_torch(folder: Path, device: str) -> Encode:
    from ranker.torch_encoder import TorchEncoder  # torch takes seconds to load

    return TorchEncoder(folder, device)
