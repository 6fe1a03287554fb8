"""The report on a retraining, as a shop reads it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from floorwalker.steps.retraining import RetrainOrder
from floorwalker.steps.retraining_report import RetrainingReport
from learning.estimators import Estimate
from learning.offpolicy import Earned
from ranker.experience import Experience, Lesson

WIDE = Estimate(0.3, 0.1, 0.6, 20.0, 0.0, 20)


def test_says_what_came_of_it_what_was_checked_and_what_was_learned(tmp_path: Path) -> None:
    lesson = Lesson(
        category="Kettle",
        purpose="a small kitchen",
        conversations=120,
        values={"capacity": {"low": 0.3, "high": -0.3}, "colour": {"Red": 0.05}},
        answerable={"wattage": 0.2, "colour": 0.9},
    )
    report = RetrainingReport(
        "2026-03-01T00:00:00+00:00",
        "general",
        headline="Promoted.",
        read=["120 conversations were read"],
        verdict=["passes: screens"],
        figures={"look": 1},
        earned={"questions answered, doubly robust": {"experience": Earned(WIDE, WIDE, WIDE)}},
        screens={"experience": WIDE},
        experience=Experience(created_at=datetime(2026, 3, 1, tzinfo=UTC), lessons=[lesson]),
        card={"conversations": 120},
        version="retrained-1",
        promoted=True,
    )
    path = report.write(tmp_path / "report")
    text = path.read_text(encoding="utf-8")

    assert "Promoted." in text
    assert "- passes: screens" in text
    assert "| questions answered | experience | 0.300 (0.100–0.600) |" in text
    assert "- first screens as wholes, experience: 0.300 (0.100–0.600)" in text
    assert "Kettle, a small kitchen (120 conversations): capacity low speaks for; capacity high against" in text
    assert "few can say: wattage" in text
    body = json.loads((path.parent / "retraining.json").read_text(encoding="utf-8"))
    assert body["earned"]["questions answered, doubly robust"]["experience"]["snips"]["effective"] == 20
    assert body["promoted"]


@pytest.mark.parametrize(
    ("order", "passes", "said"),
    [
        (RetrainOrder(), True, "v1 is promoted: from 400 conversations"),
        (RetrainOrder(canary=0.1), True, "10% of the shoppers get it, as a canary"),
        (RetrainOrder(promote=False), True, "It would be promoted"),
        (RetrainOrder(dry_run=True), True, "It would be promoted"),
        (RetrainOrder(dry_run=True, canary=0.1), True, "It would be promoted"),
        (RetrainOrder(canary=0.1), False, "so the model before serves on (fails: screens)"),
    ],
)
def test_says_who_gets_it(order: RetrainOrder, passes: bool, said: str) -> None:
    report = RetrainingReport("2026-03-01", "general", verdict=["passes: power", "fails: screens"], version="v1")
    report.conclude(order.use, order.canary, 400, passes=passes, missing=0)

    assert said in report.headline
    assert ("is promoted" in report.headline) == (order == RetrainOrder())


def test_says_how_many_are_missing() -> None:
    report = RetrainingReport("2026-03-01", "general")
    report.conclude("all", None, 400, passes=False, missing=120)

    assert report.headline == "Not promoted: too few conversations. It needs about 120 more."


def test_a_report_on_nothing_is_one() -> None:
    text = RetrainingReport("2026-03-01", "general", headline="Too few.").text()

    assert "Too few." in text
    assert "What was learned" not in text
