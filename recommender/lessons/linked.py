"""Buying knowledge in a shop's own terms: its product types, attributes and values with our families' grades.

An attribute that links to no concept is left out of an example: that our files do not mention it says nothing about
it, and a grade of 0 would teach that whatever a shop states beyond our files is dull. Only what nobody can want
anything of (`ListedType.dull`: codes, and the type itself) is kept, with a grade of 0, so that the head learns from
live statistics what such an attribute looks like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ranker.examples import Example, Split
from ranker.knowledge.advice import served
from ranker.knowledge.families import Need
from ranker.knowledge.linking import LinkedFamily
from ranker.knowledge.teaching import BACKGROUND, MOST_BACKGROUND, STATING, Labelled
from recommender.lessons.types import Groups, ListedType, ListedTypes

Floats = npt.NDArray[np.float64]
Random = np.random.Generator

LEAST_LINKED = 3
"""A type with fewer linked attributes teaches nothing about which matter more."""
DECIDING = 1.5
"""A need is taught where the shop states an attribute of this grade or more; else it would teach that nothing
matters."""
_STATED = 2
"""Requests that state a value, a type."""


def linked_examples(types: ListedTypes, groups: Groups, *, requests: int, seed: int = 0) -> list[Example]:
    """Examples of every type that links to a family: at most `requests` of each to train on, all of the others."""
    found: list[Example] = []
    for number, name in enumerate(types.rows):
        shelf = shelved(types.of(name), groups) if groups.links.family(name) else None
        if shelf is None:
            continue
        _, split = groups.of(types.of(name))
        lessons = list(shelf.lessons(np.random.default_rng([seed, number])))
        if split == "train" and len(lessons) > requests:
            chosen = np.random.default_rng([seed, number, 1]).permutation(len(lessons))[:requests]
            lessons = [lessons[place] for place in sorted(chosen.tolist())]
        found += [shelf.example(lesson, split) for lesson in lessons]
    return found


class Shelf:
    """One product type with the family that it links to, and the attributes that are taught."""

    def __init__(self, listed: ListedType, linked: LinkedFamily, places: Sequence[int]) -> None:
        self.linked = linked
        self._name = listed.name
        self._candidates = tuple(listed.candidates[place] for place in places)
        matters = linked.family.matters
        concepts = [linked.attributes.get(candidate.name) for candidate in self._candidates]
        self._usual = np.asarray([matters[c] if c else 0.0 for c in concepts])
        self._nothing = tuple(np.zeros(len(candidate.values)) for candidate in self._candidates)

    def lessons(self, random: Random) -> Iterator[Labelled]:
        """Names of the type, what people need it for, and a few values asked for."""
        family = self.linked.family
        for name in dict.fromkeys([self._name.lower(), *family.names]):
            yield Labelled(name, name, "plain", self._usual, self._nothing)
        yield from self._stating(random)
        for need in family.needs:
            yield from self._needing(need)

    def example(self, lesson: Labelled, split: Split) -> Example:
        """The lesson as an example."""
        return lesson.example(self._name, self._candidates, split, self.linked.family.family)

    def _needing(self, need: Need) -> Iterator[Labelled]:
        decisions = [self.linked.decision(need, candidate.name) for candidate in self._candidates]
        if not any(decision and decision.grade >= DECIDING for decision in decisions):
            return
        grades = np.minimum(BACKGROUND * self._usual, MOST_BACKGROUND)
        for place, decision in enumerate(decisions):
            if decision is not None:
                grades[place] = decision.grade
        pairs = zip(decisions, self._candidates, strict=True)
        affinities = tuple(served(decision, candidate) for decision, candidate in pairs)
        for said in (*need.says, f"{self._name.lower()} for {need.need}"):
            yield Labelled(said, need.need, "knowledge", grades, affinities)

    def _stating(self, random: Random) -> Iterator[Labelled]:
        worded = [i for i, own in enumerate(self._candidates) if own.kind == "categorical" and own.values]
        worded = [i for i in worded if self._usual[i] > 0]
        for place in random.permutation(worded)[:_STATED] if worded else ():
            value = int(random.integers(len(self._candidates[place].values)))
            stated = self._candidates[place].values[value]
            query = str(random.choice(STATING)).format(stated, self._name.lower())
            need = f"{self._candidates[place].label}: {stated}"
            yield Labelled(query, need, "plain", self._usual, self._nothing).stating(place, value)


def shelved(listed: ListedType, groups: Groups) -> Shelf | None:
    """A product type with its family; None where too little of it links."""
    linked = groups.linked(listed)
    if linked is None or len(linked.attributes) < LEAST_LINKED:
        return None
    places = [i for i, own in enumerate(listed.candidates) if own.name in linked.attributes or i in listed.dull]
    return Shelf(listed, linked, places)
