"""Answers that were given a moment ago, as JSON: shoppers of one shop ask much the same.

An answer is kept as long as all that it was made with is current (catalog with its changes, ranker, rules, demand), so
that none is older than what a new one would say. One whose ranker failed is not kept.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
import weakref
from collections import OrderedDict
from dataclasses import dataclass

from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest, RecommendResponse


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with what the metrics want to know of it."""

    body: str
    """The JSON of a `RecommendResponse`."""
    milliseconds: dict[str, float]
    model_version: str
    decision: str


@dataclass(frozen=True, slots=True)
class _Kept:
    fields: str
    """All but those that each answer has of its own, as JSON without the braces."""
    model_version: str
    decision: str


KEPT = 1000
"""About 15 MB."""
_OWN = {"query_id", "latency_ms"}


class Answers:
    """Answers requests, from memory where it can. Safe to share between threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._current: tuple[object, ...] = ()
        self._guard = threading.Lock()

    def answer(self, recommender: Recommender, request: RecommendRequest) -> Answer:
        """The answer of a recommender. Raises what `Recommender.recommend` does."""
        started = time.perf_counter()
        key, current = request.model_dump_json(), _current(recommender)
        kept = self._known(key, current)
        if kept:
            spent = {"total": round(1000 * (time.perf_counter() - started), 2)}
            return _answer(kept, str(uuid.uuid4()), spent)
        response = _recommended(recommender, request)
        fields = response.model_dump_json(exclude=_OWN)[1:-1]
        kept = _Kept(fields, response.model_version, response.decision)
        if response.model_version == recommender.ranker.version:
            self._keep(key, kept, current)
        return _answer(kept, response.query_id, response.latency_ms)

    def _known(self, key: str, current: tuple[object, ...]) -> _Kept | None:
        with self._guard:
            if not _same(current, self._current) or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def _keep(self, key: str, kept: _Kept, current: tuple[object, ...]) -> None:
        """Keeps an answer made with what was current; the first with something newer drops all older ones."""
        with self._guard:
            if not _same(current, self._current):
                self._kept.clear()
                self._current = current
            self._kept[key] = kept
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _recommended(recommender: Recommender, request: RecommendRequest) -> RecommendResponse:
    found = recommender.recommend(request)
    if found.total or request.otherwise is None:
        return found
    other = recommender.recommend(request.otherwise)
    return other.model_copy(update={"is_otherwise": True}) if other.total else found


def _current(recommender: Recommender) -> tuple[object, ...]:
    """All that answers depend on besides the request, to compare by identity.

    Of the snapshot a weak reference, of which there is one an object: an old catalog must not stay in memory for this.
    """
    return weakref.ref(recommender.snapshot), recommender.ranker, recommender.rules, recommender.demand


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _answer(kept: _Kept, query_id: str, milliseconds: dict[str, float]) -> Answer:
    body = f'{{"query_id":"{query_id}",{kept.fields},"latency_ms":{json.dumps(milliseconds)}}}'
    return Answer(body, milliseconds, kept.model_version, kept.decision)
