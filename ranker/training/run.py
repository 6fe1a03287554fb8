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

from ranker.candidates import Encode
from ranker.errors import TrainingFailed
from ranker.examples import Example, Split, data_hash
from ranker.features import FEATURES
from ranker.language import LanguageModel, tuned
from ranker.network import ARCHITECTURE, Head, HeadConfig
from ranker.training.augmentation import Augmentation
from ranker.training.config import Method, TrainingConfig
from ranker.training.data import Collator, Int64, Prepared, Read, TextTable, prepare
from ranker.training.loop import Curve, Progress, Reporting, TrainedNetwork, fit
from ranker.training.losses import LOSS_FUNCTIONS

Track = Callable[[str], Progress]
"""Opens a progress bar with a title."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came out: the language model if it was loaded, the head on it, and how the training went."""

    language: LanguageModel | None
    head: Head
    curve: Curve


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a training starts from. Raises TrainingFailed without a language model and its encodings."""

    language: LanguageModel | None
    """None: a head alone is trained, over what `encode` gives."""
    name: str
    """Tells it from other beginnings, so that an interrupted training is found again."""
    head: Head | None = None
    """None: the cosines of the language model as it comes."""
    encode: Encode | None = None
    """The language model as it serves, perhaps with a cache; None: its own encodings."""

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """Texts as a head alone reads them, (texts, dimension)."""
        if self.encode is not None:
            return torch.from_numpy(self.encode(texts))
        return self.tuned("adapter").encode(texts)

    def tuned(self, method: Method) -> LanguageModel:
        """The language model, prepared for the method."""
        if self.language is None:
            raise TrainingFailed(f"method {method!r} needs a language model to train, and there is none; use adapter")
        return tuned(self.language, method)


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
    language = beginning.language if config.method == "adapter" else beginning.tuned(config.method)
    finished = work / "finished.pt"
    if finished.exists():
        return _finished(finished, language)
    if config.method == "adapter" or language is None:
        vectors = beginning.vectors(table.texts)
        network = begun(beginning.head, vectors.shape[1], train_set, config)
        read = by_vectors(vectors)
    else:
        network = begun(beginning.head, language.dimension, train_set, config, language)
        read = _tokens(language, table.texts)
    collators = Collator(read, alters=True, seed=config.seed), Collator(read)
    reporting = Reporting(work, track("Training the ranker"), weights_and_biases)
    curve = fit(network, train_set, dev_set, collators, config, reporting)
    network.cpu().eval()  # the Trainer leaves it on the GPU that it found
    changed = {name: own for name, own in network.named_parameters() if own.requires_grad}
    kept = {"language": _of(changed, "language."), "head": network.head.state_dict(), "curve": curve}
    torch.save(kept, finished)
    return Trained(language, network.head, curve)


def begun(
    head: Head | None,
    dimension: int,
    train_set: Sequence[Prepared],
    config: TrainingConfig,
    language: LanguageModel | None = None,
) -> TrainedNetwork:
    """What is to be trained; the head knows the features' means and deviations in the train set, or, where it is held
    to what it was, keeps its own."""
    own = Head(HeadConfig(dimension, len(FEATURES)))
    if head is not None:
        own.load_state_dict(head.state_dict())
    if head is None or not config.anchor:
        own.standardise(torch.from_numpy(np.concatenate([example.listed.z for example in train_set])))
    return TrainedNetwork(own, LOSS_FUNCTIONS[config.loss], language, config.anchor)


def by_vectors(vectors: Tensor) -> Read:
    """Reads texts as vectors that were made once."""
    return lambda numbers: {"vectors": vectors[torch.from_numpy(numbers)]}


def _finished(path: Path, language: LanguageModel | None) -> Trained:
    """A training that was done before."""
    kept = torch.load(path, weights_only=True)
    weights = kept["head"]
    head = Head(HeadConfig(weights["asking.weight"].shape[0], weights["adapter.weight"].shape[1]))
    head.load_state_dict(weights)
    if language is not None:
        language.load_state_dict(kept["language"], strict=False)
        language.eval()
    return Trained(language, head.eval(), kept["curve"])


def _of(weights: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): own for name, own in weights.items() if name.startswith(prefix)}


def _tokens(language: LanguageModel, texts: Sequence[str]) -> Read:
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
