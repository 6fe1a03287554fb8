"""A model in the shadow: asked beside the current one, in nobody's time, to see how its answers would differ.

One thread, and no more waiting requests than it can soon answer: what comes beyond is left out, so that shoppers
never wait for it. What was asked is not kept, only what was answered: product ids, attributes, and how far they agree.
"""

from __future__ import annotations

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from recommender.engine.chance import chance
from recommender.engine.exploration import FIRST_SCREEN
from recommender.engine.recommender import Recommender
from recommender.engine.trials import Trial
from recommender.metrics import Metrics
from recommender.protocol.recommend import RecommendRequest, RecommendResponse

_log = logging.getLogger(__name__)
MOST_WAITING = 4
MOST_BYTES = 10_000_000
"""Of the file of a version; the one before is kept beside it."""


class Shadow:
    """Compares answers; `folder` is where they are written, a file a version, None: they are counted only."""

    def __init__(self, folder: Path | None, metrics: Metrics) -> None:
        self._folder = folder
        self._metrics = metrics
        self._free = threading.BoundedSemaphore(MOST_WAITING)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shadow")

    def offer(self, recommender: Recommender, request: RecommendRequest, answered: str) -> None:
        """Compares an answer (JSON) later, if a model is in the shadow, its share takes it and there is time."""
        trial = recommender.trial
        if trial is None or trial.kind != "shadow" or request.arm == "holdout" or request.offset:
            return
        if chance("shadow", answered[:100]) >= trial.share:  # each answer begins with an id of its own
            return
        if self._free.acquire(blocking=False):
            self._thread.submit(self._compare, recommender, trial, request, answered)

    def close(self) -> None:
        """Waits for the one that is being compared; the others are left out."""
        self._thread.shutdown(cancel_futures=True)

    def _compare(self, recommender: Recommender, trial: Trial, request: RecommendRequest, answered: str) -> None:
        try:
            served = RecommendResponse.model_validate_json(answered)
            asked = request.otherwise if served.is_otherwise and request.otherwise else request
            other = recommender.ranked_by(trial).recommend(asked)
            if other.model_version == trial.ranker.version:
                self._keep(served, other)
        except Exception:  # whatever breaks in the shadow stays there
            _log.warning("an answer could not be compared with the shadow's", exc_info=True)
        finally:
            self._free.release()

    def _keep(self, served: RecommendResponse, other: RecommendResponse) -> None:
        lists = [_best_list(one) for one in (served, other)]
        questions = [_best_question(one) for one in (served, other)]
        overlap = len({*lists[0]} & {*lists[1]}) / max(1, *map(len, lists)) if any(lists) else 1.0
        same = questions[0] == questions[1]
        self._metrics.shadowed(other.model_version, same_question=same, overlap=overlap)
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "catalog_version": served.catalog_version,
            "category": served.trace.category if served.trace else "",
            "current": {"model_version": served.model_version, "question": questions[0], "products": lists[0]},
            "shadow": {"model_version": other.model_version, "question": questions[1], "products": lists[1]},
            "overlap": round(overlap, 3),
        }
        if self._folder is not None:
            _append(self._folder / f"{other.model_version}.jsonl", json.dumps(line, ensure_ascii=False))


def _best_list(answer: RecommendResponse) -> list[str]:
    """The first products, as they are where nothing is left to chance."""
    best = answer.trace.best if answer.trace else []
    return (best or [product.id for product in answer.products])[:FIRST_SCREEN]


def _best_question(answer: RecommendResponse) -> str | None:
    """What is asked where nothing is left to chance."""
    weighed = answer.question_trace.candidates if answer.question_trace else []
    return weighed[0].attribute if weighed else None


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MOST_BYTES:
        path.replace(path.with_suffix(".jsonl.1"))
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
