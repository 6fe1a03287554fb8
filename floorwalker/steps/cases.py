"""`floorwalker models judge`: what serves now, held against requests that people graded, on the current catalog.

A catalog that no training saw is judged by importing it and giving cases of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from floorwalker.errors import StepFailed
from floorwalker.settings import Settings
from floorwalker.steps import Track
from floorwalker.steps.configuration import recommender_config
from ranker.encoding import Kept
from ranker.evaluation.baselines import Cosine, coverage
from ranker.evaluation.rendering import render
from ranker.evaluation.report import Report, evaluate, held_out
from ranker.evaluation.robustness import robustness
from ranker.examples import HIGHEST, Example, data_card
from ranker.statistical import StatisticsRanker
from recommender.live.rankers import Rankers, load_served
from recommender.metrics import Metrics

if TYPE_CHECKING:
    from recommender.engine.recommender import Recommender

_REMEDY = "give a JSON list of cases, each with request, type, and grades from 0 to 3 by attribute"


def report_cases(recommender: Recommender, settings: Settings, cases: Path, folder: Path, track: Track) -> Report:
    """Writes report.md and report.json into `folder`. Raises StepFailed."""
    examples = case_examples(recommender, cases)
    serving = Rankers(recommender_config(settings), load_served, Metrics()).take_up(recommender)
    cosine = Cosine(Kept(recommender.snapshot.encoder.encode))
    others = [ranker for ranker in (StatisticsRanker(), coverage(), cosine) if ranker.version != serving.version]
    report = evaluate([serving, *others], serving, held_out(examples), track("Evaluating"))
    report.robustness.update(robustness(serving, examples))
    render(report, data_card(examples), folder, curves=False)
    return report


def case_examples(recommender: Recommender, path: Path) -> list[Example]:
    """Requests that people graded, as the current catalog asks a ranker about them. Raises StepFailed."""
    from recommender.engine.recommender import Stopwatch
    from recommender.protocol.recommend import RecommendRequest

    found = []
    for number, case in enumerate(_cases(path)):
        try:
            request, grades, kind = str(case["request"]), dict(case["grades"]), str(case["type"])
            levels = {name: min(1.0, max(0.0, float(grade) / HIGHEST)) for name, grade in grades.items()}
        except (KeyError, TypeError, ValueError) as error:
            raise StepFailed(f"{path}, case {number}: {error!r}", _REMEDY) from error
        asking = recommender.consider(RecommendRequest(query=request), Stopwatch()).request
        found.append(
            Example(
                query=request,
                category=asking.category,
                candidates=tuple(asking.candidates),
                relevance=tuple(levels.get(candidate.name, 0.0) for candidate in asking.candidates),
                affinities=tuple((0.0,) * len(candidate.values) for candidate in asking.candidates),
                split="held out",
                group=kind,
                source="cases",
                need=request,
            )
        )
    return found


def _cases(path: Path) -> list[dict[str, Any]]:
    try:
        cases: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StepFailed(f"{path} cannot be read: {error}", _REMEDY) from error
    if not isinstance(cases, list) or not cases:
        raise StepFailed(f"{path} holds no cases", _REMEDY)
    return cases
