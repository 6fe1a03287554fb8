"""Labelled examples: a request with the attributes that could be weighed, how much each matters, which values serve.

One shape for all sources: written buying knowledge, the shop's own sentences, a chat model as teacher, rated queries,
the conversation log. Kept as gzipped JSON lines, one example a line. How examples are made is not known here.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as validated

from data.files import replacing
from ranker.candidates import AttributeCandidate
from ranker.errors import ExamplesInvalid

Split = Literal["train", "dev", "held out"]
"""Where an example is used: `dev` decides when to stop, what is held out is reported and decides nothing."""
HIGHEST = 3.0
"""The highest grade that people give: 0 hardly, 1 a little, 2 much, 3 decides. Relevance is a grade's share of it."""
SPLITS: tuple[Split, ...] = ("train", "dev", "held out")


@validated(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Example:
    """One request with its labels."""

    query: str
    category: str
    """The product type that is asked for."""
    candidates: tuple[AttributeCandidate, ...]
    relevance: tuple[float, ...]
    """One grade a candidate, in [0, 1]: how much it matters to who asks this."""
    affinities: tuple[tuple[float, ...], ...]
    """For each candidate, one number in [-1, 1] for each of its values: how well it serves."""
    split: Split
    group: str
    """The family of products; no group is in two splits."""
    source: str
    """Where the labels are from: knowledge, plain (a bare name), stated (a value asked for), sentences, teacher, rated,
    log."""
    need: str
    """What is behind the request; those of one need are not independent."""

    def __post_init__(self) -> None:
        if len(self.relevance) != len(self.candidates):
            raise ValueError(f"relevance has {len(self.relevance)} grades for {len(self.candidates)} candidates")
        if any(not 0 <= grade <= 1 for grade in self.relevance):
            raise ValueError("relevance must lie in [0, 1]")
        if [len(own) for own in self.affinities] != [len(candidate.values) for candidate in self.candidates]:
            raise ValueError("affinities must have one number for each value of each candidate")
        if any(not -1 <= affinity <= 1 for own in self.affinities for affinity in own):
            raise ValueError("affinities must lie in [-1, 1]")


_EXAMPLE = TypeAdapter(Example)


@dataclass(frozen=True, slots=True)
class DataCard:
    """What a set of examples is made of, in counts."""

    examples: int
    by_split: dict[str, int]
    by_source: dict[str, int]
    groups: dict[str, int]
    """Different families by split."""
    needs: int
    queries: int
    """Different queries."""
    candidates_mean: float
    relevant_mean: float
    """Attributes of a grade of a half or more, a request."""
    serving_mean: float
    """Values that serve, a request."""
    data_hash: str


def data_card(examples: Sequence[Example]) -> DataCard:
    """Counts what is in `examples`."""
    groups = {split: {example.group for example in examples if example.split == split} for split in SPLITS}
    number = max(1, len(examples))
    serving = sum(affinity > 0 for example in examples for own in example.affinities for affinity in own)
    return DataCard(
        examples=len(examples),
        by_split=dict(Counter(example.split for example in examples)),
        by_source=dict(Counter(example.source for example in examples)),
        groups={split: len(found) for split, found in groups.items()},
        needs=len({(example.group, example.need) for example in examples}),
        queries=len({example.query for example in examples}),
        candidates_mean=round(sum(len(example.candidates) for example in examples) / number, 2),
        relevant_mean=round(sum(sum(g >= 0.5 for g in example.relevance) for example in examples) / number, 2),
        serving_mean=round(serving / number, 2),
        data_hash=data_hash(examples),
    )


def data_hash(examples: Iterable[Example]) -> str:
    """Sixteen hexadecimal digits that change with any example."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(_EXAMPLE.dump_json(example))
    return digest.hexdigest()[:16]


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Writes gzipped JSON lines, replacing the file at once when all are written."""
    with replacing(path) as unfinished, gzip.open(unfinished, "wb", compresslevel=3) as lines:
        for example in examples:
            lines.write(_EXAMPLE.dump_json(example) + b"\n")


def read_examples(path: Path) -> list[Example]:
    """Reads what `write_examples` wrote. Raises ExamplesInvalid naming the line, the field and the remedy."""
    found = [_parsed(line, path, number) for number, line in numbered_lines(path, "make it again")]
    if not found:
        raise ExamplesInvalid(f"{path} has no examples; make it again")
    return found


def numbered_lines(path: Path, remedy: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a gzipped file, the first is 1. Raises ExamplesInvalid with the remedy."""
    try:
        with gzip.open(path, "rb") as lines:
            yield from enumerate(lines, start=1)
    except (OSError, EOFError) as error:
        raise ExamplesInvalid(f"{path} cannot be read as gzipped JSON lines ({error}); {remedy}") from error


def _parsed(line: bytes, path: Path, number: int) -> Example:
    try:
        return _EXAMPLE.validate_json(line)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"])) or "the line"
        raise ExamplesInvalid(
            f"{path}, line {number}, {field}: {problem['msg']}; the columns are those of ranker.examples.Example"
        ) from error
