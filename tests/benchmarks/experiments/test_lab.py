"""A simulated shop that learns from its own log."""

from __future__ import annotations

from benchmarks.experiments.lab import BEGINNING, Lab
from ranker.experienced import ExperiencedRanker


def test_a_log_grows_and_what_it_teaches_serves(lab: Lab) -> None:
    first = lab.judge()
    lab.play(8)
    lab.play(8)
    sessions = lab.sessions()

    assert sum(bool(session.lists) for session in sessions) == 16
    assert all(BEGINNING <= session.started_at <= lab.now() for session in sessions)
    assert any(shown.propensity and shown.propensity < 1 for session in sessions for shown in session.lists)
    assert lab.retrain()
    assert isinstance(lab.recommender.ranker, ExperiencedRanker)
    assert lab.recommender.ranker.experience.conversations > 0
    assert len(lab.judge()) == len(first) == 5
