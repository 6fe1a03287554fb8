"""An example out of a difference between products (`contrast`): what is too rare to tell is left out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranker.examples import Example
from recommender.lessons.contrast import Difference
from recommender.lessons.types import Groups, ListedType

NOTHING = 0.1
"""Grade of an attribute in which the products surely do not differ."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What is asked, and how far the labels are to be believed."""

    query: str
    need: str
    source: str
    confidence: float
    """The highest grade and affinity that such a source gives."""


def example_of(listed: ListedType, difference: Difference, groups: Groups, graded: Graded) -> Example:
    """The example: an attribute that decides has a grade between `NOTHING` and the confidence, in proportion."""
    group, split = groups.of(listed)
    kept = np.flatnonzero(~np.isnan(difference.grades)).tolist()
    span = graded.confidence - NOTHING
    return Example(
        query=graded.query,
        category=listed.name,
        candidates=tuple(listed.candidates[place] for place in kept),
        relevance=tuple(NOTHING + span * float(difference.grades[place]) for place in kept),
        affinities=tuple(tuple((graded.confidence * difference.affinities[place]).tolist()) for place in kept),
        split=split,
        group=group,
        source=graded.source,
        need=graded.need,
    )
