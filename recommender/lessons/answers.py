"""A chat model's answer as lessons: read strictly, and held against the catalog.

An attribute that was not given is refused with all that is said of it, a value that was not given is refused alone;
a need without anything left teaches nothing. What is refused is counted by reason. Attributes that the model says
nothing about are left out, since it was asked for the deciding ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ranker.candidates import AttributeCandidate
from ranker.examples import HIGHEST, Example
from recommender.lessons.assignments import Assignment
from recommender.lessons.types import Groups

CONFIDENCE = 0.9
"""Of grades and affinities, against those of knowledge that people wrote and checked."""
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Decision(_Strict):
    """What a need asks of one attribute."""

    attribute: _Text
    grade: Annotated[float, Field(ge=0, le=HIGHEST)]
    serves: list[_Text] = Field(default_factory=list, max_length=20)
    fails: list[_Text] = Field(default_factory=list, max_length=20)


class Need(_Strict):
    """What people need a product for, and how they ask for it."""

    need: _Text
    says: list[_Text] = Field(min_length=1, max_length=12)
    decides: list[Decision] = Field(min_length=1, max_length=60)


class Answer(_Strict):
    """All that a model may say."""

    needs: list[Need] = Field(max_length=30)


@dataclass(frozen=True, slots=True)
class Checked:
    """What of an answer the catalog bears out."""

    needs: tuple[Need, ...]
    refused: Counter[str]
    """Parts that were refused, by reason."""


def checked(text: str, assignment: Assignment) -> Checked:
    """The needs of an answer, without what the catalog does not have; none of an answer that is not as asked for."""
    refused: Counter[str] = Counter()
    try:
        answer = Answer.model_validate_json(_unfenced(text))
    except ValidationError:
        return Checked((), Counter({"not the JSON asked for": 1}))
    values = {candidate.name: frozenset(candidate.values) for candidate in assignment.candidates}
    needs = []
    for need in answer.needs:
        decides = [
            _borne_out(decision, values[decision.attribute], refused)
            for decision in need.decides
            if _is_known(decision, values, refused)
        ]
        if any(decision.grade > 0 for decision in decides):
            needs.append(need.model_copy(update={"decides": decides}))
        else:
            refused["need about nothing the type states"] += 1
    return Checked(tuple(needs), +refused)


def taught(needs: tuple[Need, ...], assignment: Assignment, groups: Groups) -> Iterator[Example]:
    """The needs of one type as examples."""
    listed = assignment.listed
    group, split = groups.of(listed)
    for need in needs:
        decisions = {decision.attribute: decision for decision in need.decides}
        candidates = tuple(candidate for candidate in assignment.candidates if candidate.name in decisions)
        own = [decisions[candidate.name] for candidate in candidates]
        for query in dict.fromkeys([*need.says, f"{listed.name.lower()}: {need.need}"]):
            yield Example(
                query=query,
                category=listed.name,
                candidates=candidates,
                relevance=tuple(CONFIDENCE * decision.grade / HIGHEST for decision in own),
                affinities=tuple(
                    tuple(_affinity(decision, candidate).tolist())
                    for decision, candidate in zip(own, candidates, strict=True)
                ),
                split=split,
                group=group,
                source="teacher",
                need=need.need,
            )


def _is_known(decision: Decision, values: dict[str, frozenset[str]], refused: Counter[str]) -> bool:
    if decision.attribute not in values:
        refused["unknown attribute"] += 1
    return decision.attribute in values


def _borne_out(decision: Decision, values: frozenset[str], refused: Counter[str]) -> Decision:
    """The decision without unknown values, and without those that both serve and fail."""
    both = frozenset(decision.serves) & frozenset(decision.fails)
    refused["unknown value"] += sum(value not in values for value in (*decision.serves, *decision.fails))
    refused["value that serves and fails"] += len(both & values)
    update = {part: [v for v in getattr(decision, part) if v in values - both] for part in ("serves", "fails")}
    return decision.model_copy(update=update)


def _affinity(decision: Decision, candidate: AttributeCandidate) -> npt.NDArray[np.float64]:
    """How well each value serves, by how much the attribute matters. Of two ends, the one is as bad as the other is
    good."""
    size = CONFIDENCE * max(decision.grade, 1.0) / HIGHEST
    sides = [(value in decision.serves) - (value in decision.fails) for value in candidate.values]
    if candidate.kind != "categorical" and sorted(sides) in ([0, 1], [-1, 0]):
        known = sides[0] or -sides[1]
        sides = [known, -known]
    return size * np.asarray(sides, np.float64)


def _unfenced(text: str) -> str:
    """Without the fence that models like to put around what is no prose."""
    lines = text.strip().splitlines()
    fenced = len(lines) > 2 and lines[0].startswith("```") and lines[-1].strip() == "```"
    return "\n".join(lines[1:-1]) if fenced else text
