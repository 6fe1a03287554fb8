"""A trained ranker at work: attribute encodings kept, the query encoded once, the heads on top.

Reads a model folder (`ranker.export`), which needs no training library. Which folder, the registry says.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from ranker.candidates import Encode, Floats, Ranking, RankingRequest, Vectors, ranking
from ranker.encoding import Batcher, OnnxEncoder, TorchEncoder
from ranker.ensemble import Ensemble
from ranker.errors import RankingFailed
from ranker.export import LANGUAGE, ONNX, read_heads
from ranker.features import features
from ranker.network import Encoded, Heads
from ranker.text import attribute_text, text_of

_KEPT = 100_000
"""Encodings kept besides those of the catalog, 1.5 kB each; then all but the catalog's are forgotten."""
_MOST_WORDS = 12  # of a query whose words are explained one by one


class LearnedRanker:
    """weight(a) = softmax_a( LM(q, a) + adapter(z) ). Safe to call from several threads.

    `encode` is the language model that the heads were trained on; `shares_queries` says that a request's own query
    vector is by the same one, and need not be made again.
    """

    def __init__(self, version: str, heads: Heads, encode: Encode, *, shares_queries: bool) -> None:
        self.version = version
        self._heads = Ensemble(heads)
        self.encode = Batcher(encode)
        self.shares_queries = shares_queries
        self._vectors: dict[str, Vectors] = {}
        self._prepared = 0
        self._keeping = threading.Lock()

    def prepare(
        self, attributes: Sequence[tuple[str, str | None, Sequence[str]]], encode: Encode | None = None
    ) -> None:
        """Encodes a catalog's attributes, as (label, unit, examples); `encode` may be a cached form of our own."""
        texts = list(dict.fromkeys(attribute_text(*attribute) for attribute in attributes))
        vectors = (encode or self.encode)(texts) if texts else np.empty((0, 0), np.float32)
        with self._keeping:
            self._vectors.update(zip(texts, vectors, strict=True))
            self._prepared = len(self._vectors)

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates. Raises RankingFailed if the language model does."""
        if not request.candidates:
            return ranking({"language": np.empty(0)}, self.version)
        try:
            query = self._query_vector(request)
            language, adapter = self._scores(request, query[None])
        except Exception as error:  # whatever onnxruntime or torch raise
            raise RankingFailed(f"the model failed on {len(request.candidates)} attributes: {error}") from error
        return ranking({"language": language[0], "adapter": adapter[0]}, self.version)

    def words(self, request: RankingRequest) -> list[dict[str, float]]:
        """For each candidate, how far each word of the query moved its score against the others' (leave one out).

        Exact for the current model, whatever it runs on. A longer query than 12 words is explained by its first 12.
        """
        words = request.query.split()[:_MOST_WORDS]
        if not words or not request.candidates:
            return [{} for _ in request.candidates]
        texts = [request.query, *(" ".join(words[:i] + words[i + 1 :]) for i in range(len(words)))]
        language, adapter = self._scores(request, self.encode(texts))
        scores = language + adapter
        relative = scores - scores.mean(axis=1, keepdims=True)
        moved = relative[0] - relative[1:]
        return [
            {word: round(float(moved[i, place]), 4) for i, word in enumerate(words)}
            for place in range(len(request.candidates))
        ]

    def _query_vector(self, request: RankingRequest) -> Vectors:
        if self.shares_queries and request.query_vector is not None:
            return request.query_vector
        vectors = self.encode([request.query]) if request.query else self._known([""])
        vector: Vectors = vectors[0]
        return vector

    def _scores(self, request: RankingRequest, queries: Vectors) -> tuple[Floats, Floats]:
        """Both summands for each query vector, (queries, candidates) each."""
        texts = [text_of(candidate) for candidate in (*request.candidates, *request.declined)]
        vectors = self._known([*texts, request.category])
        own, declined, category = np.split(vectors, [len(request.candidates), len(texts)])
        cosines = own @ declined.T
        likeness = cosines.max(axis=1, initial=0.0)
        count = len(queries)
        batch = Encoded(
            query=torch.from_numpy(queries),
            category=_repeated(category[0], count),
            attributes=_repeated(own, count),
            z=_repeated(features(request.candidates), count),
            likeness=_repeated(likeness.astype(np.float32), count),
            mask=torch.ones(count, len(own), dtype=torch.bool),
        )
        with torch.inference_mode():
            language, adapter = self._heads(batch)
        return language.numpy().astype(np.float64), adapter.numpy().astype(np.float64)

    def _known(self, texts: Sequence[str]) -> Vectors:
        missing = list(dict.fromkeys(text for text in texts if text not in self._vectors))
        found = dict(zip(missing, self.encode(missing), strict=True)) if missing else {}
        with self._keeping:
            self._vectors.update(found)
            vectors = np.stack([self._vectors[text] for text in texts])
            if len(self._vectors) > self._prepared + _KEPT:
                self._vectors = dict(list(self._vectors.items())[: self._prepared])
        return vectors


def _repeated(array: Vectors, count: int) -> torch.Tensor:
    return torch.from_numpy(array).unsqueeze(0).expand(count, *array.shape)


def load_ranker(
    folder: Path, encode: Encode, variant: str = "auto", device: str = "auto", threads: int = 1
) -> LearnedRanker:
    """The ranker of a model folder; its version is the folder's name. Raises ModelInvalid.

    `encode` is the retrieval's language model, which a model that tuned none of its own was trained on. `variant`:
    torch, onnx, int8; auto: torch on a GPU, int8 elsewhere.
    """
    heads = read_heads(folder)
    if not (folder / LANGUAGE).exists():
        return LearnedRanker(folder.name, heads, encode, shares_queries=True)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if variant == "auto":
        variant = "torch" if device != "cpu" else "int8"
    own: Encode = OnnxEncoder(folder, variant, threads) if variant in ONNX else TorchEncoder(folder, device)
    return LearnedRanker(folder.name, heads, own, shares_queries=False)
