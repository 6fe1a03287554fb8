"""A ranker that fails is counted each time, and logged once a minute."""

from __future__ import annotations

import logging

import pytest

from recommender.engine.ranker_failures import RankerFailures


def test_counts_every_failure_and_logs_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    counted, now = [0], [1000.0]

    def count() -> None:
        counted[0] += 1

    failures = RankerFailures(count, lambda: now[0])
    with caplog.at_level(logging.ERROR):
        for seconds in (0, 1, 58, 1.5, 1):
            now[0] += seconds
            failures.add("v1", ZeroDivisionError("in the model"))

    assert counted == [5]
    assert [record.getMessage() for record in caplog.records] == [
        "ranker v1 failed 1 times; statistics alone order the attributes",
        "ranker v1 failed 3 times; statistics alone order the attributes",
    ]
    assert "in the model" in caplog.text
