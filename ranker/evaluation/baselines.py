"""What a trained ranker is held against: statistics alone, the language model as it comes, and gradient-boosted trees.

Each is a few lines over the same candidates. Those that learn see the train split only, and stop by the dev split.
"""

from __future__ import annotations

import logging
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ranker.candidates import AttributeCandidate, Encode, Floats, Ranking, RankingRequest, ranking
from ranker.errors import ExamplesInvalid
from ranker.examples import Example
from ranker.features import FEATURES, features
from ranker.text import attribute_text

_log = logging.getLogger(__name__)
Score = Callable[[AttributeCandidate], float]
_LEAST = 1e-9
_PRIOR_STRENGTH = 5.0
"""Requests that the mean of all attributes counts for, in the mean of one."""
_GRADES = 10
"""Steps into which grades in [0, 1] are cut for trees, which take whole numbers."""
_CLASSIC = ("coverage", "split", "entropy", "log values", "numeric", "boolean")
"""What the literature on facet ordering reads of candidates."""
_WITH_TEXTS = (*_CLASSIC, "named", "named of stated", "brevity")
"""The same, and what the shop's own texts name."""


class Statistic:
    """Weights in proportion to one number."""

    def __init__(self, name: str, score: Score) -> None:
        self.version = name
        self._score = score

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        scores = np.asarray([self._score(candidate) for candidate in request.candidates], np.float64)
        return ranking({self.version: np.log(np.maximum(scores, 0) + _LEAST)}, self.version)


class ZeroShot:
    """The cosine of request and attribute by the language model as it comes, and nothing else."""

    version = "zero-shot"

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._vectors: dict[str, Floats] = {}

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        if not request.candidates:
            return ranking({"cosine": np.empty(0)}, self.version)
        texts = [attribute_text(candidate.label, candidate.unit) for candidate in request.candidates]
        missing = list(dict.fromkeys(t for t in (*texts, request.query) if t not in self._vectors))
        if missing:
            self._vectors.update(zip(missing, self._encode(missing).astype(np.float64), strict=True))
        own = np.stack([self._vectors[text] for text in texts])
        return ranking({"cosine": own @ self._vectors[request.query]}, self.version)


class LearnedPrior:
    """Each attribute's mean grade in training, by its label: what is worth asking, whatever is searched."""

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
        scores = [self._grades.get(candidate.label.casefold(), self._mean) for candidate in request.candidates]
        return ranking({self.version: np.log(np.asarray(scores, np.float64) + _LEAST)}, self.version)


class LambdaMart:
    """Gradient-boosted trees with LambdaRank's gradients (Burges, 2010), by LightGBM, on some of the features.

    Raises ExamplesInvalid if there is nothing to train on or to stop by.
    """

    def __init__(self, name: str, columns: Sequence[str], train: Sequence[Example], dev: Sequence[Example]) -> None:
        import lightgbm

        if not train or not dev:
            raise ExamplesInvalid(f"{name} needs examples of the splits train and dev; make more examples")
        self.version = name
        self._columns = [FEATURES.index(column) for column in columns]
        self._model = lightgbm.LGBMRanker(
            n_estimators=400,
            learning_rate=0.05,
            num_leaves=15,
            min_child_samples=min(50, max(1, len(train) // 10)),
            label_gain=list(range(_GRADES + 1)),
            random_state=0,
            deterministic=True,
            n_jobs=1,
            verbose=-1,
        )
        x, y, sizes = self._flat(train)
        own, grades, groups = self._flat(dev)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of arguments that a later version will name otherwise
            stop_by: dict[str, Any] = {"eval_set": [(own, grades)], "eval_group": [groups], "eval_at": [5]}
            stop = lightgbm.early_stopping(30, verbose=False)
            self._model.fit(x, y, group=sizes, callbacks=[stop], **stop_by)

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        rows = features(request.candidates)[:, self._columns].astype(np.float64)
        # Not what the model was made with: the booster's own default are all cores, which takes longer for few rows.
        scores = self._model.booster_.predict(rows, num_threads=1)
        return ranking({self.version: np.asarray(scores, np.float64)}, self.version)

    def _flat(self, examples: Sequence[Example]) -> tuple[Floats, Floats, list[int]]:
        x = np.concatenate([features(example.candidates)[:, self._columns] for example in examples])
        grades = np.concatenate([example.relevance for example in examples])
        return x.astype(np.float64), np.round(grades * _GRADES), [len(example.candidates) for example in examples]


def statistics() -> list[Statistic]:
    """The baselines that learn nothing and read no query."""
    return [
        Statistic("coverage", lambda c: c.statistics.coverage),
        Statistic("entropy", lambda c: c.statistics.entropy),
        # Vandic et al., IEEE TKDE 29(5), 2017
        Statistic("Gini × coverage", lambda c: c.statistics.split * c.statistics.coverage),
        Statistic("shop-text prior", lambda c: c.statistics.named),
    ]


def learned(train: Sequence[Example], dev: Sequence[Example]) -> list[LearnedPrior | LambdaMart]:
    """The baselines that learn from examples; without trees where LightGBM cannot be loaded, and the log says so."""
    prior = LearnedPrior(train)
    try:
        import lightgbm  # noqa: F401
    except (ImportError, OSError) as error:  # OSError: a slim image lacks libgomp
        _log.warning("LambdaMART is left out of the report, since LightGBM cannot be loaded: %s", error)
        return [prior]
    return [
        prior,
        LambdaMart("LambdaMART, classic statistics", _CLASSIC, train, dev),
        LambdaMart("LambdaMART, with shop texts", _WITH_TEXTS, train, dev),
        LambdaMart("LambdaMART, all our statistics", FEATURES, train, dev),
    ]
