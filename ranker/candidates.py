"""What a ranker is given and what it answers: attributes with their live statistics in, weights with their parts out.

Plain data, shared by every ranker; where the statistics come from is the caller's affair
(`recommender.engine.statistics`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from data.catalog.products import AttributeKind

if TYPE_CHECKING:
    from ranker.knowledge.advice import Advice
    from ranker.knowledge.linking import LinkedFamily

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to unit vectors, float32 of shape (texts, dimension)."""
DIRECTIONS: tuple[str, str] = ("low", "high")
"""What of a number is read: which way it serves a request."""
ANSWERS: tuple[str, str] = ("yes", "no")


@dataclass(frozen=True, slots=True)
class AttributeStatistics:
    """z: what the live candidates say about an attribute; shares in [0, 1], each product counted by its relevance."""

    coverage: float
    """Share of the candidates that state the attribute."""
    named: float
    """Share of the candidates whose own text names their value: editors found it worth naming."""
    split: float
    """Gini impurity of the answers: how likely two candidates that state it answer differently."""
    entropy: float
    """Shannon entropy of the answers, in bits."""
    narrowing: float
    """Share of the candidates that the answer of a shopper, who has a text-named value in mind, is expected to rule
    out or move behind; 0 for an attribute that no text names."""
    said: float
    """Share of the candidates that state a value which the query speaks of."""
    brevity: float
    """Share of the stated values that are short enough to be an answer; a sentence is not."""
    values: int
    """How many different values the candidates state."""


@dataclass(frozen=True, slots=True)
class AttributeCandidate:
    """An attribute that could be asked, or could order the products."""

    name: str
    label: str
    kind: AttributeKind
    unit: str | None
    values: tuple[str, ...]
    """What is read of its values, as text: the commonest among the products of the request's type, `DIRECTIONS` of a
    number, `ANSWERS` of what is yes or no. The same at every request about the type, so that encodings are kept."""
    statistics: AttributeStatistics


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """One request: the conversation so far, and the attributes to weigh."""

    query: str
    query_vector: Vectors | None
    """The query by the same encoder as `encode`, shape (dimension,); None if there is no query."""
    candidates: Sequence[AttributeCandidate]
    declined: Sequence[AttributeCandidate] = field(default=())
    """Attributes that were asked and that the shopper does not mind."""
    category: str = ""
    """The product type that weighs most among the candidates; empty if the catalog has none."""
    linked: LinkedFamily | None = None
    """The family of buying knowledge that the type is; None if it is of none."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One weight a candidate, in the candidates' order; weights sum to 1."""

    weights: Floats
    parts: dict[str, Floats]
    """What was summed for each candidate before the softmax, by name of the part."""
    model_version: str
    affinities: tuple[Floats, ...] = ()
    """For each candidate, how well each of its `values` serves the request: (values,) in [-1, 1], 0 where the request
    says nothing about it. Empty from a ranker that reads no values."""
    advice: Advice | None = None
    """What buying knowledge said; None where it says nothing, or from a ranker that does not ask it."""


class AttributeRanker(Protocol):
    """weight(a) = softmax_a(LM(q, a) + adapter(z)): any ranker, from statistics alone to a fine-tuned model."""

    version: str

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates. Safe to call from several threads. Raises RankingFailed."""


@runtime_checkable
class WordExplainer(Protocol):
    """A ranker that reads the query and can say which of its words moved what."""

    version: str

    def words(self, request: RankingRequest) -> Sequence[Mapping[str, float]]:
        """For each candidate, how far each word moved its score against the others'. May raise anything."""


def ranking(parts: dict[str, Floats], model_version: str, affinities: tuple[Floats, ...] = ()) -> Ranking:
    """The softmax over candidates of the sum of their parts (each of shape (candidates,))."""
    total = np.sum(list(parts.values()), axis=0)
    if not len(total):
        return Ranking(np.empty(0), parts, model_version, affinities)
    raised = np.exp(total - total.max())
    return Ranking(raised / raised.sum(), parts, model_version, affinities)
