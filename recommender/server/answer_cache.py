"""Answers that were given a moment ago, as JSON: shoppers of one shop ask much the same.

An answer is kept as long as all that it was made with is current (catalog with its changes, rankers, rules, demand), so
that none is older than what a new one would say. One whose ranker failed is not kept. For whom a request is matters by
what was drawn for them alone, which for most is the best of the current model.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
import weakref
from collections import OrderedDict
from dataclasses import dataclass

from recommender.engine.policies import Assignment, answer, assigned
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


_Key = tuple[str, tuple[Assignment, ...]]
"""The request but for whom it is, and who answers it and what is asked otherwise."""
KEPT = 1000
"""About 15 MB."""
_OWN = {"query_id", "latency_ms"}


class Answers:
    """Answers requests, from memory where it can. Safe to share between threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._current: tuple[object, ...] = ()
        self._guard = threading.Lock()

    def answer(self, recommender: Recommender, request: RecommendRequest) -> Answer:
        """The answer of a recommender. Raises what `Recommender.recommend` does."""
        started = time.perf_counter()
        request = _for_one(request)
        given, current = _assigned(recommender, request), _current(recommender)
        key = (request.model_dump_json(exclude={"unit": True, "otherwise": {"unit"}}), given)
        kept = self._known(key, current)
        if kept:
            spent = {"total": round(1000 * (time.perf_counter() - started), 2)}
            return _answer(kept, str(uuid.uuid4()), spent)
        response, expected = _recommended(recommender, request, given)
        fields = response.model_dump_json(exclude=_OWN)[1:-1]
        kept = _Kept(fields, response.model_version, response.decision)
        if _is_whose(response, expected):
            self._keep(key, kept, current)
        return _answer(kept, response.query_id, response.latency_ms)

    def _known(self, key: _Key, current: tuple[object, ...]) -> _Kept | None:
        with self._guard:
            if not _same(current, self._current) or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def _keep(self, key: _Key, kept: _Kept, current: tuple[object, ...]) -> None:
        """Keeps an answer made with what was current; the first with something newer drops all older ones."""
        with self._guard:
            if not _same(current, self._current):
                self._kept.clear()
                self._current = current
            self._kept[key] = kept
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _for_one(request: RecommendRequest) -> RecommendRequest:
    """A request whose other part is for the same shopper."""
    if request.otherwise is None:
        return request
    other = request.otherwise.model_copy(update={"unit": request.unit, "arm": request.arm})
    return request.model_copy(update={"otherwise": other})


def _assigned(recommender: Recommender, request: RecommendRequest) -> tuple[Assignment, ...]:
    asked = (request,) if request.otherwise is None else (request, request.otherwise)
    return tuple(assigned(recommender, one) for one in asked)


def _recommended(
    recommender: Recommender, request: RecommendRequest, given: tuple[Assignment, ...]
) -> tuple[RecommendResponse, Assignment]:
    """The answer, and to whom it was assigned."""
    found = answer(recommender, request, given[0])
    if found.total or request.otherwise is None:
        return found, given[0]
    other = answer(recommender, request.otherwise, given[1])
    return (other.model_copy(update={"is_otherwise": True}), given[1]) if other.total else (found, given[0])


def _is_whose(response: RecommendResponse, expected: Assignment) -> bool:
    """Whether it is the answer of whom the request was assigned to: else their model failed."""
    role = response.trace.policy.role if response.trace else "current"
    return response.model_version == expected.version and role == expected.role


def _current(recommender: Recommender) -> tuple[object, ...]:
    """All that answers depend on besides the request, to compare by identity.

    Of the snapshot a weak reference, of which there is one an object: an old catalog must not stay in memory for this.
    """
    made_with = (recommender.ranker, recommender.rules, recommender.demand, recommender.trial, recommender.exploration)
    return weakref.ref(recommender.snapshot), *made_with


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _answer(kept: _Kept, query_id: str, milliseconds: dict[str, float]) -> Answer:
    body = f'{{"query_id":"{query_id}",{kept.fields},"latency_ms":{json.dumps(milliseconds)}}}'
    return Answer(body, milliseconds, kept.model_version, kept.decision)
