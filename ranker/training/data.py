"""Examples as tensors: every text is read once, a batch names texts by number, and training draws altered queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ranker.candidates import AttributeCandidate
from ranker.examples import Example
from ranker.features import FEATURES, features
from ranker.text import text_of, value_texts

Int64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Read = Callable[[Int64], dict[str, Tensor]]
"""Numbers of texts to what the language part of the network takes: `vectors`, or `ids` and `attention`."""
Alter = Callable[[str], Sequence[str]]
NONE = -1
"""In place of a text's number: padding."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The attributes of one product type in numbers, shared by all examples about it; texts by their place in the text
    table."""

    attributes: Int64
    """(M,)"""
    values: Int64
    """(M, V), padded with NONE."""
    z: Floats
    """(M, features)"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One example in numbers."""

    queries: Int64
    """The query, then its altered copies."""
    listed: Listed
    relevance: Floats
    """(M,)"""
    affinities: Floats
    """(M, V)"""


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
    known: dict[tuple[str, tuple[AttributeCandidate, ...]], Listed] = {}
    prepared = []
    for example in examples:
        if alter and example.query not in altered:
            altered[example.query] = alter(example.query)
        queries = (example.query, *altered.get(example.query, ()))
        key = example.category, example.candidates
        if key not in known:
            known[key] = _listed(example, table)
        listed = known[key]
        prepared.append(
            Prepared(
                queries=np.asarray([table.number(query) for query in queries], np.int64),
                listed=listed,
                relevance=np.asarray(example.relevance, np.float32),
                affinities=_padded([np.asarray(own, np.float32) for own in example.affinities], listed.values.shape, 0),
            )
        )
    return prepared


def _listed(example: Example, table: TextTable) -> Listed:
    texts = [text_of(example.category, candidate) for candidate in example.candidates]
    values = [
        np.asarray([table.number(text) for text in value_texts(candidate)], np.int64)
        for candidate in example.candidates
    ]
    most = max(1, *(len(own) for own in values))
    return Listed(
        attributes=np.asarray([table.number(text) for text in texts], np.int64),
        values=_padded(values, (len(values), most), NONE),
        z=features(example.candidates),
    )


class Collator:
    """A batch of prepared examples, padded."""

    def __init__(self, read: Read, *, alters: bool = False, seed: int = 0) -> None:
        self._read = read
        self._alters = alters
        self._random = np.random.default_rng(seed)

    def __call__(self, batch: Sequence[Prepared]) -> dict[str, Any]:
        """What `ranker.training.loop.TrainedNetwork` takes."""
        rows = max(example.listed.values.shape[0] for example in batch)
        shape = rows, max(example.listed.values.shape[1] for example in batch)
        queries = np.asarray([self._random.choice(e.queries) if self._alters else e.queries[0] for e in batch])
        attributes = np.stack([_padded(e.listed.attributes[:, None], (rows, 1), NONE)[:, 0] for e in batch])
        values = np.stack([_padded(e.listed.values, shape, NONE) for e in batch])
        numbers, local = np.unique(np.concatenate([queries, attributes.ravel(), values.ravel()]), return_inverse=True)
        if numbers[0] == NONE:  # padding is no text; it may point at any
            numbers, local = numbers[1:], np.maximum(local - 1, 0)
        places = np.split(local, np.cumsum([len(queries), attributes.size]))
        return self._read(numbers) | {
            "query": torch.from_numpy(places[0]),
            "attributes": torch.from_numpy(places[1].reshape(attributes.shape)),
            "values": torch.from_numpy(places[2].reshape(values.shape)),
            "z": torch.from_numpy(np.stack([_padded(e.listed.z, (rows, len(FEATURES)), 0) for e in batch])),
            "mask": torch.from_numpy(attributes != NONE),
            "value_mask": torch.from_numpy(values != NONE),
            "relevance": torch.from_numpy(np.stack([_padded(e.relevance[:, None], (rows, 1), 0)[:, 0] for e in batch])),
            "affinities": torch.from_numpy(np.stack([_padded(e.affinities, shape, 0) for e in batch])),
        }


def _padded(
    rows: Sequence[npt.NDArray[Any]] | npt.NDArray[Any], shape: tuple[int, ...], filler: int
) -> npt.NDArray[Any]:
    """The rows in an array of `shape`, filled up at their ends."""
    kind = rows[0].dtype if len(rows) else np.float32
    padded = np.full(shape, filler, kind)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return padded
