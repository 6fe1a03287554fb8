"""Estimates of another policy from logs that explored, against the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.experiments import offpolicy
from benchmarks.experiments.lab import Lab
from floorwalker.steps import Track


def test_counts_how_often_an_interval_holds_the_truth(lab: Lab, track: Track, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offpolicy, "SHOPPERS", 15)
    monkeypatch.setattr(offpolicy, "TRUTH", 30)
    lab.conditions = replace(lab.conditions, runs=2)
    rows = list(offpolicy.estimated(lab, "the same", lab.base, track))

    by_decision = {(reward, name) for reward in ("questions", "places") for name in ("ips", "snips", "doubly_robust")}
    assert {(row["reward"], row["estimator"]) for row in rows} == by_decision | {("screens", "pseudo_inverse")}
    assert all(0 <= row["truth"] <= 1 and row["of"] == 2 and row["width"] >= 0 for row in rows)
    assert sum(row["held"] for row in rows) >= len(rows), "of two each, more than every second one"
