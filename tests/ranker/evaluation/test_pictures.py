"""Every picture of a report, and a page without what was not measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ranker.candidates import Vectors
from ranker.evaluation.baselines import Statistic
from ranker.evaluation.metrics import kendall_correlation
from ranker.evaluation.pictures import draw
from ranker.evaluation.rendering import render
from ranker.evaluation.report import Report, Systems, evaluate, robustness
from ranker.examples import Example, data_card
from tests.ranker.requests import examples

OURS = Statistic("ours", lambda c: c.statistics.narrowing)
SPLITS = (examples(20, "products"), examples(20, "types", seed=1))
SOME: list[Example] = [example for split in SPLITS for example in split]


def flat(texts: Sequence[str]) -> Vectors:
    return np.ones((len(texts), 1), np.float32)


def report_against(other: Statistic) -> Report:
    return evaluate(Systems([other, OURS], flat), OURS, SOME)


def test_draws_what_was_measured(tmp_path: Path) -> None:
    report = report_against(Statistic("label", lambda c: float(len(c.label))))
    assert [name for _, name in draw(report, tmp_path)] == ["ndcg.png", "reliability.png"]

    systems = Systems([], flat)
    report.robustness.update(robustness(systems, OURS, SOME, {}))
    report.robustness_kendall.update(robustness(systems, OURS, SOME, {}, kendall_correlation))
    assert "robustness.png" in [name for _, name in draw(report, tmp_path)]
    render(report, data_card(SOME), tmp_path)
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| one typo | 1.000 (1.000–1.000) | 1.000 (1.000–1.000) |" in page
    assert "![reliability of the weights](reliability.png)" in page


def test_shows_ours_beside_the_best_baseline_by_slice(tmp_path: Path) -> None:
    render(report_against(Statistic("label", lambda c: float(len(c.label)))), data_card(SOME), tmp_path)
    page = (tmp_path / "report.md").read_text(encoding="utf-8")

    assert "| requests | number | ours | label |" in page
    assert "| before any question | 10 | 1.000 (1.000–1.000) |" in page


def test_says_so_where_the_baseline_scores_nothing(tmp_path: Path) -> None:
    # The relevant attribute narrows most. Five others of the six come before it, so nothing of it is in the first 5.
    report = report_against(Statistic("worst", lambda c: 1 - c.statistics.narrowing))
    render(report, data_card(SOME), tmp_path)

    assert "worst: it scores 0, so there is no relative gain." in (tmp_path / "report.md").read_text(encoding="utf-8")
    gain = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["report"]["comparisons"][0]["gain"]
    assert gain == {"mean": None, "low": None, "high": None}
