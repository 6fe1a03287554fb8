"""The report on a retraining, as a shop reads it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

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
    assert "Kettle, a small kitchen (120 conversations): capacity low speaks for; capacity high against" in text
    assert "few can say: wattage" in text
    body = json.loads((path.parent / "retraining.json").read_text(encoding="utf-8"))
    assert body["earned"]["questions answered, doubly robust"]["experience"]["snips"]["effective"] == 20
    assert body["promoted"]


def test_a_report_on_nothing_is_one() -> None:
    text = RetrainingReport("2026-03-01", "general", headline="Too few.").text()

    assert "Too few." in text
    assert "What was learned" not in text
