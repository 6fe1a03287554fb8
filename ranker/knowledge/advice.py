"""What buying knowledge says about a request, where the product type links to a family: which needs it speaks of, so
how much each attribute matters, and which of the shop's values serve.

A request is held against every way to ask that the family lists, by a ranker's own language model. It may speak of
several needs a little, or of none: then nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from language.lexicon import LEXICON
from language.words import spelled
from ranker.candidates import ANSWERS, AttributeCandidate, Encode, Floats, Vectors
from ranker.knowledge.families import Decision, Family, Need
from ranker.knowledge.linking import LinkedFamily, serves
from ranker.knowledge.teaching import BACKGROUND, MOST_BACKGROUND, affinity

SHARPNESS = 20.0
"""Of the cosines with the needs' nearest sayings, in the softmax that says how much the request speaks of each."""
NEAR, SAME = 0.3, 0.6
"""Cosine with the nearest saying up to which a request says nothing that the family lists, and from which it says just
that."""


@dataclass(frozen=True, slots=True)
class Advice:
    """About one request; certainty 0 where the knowledge says nothing."""

    need: Need | None
    """The one that the request speaks of most; None if it names a product and no need, or nothing that is known."""
    certainty: float
    """In [0, 1]."""
    grades: Floats
    """(candidates,) in [0, 3] how much each matters; NaN of those that mean none of the family's concepts."""
    affinities: tuple[Floats, ...]
    """For each candidate, how well each of its values serves, in [-1, 1]; zeros where nothing is known."""


class Advisor:
    """Holds the sayings of families, each encoded once. Safe to share between threads.

    `read` gives requests as unit vectors in which what asks for the same is near.
    """

    def __init__(self, read: Encode) -> None:
        self._read = read
        self._known: dict[str, _Sayings] = {}
        self._columns: dict[tuple[int, str, tuple[str, ...]], _Column] = {}

    def prepare(self, families: Sequence[Family], read: Encode | None = None) -> None:
        """Encodes the sayings of families ahead; `read` may be a cached form of the own one."""
        for family in families:
            self._known[family.family] = _Sayings.of(family, read or self._read)

    def advise(self, linked: LinkedFamily, candidates: Sequence[AttributeCandidate], query: Vectors) -> Advice:
        """About a request (a unit vector by `read`) for products of a linked type."""
        sayings = self._of(linked.family)
        speaks, nearest = sayings.held_against(query)
        columns = [self._column(linked, candidate) for candidate in candidates]
        certainty = float(np.clip((nearest - NEAR) / (SAME - NEAR), 0, 1))
        place = int(speaks.argmax())
        return Advice(
            need=sayings.needs[place] if certainty else None,
            certainty=certainty,
            grades=speaks @ np.stack([column.grades for column in columns], axis=1),
            affinities=tuple(speaks @ column.affinities for column in columns),
        )

    def _of(self, family: Family) -> _Sayings:
        found = self._known.get(family.family)
        if found is None or found.family is not family:
            found = self._known[family.family] = _Sayings.of(family, self._read)
        return found

    def _column(self, linked: LinkedFamily, candidate: AttributeCandidate) -> _Column:
        key = id(linked), candidate.name, candidate.values
        found = self._columns.get(key)
        if found is None or found.linked is not linked:
            found = self._columns[key] = _Column.of(linked, self._of(linked.family).needs, candidate)
        return found


@dataclass(frozen=True, slots=True)
class _Sayings:
    family: Family
    needs: tuple[Need | None, ...]
    """The needs, and behind them none: what the family's bare names say."""
    vectors: Vectors
    """(sayings, dimension), those of one need together."""
    starts: npt.NDArray[np.int64]
    """(needs,) where each need's begin."""

    @classmethod
    def of(cls, family: Family, read: Encode) -> _Sayings:
        name = family.names[0] if family.names else family.family
        said = [[*need.says, f"{name} for {need.need}"] for need in family.needs] + [family.names or [name]]
        vectors = read([text for own in said for text in own])
        starts = np.cumsum([0, *(len(own) for own in said)])[:-1]
        return cls(family, (*family.needs, None), vectors, starts)

    def held_against(self, query: Vectors) -> tuple[Floats, float]:
        """How much a request speaks of each need, (needs,) in sum 1, and the cosine with the nearest saying."""
        nearest = np.maximum.reduceat(self.vectors @ query, self.starts).astype(np.float64)
        raised = np.exp(SHARPNESS * (nearest - nearest.max()))
        return raised / raised.sum(), float(nearest.max())


@dataclass(frozen=True, slots=True)
class _Column:
    """What each need says of one attribute."""

    linked: LinkedFamily
    grades: Floats
    """(needs,)"""
    affinities: Floats
    """(needs, values)"""

    @classmethod
    def of(cls, linked: LinkedFamily, needs: Sequence[Need | None], candidate: AttributeCandidate) -> _Column:
        concept = linked.attributes.get(candidate.name)
        if concept is None:
            return cls(linked, np.full(len(needs), np.nan), np.zeros((len(needs), len(candidate.values))))
        usual = linked.family.matters[concept]
        decisions = [linked.decision(need, candidate.name) if need else None for need in needs]
        background = [min(BACKGROUND * usual, MOST_BACKGROUND) if need else usual for need in needs]
        grades = [own.grade if own else other for own, other in zip(decisions, background, strict=True)]
        affinities = [served(decision, candidate) for decision in decisions]
        return cls(linked, np.asarray(grades), np.stack(affinities))


def served(decision: Decision | None, candidate: AttributeCandidate) -> Floats:
    """How well each value that a shop states serves a need, (values,) in [-1, 1]."""
    if decision is None:
        return np.zeros(len(candidate.values))
    parts = {part: _in_terms_of(candidate, getattr(decision, part)) for part in ("wants", "avoids")}
    return affinity(decision.model_copy(update=parts), candidate.values)


def _in_terms_of(candidate: AttributeCandidate, wanted: object) -> object:
    """What is wanted, as the candidate states it: words as its own values, yes or no as words, words as yes or no."""
    if isinstance(wanted, list):
        if candidate.kind == "categorical":
            return [value for value in candidate.values if serves(value, wanted)] or None
        return True if serves(candidate.label, wanted) else None
    if isinstance(wanted, bool) and candidate.kind == "categorical":
        return [value for value in candidate.values if _affirms(value) is wanted] or None
    if isinstance(wanted, bool):
        return wanted if tuple(candidate.values) == ANSWERS else None
    return wanted


def _affirms(value: str) -> bool:
    """Whether words in place of a yes or no say yes: "RGB" as a light does."""
    return not frozenset(spelled(value).split()) & (LEXICON.stated_no | LEXICON.negations)
