"""What a growing log does for shoppers: as it grows, when tastes change, with bots in it, and while it is small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.experiments.figures import Figures, changes, said
from benchmarks.experiments.lab import Conditions, Lab, closed, lab
from benchmarks.simulator.shopping import Result
from floorwalker.steps import Track
from recommender.engine.recommender import Recommender

FEW = 200
AFTER_CHANGE, CHANGE_STEP = 500, 250
BOTS = 0.1
Row = dict[str, Any]


def learns(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """After each retraining, against day one: wanted after 2,000 are 20 % fewer questions and 10 % more fit."""
    for own in _labs(conditions, shops, track):
        first = own.judge()
        yield _row(own, first, first, promoted=False)
        for _ in range(conditions.conversations // conditions.step):
            own.play(conditions.step)
            promoted = own.retrain()
            yield _row(own, first, own.judge(), promoted=promoted)


def few(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """With 200 conversations only: never worse than day one, in any shop."""
    for own in _labs(conditions, shops, track):
        first = own.judge()
        own.play(FEW)
        promoted = own.retrain()
        yield _row(own, first, own.judge() if promoted else first, promoted=promoted)


def changed(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """Tastes change after 2,000: wanted within 500 conversations are figures within 5 % of those before."""
    for own in _labs(conditions, shops, track):
        for _ in range(conditions.conversations // conditions.step):
            own.play(conditions.step)
            own.retrain()
        before = own.judge()
        yield _row(own, before, before, promoted=True) | {"when": "before"}
        own.stage.change_tastes()
        after = own.judge()
        yield _row(own, before, after, promoted=False) | {"when": "changed"}
        for number in range(AFTER_CHANGE // CHANGE_STEP):
            own.play(CHANGE_STEP)
            promoted = own.retrain()
            yield _row(own, before, own.judge(), promoted=promoted) | {"when": f"{(number + 1) * CHANGE_STEP} later"}
        own.recommender.ranker = own.base
        yield _row(own, before, own.judge(), promoted=False) | {"when": "day one's ranker"}


def bots(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Row]:
    """The same shoppers, with and without 10 % bots that pick one brand among them: wanted is a difference below 2 %
    for shoppers of whom there is no log."""
    for shop in shops:
        results: list[list[Result]] = []
        recommender: Recommender | None = None
        for share in (0.0, BOTS):
            own = lab(conditions, shop, track, recommender)
            own.play(conditions.conversations, bots=share)
            promoted = own.retrain()
            results.append(own.judge())
            yield _row(own, results[0], results[-1], promoted=promoted) | {"bots": share, "brand": own.stage.pushed}
            recommender = closed(own)


def _labs(conditions: Conditions, shops: Sequence[int], track: Track) -> Iterator[Lab]:
    """One after the other, over one recommender."""
    recommender: Recommender | None = None
    for shop in shops:
        own = lab(conditions, shop, track, recommender)
        try:
            yield own
        finally:
            recommender = closed(own)


def _row(own: Lab, before: Sequence[Result], after: Sequence[Result], *, promoted: bool) -> Row:
    found, figures = changes(before, after), Figures.of(after)
    return {
        "shop": own.shop,
        "conversations": own.played,
        "promoted": promoted,
        "line": f"{figures.line()}  {said(found)}",
        "figures": figures.dump(),
        "changes": {name: one.dump() for name, one in found.items()},
        "said": list(own.lines),
    }
