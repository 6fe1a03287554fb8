"""The shop's current pages: read from their file, and read again when it changes. A bad file leaves the old ones."""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict
from pathlib import Path

from data.files import state
from recommender.protocol.passages import PassageAnswer, PassageRequest, PassageResponse
from retrieval.errors import PageInvalid
from retrieval.pages.passages import LEAST, Passage, Passages, read_passages
from retrieval.search.encoder import Encoder

_log = logging.getLogger(__name__)
_CANDIDATES = 8
"""Passages near to a question that may be the one nearest to all of them."""


class Pages:
    """Holds the passages last read. Without a path, or while nothing lies there, there are none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: object = None
        self._passages: Passages | None = None
        self._reading = threading.Lock()

    def answer(self, request: PassageRequest, encoder: Encoder) -> PassageResponse:
        """What the pages say. Reads a changed file first, which takes about 5 ms a passage."""
        passages, among = self._current(encoder), max(request.limit, _CANDIDATES)
        scores: dict[Passage, list[float]] = {}
        for place, question in enumerate(request.questions):
            for found in passages.search(question.text, among, request.locale, 0.0):
                scores.setdefault(found.passage, [0.0] * len(request.questions))[place] = found.score
        least = LEAST if request.least is None else request.least
        answers = [_answer(p, near, request) for p, near in scores.items() if max(near) >= least]
        best = sorted(answers, key=lambda answer: -answer.score)[: request.limit]
        return PassageResponse(passages=best)

    def _current(self, encoder: Encoder) -> Passages:
        with self._reading:
            stamp = (state(self._path), encoder.name)
            if self._passages is None or stamp != self._stamp:
                self._stamp = stamp
                self._passages = self._read(encoder)
            return self._passages

    def _read(self, encoder: Encoder) -> Passages:
        try:
            return Passages(read_passages(self._path) if self._path else [], encoder.encode)
        except PageInvalid as error:
            _log.error("the current pages are older ones, since the file cannot be used: %s", error)
            return self._passages or Passages([], encoder.encode)


def _answer(passage: Passage, scores: list[float], request: PassageRequest) -> PassageAnswer:
    weights = [question.weight for question in request.questions]
    mean = sum(weight * score for weight, score in zip(weights, scores, strict=True)) / sum(weights)
    near = {"score": round(mean, 4), "scores": [round(score, 4) for score in scores]}
    return PassageAnswer.model_validate(asdict(passage) | near)
