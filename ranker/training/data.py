"""Examples as tensors: every text is read once, a batch names texts by number, and training draws altered queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ranker.examples import Example
from ranker.features import FEATURES, features
from ranker.text import text_of

Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Read = Callable[[Int64], dict[str, Tensor]]
"""Numbers of texts to what the language part of the network takes: `vectors`, or `ids` and `attention`."""
Alter = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One example in numbers; texts by their place in the text table."""

    queries: Int64
    """The query, then its altered copies."""
    category: int
    attributes: Int64
    declined: Int64
    z: Floats
    relevance: Floats


class TextTable:
    """Every different text of some examples, numbered."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The text's number, a new one if it is new."""
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def texts(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self._numbers)


def prepare(examples: Sequence[Example], table: TextTable, alter: Alter | None = None) -> list[Prepared]:
    """The examples in numbers; with `alter`, each with the altered copies of its query."""
    altered: dict[str, Sequence[str]] = {}
    prepared = []
    for example in examples:
        if alter and example.query not in altered:
            altered[example.query] = alter(example.query)
        queries = (example.query, *altered.get(example.query, ()))
        prepared.append(
            Prepared(
                queries=_numbers(queries, table),
                category=table.number(example.category),
                attributes=_numbers([text_of(candidate) for candidate in example.candidates], table),
                declined=_numbers([text_of(candidate) for candidate in example.declined], table),
                z=features(example.candidates),
                relevance=np.asarray(example.relevance, np.float32),
            )
        )
    return prepared


def _numbers(texts: Sequence[str], table: TextTable) -> Int64:
    return np.asarray([table.number(text) for text in texts], np.int64)


class Collator:
    """A batch of prepared examples, padded. `sampled` limits the attributes of a request, 0: all of them."""

    def __init__(self, read: Read, *, sampled: int = 0, alters: bool = False, seed: int = 0) -> None:
        self._read = read
        self._sampled = sampled
        self._alters = alters
        self._random = np.random.default_rng(seed)

    def __call__(self, batch: Sequence[Prepared]) -> dict[str, Any]:
        """What `ranker.training.loop.TrainedNetwork` takes."""
        chosen = [self._chosen(example) for example in batch]
        most = max(len(places) for places in chosen)
        queries = np.asarray([self._random.choice(e.queries) if self._alters else e.queries[0] for e in batch])
        categories = np.asarray([example.category for example in batch])
        attributes = _padded([example.attributes[p] for example, p in zip(batch, chosen, strict=True)], most)
        declined = _padded([example.declined for example in batch], max(1, *(len(e.declined) for e in batch)))
        everything = np.concatenate([queries, categories, attributes.ravel(), declined.ravel()])
        numbers, local = np.unique(everything, return_inverse=True)
        if numbers[0] < 0:  # padding is no text; it may point at any
            numbers, local = numbers[1:], np.maximum(local - 1, 0)
        places = np.split(local, np.cumsum([len(queries), len(categories), attributes.size]))
        z = np.zeros((len(batch), most, len(FEATURES)), np.float32)
        relevance = np.zeros((len(batch), most), np.float32)
        for row, (example, own) in enumerate(zip(batch, chosen, strict=True)):
            z[row, : len(own)], relevance[row, : len(own)] = example.z[own], example.relevance[own]
        return self._read(numbers) | {
            "query": torch.from_numpy(places[0]),
            "category": torch.from_numpy(places[1]),
            "attributes": torch.from_numpy(places[2].reshape(attributes.shape)),
            "declined": torch.from_numpy(places[3].reshape(declined.shape)),
            "declined_mask": torch.from_numpy(declined >= 0),
            "z": torch.from_numpy(z),
            "mask": torch.from_numpy(attributes >= 0),
            "relevance": torch.from_numpy(relevance),
        }

    def _chosen(self, example: Prepared) -> Int64:
        """Places of the attributes read: all, or the most relevant and, of the others, half hard and half any."""
        count = len(example.relevance)
        if not self._sampled or count <= self._sampled:
            return np.arange(count)
        relevant = np.argsort(-example.relevance, kind="stable")[: self._sampled // 2]
        others = np.setdiff1d(np.arange(count), relevant)
        hard = others[: (self._sampled - len(relevant)) // 2]  # candidates come most narrowing first
        rest = np.setdiff1d(others, hard)
        drawn = self._random.choice(rest, size=self._sampled - len(relevant) - len(hard), replace=False)
        return np.concatenate([relevant, hard, drawn])


def _padded(rows: Sequence[Int64], width: int) -> Int64:
    padded = np.full((len(rows), width), -1, np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return padded
