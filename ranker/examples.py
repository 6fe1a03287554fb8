"""Labelled examples: a request with the attributes that could be weighed, and how relevant each turned out to be.

One shape for all sources: simulated shoppers, rated queries, the conversation log. Kept as gzipped JSON lines, one
example a line. How examples are made from a catalog is not known here.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as validated

from data.files import replacing
from ranker.candidates import AttributeCandidate
from ranker.errors import ExamplesInvalid

Split = Literal["train", "dev", "products", "types"]
"""Where an example is used: `products` and `types` are held out to evaluate, `dev` decides when to stop."""
SPLITS: tuple[Split, ...] = ("train", "dev", "products", "types")


@validated(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Example:
    """One request with its labels."""

    query: str
    category: str
    """The product type that weighs most among the candidate products."""
    candidates: tuple[AttributeCandidate, ...]
    relevance: tuple[float, ...]
    """One grade a candidate, in [0, 1]: the share of the way to the wanted product that its answer saves."""
    declined: tuple[AttributeCandidate, ...]
    split: Split
    group: str
    """The head word of the wanted product's type; no group is in two splits but `train`, `dev` and `products`."""
    source: str
    """How the query was made: type, title, values, text, rated, log."""
    target: str
    """Id of the wanted product."""
    turn: int = Field(ge=0)
    """How many questions were asked before."""
    told: bool = True
    """Whether texts of the wanted product's type counted in the statistics. Where they did not, no label, which is
    made from such texts, can have leaked into a statistic."""

    def __post_init__(self) -> None:
        if len(self.relevance) != len(self.candidates):
            raise ValueError(f"relevance has {len(self.relevance)} grades for {len(self.candidates)} candidates")
        if any(not 0 <= grade <= 1 for grade in self.relevance):
            raise ValueError("relevance must lie in [0, 1]")


_EXAMPLE = TypeAdapter(Example)


@dataclass(frozen=True, slots=True)
class DataCard:
    """What a set of examples is made of, in counts."""

    examples: int
    by_split: dict[str, int]
    by_source: dict[str, int]
    told: int
    """Examples in whose statistics the texts of the wanted product's type counted."""
    groups: dict[str, int]
    """Different product type groups by split."""
    targets: int
    """Different wanted products."""
    queries: int
    """Different queries."""
    candidates_mean: float
    relevant_mean: float
    """Attributes of a grade above 0, a request."""
    data_hash: str


def data_card(examples: Sequence[Example]) -> DataCard:
    """Counts what is in `examples`."""
    groups = {split: {example.group for example in examples if example.split == split} for split in SPLITS}
    number = max(1, len(examples))
    return DataCard(
        examples=len(examples),
        by_split=dict(Counter(example.split for example in examples)),
        by_source=dict(Counter(example.source for example in examples)),
        told=sum(example.told for example in examples),
        groups={split: len(found) for split, found in groups.items()},
        targets=len({example.target for example in examples}),
        queries=len({example.query for example in examples}),
        candidates_mean=round(sum(len(example.candidates) for example in examples) / number, 2),
        relevant_mean=round(sum(sum(g > 0 for g in example.relevance) for example in examples) / number, 2),
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
