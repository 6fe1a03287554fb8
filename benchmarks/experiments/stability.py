"""What must not happen: day one's benchmarks forgotten, a worse model promoted, a retraining that takes too long."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.experiments.figures import changes, said
from benchmarks.experiments.lab import Conditions, Lab, closed, lab
from data.conversations.sessions import Session
from floorwalker.home import Home
from floorwalker.steps import Track
from floorwalker.steps.beginnings import base_of
from floorwalker.steps.evaluation import Evaluation
from floorwalker.steps.retraining import Retraining, RetrainOrder
from floorwalker.steps.trial import MOST_JUDGED
from learning.examination import examination
from learning.gate import Candidate, decide
from learning.learned import learned
from learning.replay import Replay
from learning.screens import contexts, screens
from learning.signals import signals
from ranker.examples import read_examples
from ranker.experience import Experience, Lesson
from ranker.experienced import ExperiencedRanker
from ranker.registry import Registry
from recommender.live.rankers import READ
from retrieval.search.embedding_cache import EmbeddingCache

RETRAININGS, EACH = 10, 200
LARGE = 10_000
Row = dict[str, Any]


def forgets(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """Day one's needs and drill-downs after ten retrainings by the whole step: wanted is at most 1 % worse."""
    for shop in shops:
        own = lab(conditions, shop, track)
        day_one = Registry(Home(own.settings.home).models).current()
        promoted = 0
        for _ in range(RETRAININGS):
            own.play(EACH)
            promoted += own.retrain()
            yield {"shop": shop, "conversations": own.played, "promoted": promoted, "said": list(own.lines)}
        now = Registry(Home(own.settings.home).models).current()
        if day_one is not None and now is not None and now != day_one:
            recommender, home = own.recommender, Home(own.settings.home)
            with EmbeddingCache(home.indexes / READ) as cache:
                base = base_of(own.settings, recommender.snapshot.encoder, cache, os.cpu_count() or 1)
                evaluation = Evaluation(recommender, read_examples(home.examples), base, own.settings, track)
                verdict = evaluation.hold(now, day_one)
            yield {"shop": shop, "conversations": own.played, "kept": verdict.passes, **verdict.figures}
        closed(own)


def gate(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """A hundred worse models held against day one's by the gate: wanted is that at most one is promoted.

    Each is what a log taught, said of other values than it was learned of: as outspoken as the truth, and wrong. One
    that is no worse by chance, by shoppers of whom there is no log, does not count.
    """
    for shop in shops:
        own = lab(conditions, shop, track)
        own.play(conditions.conversations)
        sessions, first = own.sessions(), own.judge()
        judged = sessions[len(sessions) // 2 :]
        taught = learned(sessions[: len(sessions) // 2], own.recommender, now=own.now()).experience
        wrong = _Wrong(own, sessions, judged)
        worse = promoted = 0
        progress = track("Worse models")
        for seed in range(conditions.runs):
            ranker = ExperiencedRanker(own.base, shuffled(taught, seed))
            passes, gain = wrong.passes(ranker)
            own.recommender.ranker = ranker
            found = changes(first, own.judge())
            own.recommender.ranker = own.base
            is_worse = found["fit"].relative < 0
            worse += is_worse
            promoted += passes and is_worse
            progress(seed + 1, conditions.runs)
            if passes or seed == conditions.runs - 1:
                line = f"gain by the log {gain:+.3f}  {said(found)}"
                yield {"shop": shop, "models": seed + 1, "worse": worse, "promoted": promoted, "line": line}
        closed(own)


def speed(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """One retraining from 10,000 conversations by the whole step: wanted are at most 15 minutes on 2 cores."""
    for shop in shops:
        own = lab(conditions, shop, track)
        own.play(LARGE)
        sessions = own.sessions()
        began, used = time.monotonic(), time.process_time()
        outcome = Retraining(own.settings, track).run(RetrainOrder(sessions=sessions))
        row = {"minutes": round((time.monotonic() - began) / 60, 2)}
        row["processor minutes"] = round((time.process_time() - used) / 60, 2)
        yield {"shop": shop, "conversations": own.played, "promoted": outcome.promoted, **row, "said": outcome.lines}
        closed(own)


class _Wrong:
    """Holds models against day one's on one log, as the gate does at its first look."""

    def __init__(self, own: Lab, sessions: Sequence[Session], judged: Sequence[Session]) -> None:
        self._asked = contexts(judged, MOST_JUDGED, seed=own.shop)
        self._examined = examination(signals(sessions).choices)
        self._replay = Replay(own.recommender)
        self._shown = [context.shown for context in self._asked]
        self._now = self._replay.answers(own.base, self._shown, _quietly)

    def passes(self, ranker: ExperiencedRanker) -> tuple[bool, float]:
        """Whether the gate would promote it, and the gain it saw."""
        answers = self._replay.answers(ranker, self._shown, _quietly)
        found = screens(self._asked, answers, self._now, self._examined)
        candidate = Candidate("worse", found.gain, beyond_reverse=found.beyond_reverse)
        return decide([candidate]).promote, float(found.gain.values.mean())


def shuffled(experience: Experience, seed: int) -> Experience:
    """The same effects, of other values of each attribute, and half of them turned round."""
    random = np.random.default_rng(seed)

    def wrong(effects: dict[str, float]) -> dict[str, float]:
        sign = random.choice([-1.0, 1.0])
        return dict(zip(effects, (sign * random.permutation(list(effects.values()))).tolist(), strict=True))

    lessons: list[Lesson] = [
        one.model_copy(update={"values": {name: wrong(effects) for name, effects in one.values.items()}})
        for one in experience.lessons
    ]
    return experience.model_copy(update={"lessons": lessons})


def _quietly(_done: int, _total: int) -> None:
    """No bar."""
