"""A whole training, top to bottom: examples, language model, encodings, heads. Evaluation and saving are elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from ranker.errors import TrainingFailed
from ranker.examples import Example, Split, data_hash
from ranker.features import FEATURES
from ranker.language import LanguageModel, tuned
from ranker.network import ARCHITECTURE, Head, HeadConfig, Heads
from ranker.training.augmentation import Augmentation
from ranker.training.config import TrainingConfig
from ranker.training.data import Collator, Int64, Prepared, TextTable, prepare
from ranker.training.loop import Curve, Progress, Reporting, Stage, TrainedNetwork, fit
from ranker.training.losses import LOSS_FUNCTIONS

Track = Callable[[str], Progress]
"""Opens a progress bar with a title."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out: the language model if it was changed, the heads, and how the training went."""

    language: LanguageModel
    heads: Heads
    curves: dict[str, Curve]


DEV_READ = 400
"""Of the dev split, as much is read after each epoch of the language model."""


def train(
    examples: Sequence[Example],
    config: TrainingConfig,
    source: str | Path,
    folder: Path,
    track: Track,
    *,
    synonyms: Mapping[str, Sequence[str]] | None = None,
    weights_and_biases: bool = False,
) -> Trained:
    """Trains on the train split, stops by the dev split; `source` is the language model's folder or name.

    Checkpoints go to `folder`; the same call after an interruption goes on from them. Raises TrainingFailed.
    """
    # 1. Examples in numbers.
    table = TextTable()
    alter = Augmentation(config.augmented, config.seed, synonyms) if config.augmented else None
    train_set = prepare(split_of(examples, "train"), table, alter)
    dev_set = prepare(split_of(examples, "dev"), table)
    work = folder / _run_name(examples, config, source)
    curves: dict[str, Curve] = {}

    # 2. The language model, with a head that is thrown away.
    language = LanguageModel.load(source, config.most_tokens, config.layers)
    if config.method != "adapter" and config.language_epochs:
        reporting = Reporting(work, track("Tuning the language model"), weights_and_biases)
        language, curves["language"] = _tune(language, train_set, dev_set[:DEV_READ], table, config, reporting)

    # 3. Every text encoded once, by the model as it is now.
    vectors = language.encode(table.texts)

    # 4. The heads, one a seed.
    heads = []
    for number in range(config.seeds):
        seeded = replace(config, seed=config.seed + number)
        reporting = Reporting(work, track(f"Training head {number + 1} of {config.seeds}"), weights_and_biases)
        head, curve = train_head(vectors, train_set, dev_set, seeded, reporting, f"head-{number}")
        heads.append(head)
        curves[f"head-{number}"] = curve
    return Trained(language.eval(), Heads(heads).eval(), curves)


def train_head(
    vectors: Tensor,
    train_set: Sequence[Prepared],
    dev_set: Sequence[Prepared],
    config: TrainingConfig,
    reporting: Reporting,
    name: str = "head",
) -> tuple[Head, Curve]:
    """A head over fixed encodings (texts, dimension); a head that was finished before is read, not trained again."""

    def read(numbers: Int64) -> dict[str, Tensor]:
        return {"vectors": vectors[torch.from_numpy(numbers)]}

    head = new_head(vectors.shape[1], train_set, config)
    finished = reporting.folder / name / "finished.pt"
    if finished.exists():
        kept = torch.load(finished, weights_only=True)
        head.load_state_dict(kept["head"])
        return head.eval(), kept["curve"]
    network = TrainedNetwork(head, LOSS_FUNCTIONS[config.loss])
    collators = Collator(read, alters=True, seed=config.seed), Collator(read)
    stage = Stage(name, config.epochs, config.batch_size, 1, config.seed)
    curve = fit(network, train_set, dev_set, collators, config, stage, reporting)
    head = head.cpu().eval()  # the Trainer leaves it on the GPU that it found
    torch.save({"head": head.state_dict(), "curve": curve}, finished)
    return head, curve


def new_head(dimension: int, train_set: Sequence[Prepared], config: TrainingConfig) -> Head:
    """A head with fresh weights that knows the features' means and deviations."""
    torch.manual_seed(config.seed)
    narrowing = FEATURES.index("log narrowing")
    head = Head(HeadConfig(dimension, len(FEATURES), narrowing, config.projected, config.hidden, config.dropout))
    head.standardise(torch.from_numpy(np.concatenate([example.z for example in train_set])))
    return head


def _tune(
    language: LanguageModel,
    train_set: Sequence[Prepared],
    dev_set: Sequence[Prepared],
    table: TextTable,
    config: TrainingConfig,
    reporting: Reporting,
) -> tuple[LanguageModel, Curve]:
    tokens = language.tokeniser(table.texts, truncation=True, max_length=language.most_tokens)["input_ids"]
    padding = language.tokeniser.pad_token_id or 0

    def read(numbers: Int64) -> dict[str, Tensor]:
        own = [torch.tensor(tokens[number]) for number in numbers]
        attention = pad_sequence([torch.ones_like(text) for text in own], batch_first=True)
        return {"ids": pad_sequence(own, batch_first=True, padding_value=padding), "attention": attention}

    tuned(language, config.method)
    finished = reporting.folder / "language" / "finished.pt"
    if finished.exists():
        kept = torch.load(finished, weights_only=True)
        language.load_state_dict(kept["language"])
        return language, kept["curve"]
    head = new_head(language.dimension, train_set, config)
    network = TrainedNetwork(head, LOSS_FUNCTIONS[config.loss], language)
    collators = Collator(read, sampled=config.sampled, alters=True, seed=config.seed), Collator(read)
    drawn = np.random.default_rng(config.seed).permutation(len(train_set))[: config.language_examples]
    stage = Stage("language", config.language_epochs, config.language_batch_size, config.accumulation, config.seed)
    curve = fit(network, [train_set[i] for i in drawn], dev_set, collators, config, stage, reporting)
    torch.save({"language": language.state_dict(), "curve": curve}, finished)
    return language, curve


LEAST_EXAMPLES = 10
"""Fewer teach nothing, and leave no dev split to stop by."""


def split_of(examples: Sequence[Example], split: Split) -> list[Example]:
    """The examples of a split that teach something. Raises TrainingFailed if they are too few."""
    found = [example for example in examples if example.split == split and any(example.relevance)]
    if len(found) < LEAST_EXAMPLES:
        raise TrainingFailed(
            f"the {split} split has {len(found)} examples with a relevant attribute, {LEAST_EXAMPLES} are needed; "
            "use a larger catalog, or more shoppers"
        )
    return found


def _run_name(examples: Sequence[Example], config: TrainingConfig, source: str | Path) -> str:
    """The same for the same training, so that an interrupted one is found again, and no other."""
    made_from = json.dumps([ARCHITECTURE, asdict(config), data_hash(examples), str(source)], sort_keys=True)
    return hashlib.sha256(made_from.encode()).hexdigest()[:12]
