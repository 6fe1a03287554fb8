"""May a trained model serve? On needs, simulated drill-downs and the place of wanted products together, as it is held
against what serves now; and, of one that learned from conversations, against what served on day one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranker.evaluation.metrics import Bootstrap, Interval
from ranker.evaluation.report import Report
from recommender.simulation.drilldown import Play

QUESTIONS_MORE, PLACES_LOST = 0.05, 0.005
"""How much worse a model may be by luck: questions a drill-down, and mean reciprocal rank of the wanted product."""


FORGOTTEN = 0.01
"""How much worse than on day one a figure may be, as a share of it, however many retrainings came since."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and whether the model passes."""

    passes: bool
    lines: list[str]
    figures: dict[str, float]


def judged(report: Report, serving: str, statistics: str, own: Sequence[Play], others: Sequence[Play]) -> Verdict:
    """Holds ours against the ranker that serves, by the report and by the plays of the same shoppers with each.

    It passes if it sees needs at least as well and better than statistics do, and loses on neither of the two others
    more than luck explains.
    """
    ours, now, plain = (_needs(report, name) for name in (report.ours, serving, statistics))
    shoppers = Bootstrap([play.target for play in own])
    questions = shoppers.difference(_questions(own), _questions(others))
    places = shoppers.difference(_reciprocals(own), _reciprocals(others))
    sees = ours >= now and ours > plain
    asks, ranks = not _worse(questions, QUESTIONS_MORE), not _worse(_turned(places), PLACES_LOST)
    lines = [
        f"{_said(passes=sees)}: nDCG@5 of needs {ours:.3f}, of {serving} {now:.3f}, of statistics {plain:.3f}",
        f"{_said(passes=asks)}: {_questions(own).mean():.2f} questions a drill-down, with {serving} "
        f"{_questions(others).mean():.2f} ({_signed(questions)})",
        f"{_said(passes=ranks)}: mean reciprocal rank of the wanted product {_reciprocals(own).mean():.3f}, with "
        f"{serving} {_reciprocals(others).mean():.3f} ({_signed(places)})",
    ]
    figures = {
        "needs ndcg@5": ours,
        "needs ndcg@5 of what served": now,
        "needs ndcg@5 of statistics": plain,
        "questions": float(_questions(own).mean()),
        "questions of what served": float(_questions(others).mean()),
        "wanted product mrr": float(_reciprocals(own).mean()),
        "wanted product mrr of what served": float(_reciprocals(others).mean()),
    }
    return Verdict(sees and asks and ranks, lines, {name: round(value, 4) for name, value in figures.items()})


def kept(report: Report, day_one: str, own: Sequence[Play], others: Sequence[Play]) -> Verdict:
    """Holds ours, which learned from conversations, against what served on day one, by the same measures.

    It passes if none of them is worse by more than `FORGOTTEN` and by more than luck explains.
    """
    shoppers = Bootstrap([play.target for play in own])
    lines, figures = [], dict[str, float]()
    needs = [(one.difference, report.primary(day_one)[one.name].mean, one.name) for one in report.comparisons]
    measured = [(f"nDCG@5 of {name}", difference, before) for difference, before, name in needs]
    asked = _turned(shoppers.difference(_questions(own), _questions(others)))
    measured.append(("questions a drill-down, fewer", asked, float(_questions(others).mean())))
    found = shoppers.difference(_reciprocals(own), _reciprocals(others))
    measured.append(("mean reciprocal rank of the wanted product", found, float(_reciprocals(others).mean())))
    for what, difference, before in measured:
        worse = _worse(_turned(difference), FORGOTTEN * abs(before))
        lines.append(f"{_said(passes=not worse)}: {what} against day one ({_signed(difference)}, was {before:.3f})")
        figures[f"{what} against day one"] = round(difference.mean, 4)
    return Verdict(not any(line.startswith("fails") for line in lines), lines, figures)


def _needs(report: Report, system: str) -> float:
    """nDCG@5 over all requests of all sets."""
    scores = report.primary(system)
    number = sum(report.requests.values())
    return sum(scores[name].mean * count for name, count in report.requests.items()) / max(1, number)


def _worse(difference: Interval, by: float) -> bool:
    """Whether more is worse, by more than `by` and by more than luck."""
    return difference.mean > by and difference.low > 0


def _turned(difference: Interval) -> Interval:
    return Interval(-difference.mean, -difference.high, -difference.low)


def _questions(plays: Sequence[Play]) -> np.ndarray:
    return np.asarray([play.questions for play in plays], np.float64)


def _reciprocals(plays: Sequence[Play]) -> np.ndarray:
    return np.asarray([play.reciprocal for play in plays], np.float64)


def _said(*, passes: bool) -> str:
    return "passes" if passes else "fails"


def _signed(interval: Interval) -> str:
    return f"{interval.mean:+.3f}, {interval.low:+.3f} to {interval.high:+.3f}"
