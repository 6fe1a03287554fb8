"""The figures of a report: what each is counted from, and how it is called (`wording.yml`)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from learning.intervals import CONFIDENCE, Estimate, mean, share
from learning.journeys import Journey
from learning.report.shape import FEWEST, LEAST, Figure

Observation = tuple[float, str]
"""A value, and whose it is."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure before it is counted."""

    key: str
    kind: Literal["share", "mean"]
    better: Literal["more", "less", "neither"]
    of: Callable[[Journey], float | None]
    """None where a conversation says nothing of it."""
    settles: bool = False
    """Whether it counts purchases, which may come for a week."""


MEASURES = (
    Measure("succeeded", "share", "more", lambda one: one.succeeded if one.asked else None, settles=True),
    Measure("clicked", "share", "more", lambda one: bool(one.clicked) if one.lists else None),
    Measure("carted", "share", "more", lambda one: one.carted if one.lists else None),
    Measure("bought", "share", "more", lambda one: one.bought if one.lists else None, settles=True),
    Measure("questions_to_find", "mean", "less", lambda one: one.questions_to_find),
    Measure("questions", "mean", "neither", lambda one: len(one.questions) if one.asked else None),
    Measure("declined", "share", "less", lambda one: one.declined),
    Measure("satisfied", "share", "more", lambda one: one.satisfied),
    Measure("not_met", "share", "less", lambda one: bool(one.not_met) if one.asked else None),
    Measure("misunderstood", "share", "less", lambda one: bool(one.misunderstandings) if one.moves else None),
    Measure("handed_over", "share", "less", lambda one: one.handoffs > 0 if one.moves else None),
)
"""In the order in which they are shown."""


def observations(measure: Measure, journeys: Iterable[Journey]) -> list[Observation]:
    """What conversations say of a measure."""
    return [(float(value), one.shopper) for one in journeys if (value := measure.of(one)) is not None]


def estimate(kind: str, seen: Sequence[Observation], confidence: float = CONFIDENCE) -> Estimate | None:
    """The share or the mean; None of fewer than LEAST, or of fewer shoppers than FEWEST: it would tell of these, and
    how much shoppers differ, from which the interval follows, cannot be told of so few."""
    owners = [owner for _, owner in seen]
    if len(seen) < LEAST or len(set(owners)) < FEWEST:
        return None
    if kind == "share":
        return share([value > 0 for value, _ in seen], owners, confidence)
    return mean([value for value, _ in seen], owners, confidence)


def figure(measure: Measure, journeys: Iterable[Journey]) -> Figure:
    """A measure counted."""
    return counted(measure.key, measure.kind, observations(measure, journeys), better=measure.better)


def counted(
    key: str,
    kind: Literal["share", "mean"],
    seen: Sequence[Observation],
    *,
    better: Literal["more", "less", "neither"] = "neither",
    label: str = "",
) -> Figure:
    """A figure of what was seen."""
    label, found = label or wording()["figures"].get(key, key), estimate(kind, seen)
    if found is None:
        return Figure(key, label, kind, better, len(seen))
    return Figure(key, label, kind, better, found.count, found.total, found.value, found.low, found.high)


@functools.cache
def wording() -> dict[str, Any]:
    """What things are called and what is said of them."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("wording.yml").read_text(encoding="utf-8"))
    return found
