"""A whole training, top to bottom: examples, language model, head. Evaluation and saving are elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from ranker.errors import TrainingFailed
from ranker.examples import Example, Split, data_hash
from ranker.features import FEATURES
from ranker.language import LanguageModel, tuned
from ranker.network import ARCHITECTURE, Head, HeadConfig
from ranker.training.augmentation import Augmentation
from ranker.training.config import TrainingConfig
from ranker.training.data import Collator, Int64, Prepared, TextTable, prepare
from ranker.training.loop import Curve, Progress, Reporting, TrainedNetwork, fit
from ranker.training.losses import LOSS_FUNCTIONS

Track = Callable[[str], Progress]
"""Opens a progress bar with a title."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out: the language model, the head on it, and how the training went."""

    language: LanguageModel
    head: Head
    curve: Curve


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a training starts from."""

    language: LanguageModel
    name: str
    """Tells it from other beginnings, so that an interrupted training is found again."""
    head: Head | None = None
    """None: the cosines of the language model as it comes."""


def train(
    examples: Sequence[Example],
    config: TrainingConfig,
    beginning: Beginning,
    folder: Path,
    track: Track,
    *,
    synonyms: Mapping[str, Sequence[str]] | None = None,
    weights_and_biases: bool = False,
) -> Trained:
    """Trains on the train split, stops by the dev split; changes the language model of `beginning` in place.

    Checkpoints go to `folder`; the same call after an interruption goes on from them. Raises TrainingFailed.
    """
    table = TextTable()
    alter = Augmentation(config.augmented, config.seed, synonyms) if config.augmented else None
    train_set = prepare(split_of(examples, "train"), table, alter)
    dev_set = prepare(split_of(examples, "dev"), table)
    work = folder / _run_name(examples, config, beginning.name)
    language = tuned(beginning.language, config.method)
    head = _begun(beginning.head, language.dimension, train_set)
    finished = work / "finished.pt"
    if finished.exists():
        kept = torch.load(finished, weights_only=True)
        head.load_state_dict(kept["head"])
        language.load_state_dict(kept["language"], strict=False)
        return Trained(language.eval(), head.eval(), kept["curve"])
    read = _tokens(language, table.texts) if config.method != "adapter" else _vectors(language, table.texts)
    network = TrainedNetwork(head, LOSS_FUNCTIONS[config.loss], None if config.method == "adapter" else language)
    collators = Collator(read, alters=True, seed=config.seed), Collator(read)
    reporting = Reporting(work, track("Training the ranker"), weights_and_biases)
    curve = fit(network, train_set, dev_set, collators, config, reporting)
    head, language = head.cpu().eval(), language.cpu().eval()  # the Trainer leaves them on the GPU that it found
    changed = {name: weights for name, weights in language.named_parameters() if weights.requires_grad}
    torch.save({"head": head.state_dict(), "language": changed, "curve": curve}, finished)
    return Trained(language, head, curve)


def _begun(head: Head | None, dimension: int, train_set: Sequence[Prepared]) -> Head:
    """A head to train that knows the features' means and deviations."""
    begun = Head(HeadConfig(dimension, len(FEATURES)))
    if head is not None:
        begun.load_state_dict(head.state_dict())
    begun.standardise(torch.from_numpy(np.concatenate([example.listed.z for example in train_set])))
    return begun


def _vectors(language: LanguageModel, texts: Sequence[str]) -> Callable[[Int64], dict[str, Tensor]]:
    """Reads texts as vectors that were made once."""
    vectors = language.encode(texts)
    return lambda numbers: {"vectors": vectors[torch.from_numpy(numbers)]}


def _tokens(language: LanguageModel, texts: Sequence[str]) -> Callable[[Int64], dict[str, Tensor]]:
    """Reads texts as tokens, padded to the longest of a batch."""
    tokens = language.tokeniser(list(texts), truncation=True, max_length=language.most_tokens)["input_ids"]
    padding = language.tokeniser.pad_token_id or 0

    def read(numbers: Int64) -> dict[str, Tensor]:
        own = [torch.tensor(tokens[number]) for number in numbers]
        attention = pad_sequence([torch.ones_like(text) for text in own], batch_first=True)
        return {"ids": pad_sequence(own, batch_first=True, padding_value=padding), "attention": attention}

    return read


LEAST_EXAMPLES = 10
"""Fewer teach nothing, and leave no dev split to stop by."""


def split_of(examples: Sequence[Example], split: Split) -> list[Example]:
    """The examples of a split that teach something. Raises TrainingFailed if they are too few."""
    found = [example for example in examples if example.split == split and any(example.relevance)]
    if len(found) < LEAST_EXAMPLES:
        raise TrainingFailed(
            f"the {split} split has {len(found)} examples with a relevant attribute, {LEAST_EXAMPLES} are needed; "
            "add buying knowledge about what the shop sells (docs/knowledge.md)"
        )
    return found


def _run_name(examples: Sequence[Example], config: TrainingConfig, beginning: str) -> str:
    """The same for the same training, so that an interrupted one is found again, and no other."""
    made_from = json.dumps([ARCHITECTURE, asdict(config), data_hash(examples), beginning], sort_keys=True)
    return hashlib.sha256(made_from.encode()).hexdigest()[:12]
