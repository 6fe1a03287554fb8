"""Heads that are trained only to be compared with: over words alone, and without one of the sources."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ranker.candidates import Encode
from ranker.encoding import Kept
from ranker.evaluation.baselines import WordVectors, texts_of
from ranker.evaluation.metrics import PRIMARY, Bootstrap, Interval, measured
from ranker.evaluation.report import Sets, asked, clusters
from ranker.examples import Example
from ranker.network import Head
from ranker.serving import LearnedRanker
from ranker.training.config import TrainingConfig
from ranker.training.run import LEAST_EXAMPLES, Beginning, train

_CONFIG = TrainingConfig(method="adapter", epochs=4, patience=2)
_KNOWLEDGE = {"knowledge", "plain", "stated"}
"""Sources of examples that written buying knowledge makes."""
_PARTS: dict[str, Callable[[Example], bool]] = {
    "without buying knowledge": lambda example: example.source not in _KNOWLEDGE,
    "without the shop's own sentences": lambda example: example.source != "sentences",
    "without the chat model": lambda example: example.source != "teacher",
    "without rated queries": lambda example: example.source not in {"rated", "log"},
}


def over_words(examples: Sequence[Example]) -> LearnedRanker:
    """The same head over vectors that know words and no language."""
    encode = Kept(WordVectors(texts_of([example for example in examples if example.split == "train"])))
    return _trained(examples, encode, None, "words only")


def ablations(
    examples: Sequence[Example], encode: Encode, head: Head | None, sets: Sets
) -> dict[str, dict[str, Interval]]:
    """By what was left out of the training, nDCG@5 on each set; parts that the examples lack are left out too.

    Without all of these, it is `head`, from which the training begins.
    """
    learning = [example for example in examples if example.split == "train"]
    stopping = [example for example in examples if example.split == "dev"]
    found = {}
    for name, keeps in _PARTS.items():
        kept = [example for example in learning if keeps(example)]
        if LEAST_EXAMPLES <= len(kept) < len(learning):
            found[name] = _scores(_trained([*kept, *stopping], encode, head, name), sets)
    return found


def _trained(examples: Sequence[Example], encode: Encode, head: Head | None, name: str) -> LearnedRanker:
    beginning = Beginning(None, name, head, encode)
    with tempfile.TemporaryDirectory() as folder:
        trained = train(examples, _CONFIG, beginning, Path(folder), lambda _title: lambda _done, _total: None)
    return LearnedRanker(name, trained.head.served(), encode, shares_queries=False)


def _scores(ranker: LearnedRanker, sets: Sets) -> dict[str, Interval]:
    return {
        name: Bootstrap(clusters(requests)).mean(
            np.asarray([measured(asked(ranker, e).weights, np.asarray(e.relevance))[PRIMARY] for e in requests])
        )
        for name, requests in sets.items()
    }
