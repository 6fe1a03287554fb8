"""Does a ranker put first what a human assistant asked next? On conversations in the form of PSCon.

    python -m benchmarks.next_attribute CONVERSATIONS.jsonl.gz [--model FOLDER]

Each clarifying question is a request: the shopper's words and keywords so far, every attribute that is asked anywhere
in the file as a candidate, those asked before as declined. There is no catalog behind it, so statistics are equal for
all. What learns from the conversations is cross-validated over five folds of dialogues. Zou et al., "PSCon: Product
Search Through Conversations", SIGIR 2025.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ranker.candidates import AttributeCandidate, AttributeRanker, AttributeStatistics
from ranker.evaluation.baselines import LearnedPrior, ZeroShot
from ranker.evaluation.metrics import Bootstrap, Interval
from ranker.evaluation.report import Systems
from ranker.examples import Example
from ranker.network import Heads
from ranker.serving import LearnedRanker, load_ranker
from ranker.training.config import TrainingConfig
from ranker.training.data import TextTable, prepare
from ranker.training.loop import Reporting
from ranker.training.run import train_head
from retrieval.encoder import Encoder

FOLDS, TOP = 5, 3
EXAMPLES = 6
CANONICAL = {"colour": "color", "kind": "type", "operation system": "operating system", "reviews": "rating"}
"""Ways to say the same."""
NEUTRAL = AttributeStatistics(
    coverage=0.5,
    named=0.3,
    split=0.5,
    entropy=1.5,
    narrowing=0.1,
    saving=0.1,
    saving_even=0.1,
    said=0.0,
    brevity=1.0,
    values=6,
)
Train = Callable[[Sequence[Example], Sequence[Example]], AttributeRanker]


def attribute_of(asked: str) -> tuple[str, str]:
    """(attribute, offered value) of "Price: $25 to $50"."""
    name, _, value = asked.partition(":")
    plain = " ".join(name.casefold().split())
    return CANONICAL.get(plain, plain), value.strip()


def read_conversations(path: Path) -> list[Example]:
    """One example a clarifying question; `target` is the dialogue's number."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        dialogues = [json.loads(line) for line in lines]
    values: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for dialogue in dialogues:
        for asked in _asked(dialogue):
            values[asked[0]][asked[1]] += 1
    candidates = {name: _candidate(name, counts) for name, counts in sorted(values.items()) if name}
    return [example for dialogue in dialogues for example in _examples(dialogue, candidates)]


def _asked(dialogue: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [attribute_of(a) for message in dialogue["conversation"] for a in message.get("clarifying_attribute") or []]


def _candidate(name: str, values: Counter[str]) -> AttributeCandidate:
    examples = tuple(value for value, _ in values.most_common(EXAMPLES) if value)
    return AttributeCandidate(name, name.capitalize(), "categorical", None, examples, NEUTRAL)


def _examples(dialogue: Mapping[str, Any], candidates: Mapping[str, AttributeCandidate]) -> list[Example]:
    found, words, before = [], [""], list[str]()
    for message in dialogue["conversation"]:
        if message["role"] == "user":
            words = message.get("keywords") or words
        wanted = {attribute_of(asked)[0] for asked in message.get("clarifying_attribute") or []} - {""}
        fresh = wanted - set(before)
        if fresh:
            left = [candidate for name, candidate in candidates.items() if name not in before]
            found.append(
                Example(
                    query=" ".join(words),
                    category="",
                    candidates=tuple(left),
                    relevance=tuple(float(candidate.name in fresh) for candidate in left),
                    declined=(),
                    split="train",
                    group="",
                    source="log",
                    target=str(dialogue["id"]),
                    turn=len(before),
                )
            )
        before += sorted(fresh)
    return found


def without(examples: Sequence[Example], names: Sequence[str]) -> list[Example]:
    """The examples without some attributes; those in which nothing else was asked are left out."""
    kept = []
    for example in examples:
        pairs = [(c, g) for c, g in zip(example.candidates, example.relevance, strict=True) if c.name not in names]
        if any(grade for _, grade in pairs):
            parts = {name: getattr(example, name) for name in example.__dataclass_fields__}
            changed = {"candidates": tuple(c for c, _ in pairs), "relevance": tuple(g for _, g in pairs)}
            kept.append(Example(**(parts | changed)))
    return kept


def hits(systems: Systems, train: Train, examples: Sequence[Example]) -> Interval:
    """How often an attribute asked next is among the top 3, over folds of dialogues."""
    dialogues = sorted({example.target for example in examples})
    fold_of = {dialogue: number % FOLDS for number, dialogue in enumerate(dialogues)}
    found, targets = [], []
    for fold in range(FOLDS):
        dev = [e for e in examples if fold_of[e.target] == (fold + 1) % FOLDS]
        rest = [e for e in examples if fold_of[e.target] not in (fold, (fold + 1) % FOLDS)]
        ranker = train(rest, dev)
        for example in (e for e in examples if fold_of[e.target] == fold):
            top = np.argsort(-systems.weights(ranker, example), kind="stable")[:TOP]
            found.append(float(any(example.relevance[place] > 0 for place in top)))
            targets.append(example.target)
    return Bootstrap(targets).mean(np.asarray(found))


def tuned(encoder: Encoder) -> Train:
    """Heads trained on the other dialogues, on the language model as it comes."""

    def train(examples: Sequence[Example], dev: Sequence[Example]) -> AttributeRanker:
        import torch

        table = TextTable()
        train_set, dev_set = prepare(examples, table), prepare(dev, table)
        vectors = torch.from_numpy(encoder.encode(table.texts))
        with tempfile.TemporaryDirectory() as folder:
            reporting = Reporting(Path(folder), lambda _done, _total: None)
            config = TrainingConfig(epochs=30, batch_size=16, augmented=0)
            head, _ = train_head(vectors, train_set, dev_set, config, reporting)
        return LearnedRanker("tuned", Heads([head]), encoder.encode, shares_queries=True)

    return train


def main() -> None:
    """Prints a table: each system, with and without brand and price."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conversations", type=Path)
    parser.add_argument("--model", type=Path, help="a model folder, scored as it is too")
    options = parser.parse_args()

    encoder = Encoder.load()
    everything = read_conversations(options.conversations)
    ways: dict[str, Train] = {
        "zero-shot": lambda _train, _dev: ZeroShot(encoder.encode),
        "how often it was asked in other dialogues": lambda train, _dev: LearnedPrior(train),
        "ours, trained on other dialogues": tuned(encoder),
    }
    if options.model:
        model = load_ranker(options.model, encoder.encode)
        ways["ours, trained on a catalog, never on dialogues"] = lambda _train, _dev: model
    systems = Systems([], encoder.encode)
    for title, examples in (
        ("all attributes", everything),
        ("without brand and price", without(everything, ("brand", "price"))),
    ):
        print(f"{title}: {len(examples)} questions, {len(examples[0].candidates)} attributes")
        for name, train in ways.items():
            interval = hits(systems, train, examples)
            print(f"  {name:50} {interval.mean:.3f} ({interval.low:.3f}-{interval.high:.3f})")


if __name__ == "__main__":
    main()
