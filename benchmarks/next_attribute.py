"""Does a ranker put first what a human assistant asked next? On conversations in the form of PSCon.

    python -m benchmarks.next_attribute CONVERSATIONS.jsonl.gz [--model FOLDER]

What learns from the conversations is cross-validated over five folds of dialogues (`ranker.evaluation.pscon`).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch

from ranker.candidates import AttributeRanker
from ranker.evaluation.baselines import LearnedPrior, ZeroShot
from ranker.evaluation.pscon import BRAND_AND_PRICE, Train, examples_of, judge, read_questions
from ranker.evaluation.report import Systems
from ranker.examples import Example
from ranker.network import Heads
from ranker.serving import LearnedRanker, load_ranker
from ranker.training.config import TrainingConfig
from ranker.training.data import TextTable, prepare
from ranker.training.loop import Reporting
from ranker.training.run import train_head
from retrieval.search.encoder import Encoder


def tuned(encoder: Encoder) -> Train:
    """Heads trained on the other dialogues, on the language model as it comes."""

    def train(examples: Sequence[Example], dev: Sequence[Example]) -> AttributeRanker:
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

    encoder = Encoder()
    questions = read_questions(options.conversations)
    ways: dict[str, Train] = {
        "zero-shot": lambda _train, _dev: ZeroShot(encoder.encode),
        "how often it was asked in other dialogues": lambda train, _dev: LearnedPrior(train),
        "ours, trained on other dialogues": tuned(encoder),
    }
    if options.model:
        model = load_ranker(options.model, encoder.encode)
        ways["ours, trained on a catalog, never on dialogues"] = lambda _train, _dev: model
    systems = Systems([], encoder.encode)
    for title, leave_out in (("all attributes", ()), ("without brand and price", BRAND_AND_PRICE)):
        examples = examples_of(questions, leave_out=leave_out)
        print(f"{title}: {len(examples)} questions, {len(examples[0].candidates)} attributes")
        for name, train in ways.items():
            for metric, interval in judge(train, examples, systems).items():
                print(f"  {name:50} {metric:6} {interval.mean:.3f} ({interval.low:.3f}-{interval.high:.3f})")


if __name__ == "__main__":
    main()
