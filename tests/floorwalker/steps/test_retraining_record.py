"""What is remembered of retrainings."""

from __future__ import annotations

from pathlib import Path

import pytest

from floorwalker.errors import StepFailed
from floorwalker.steps.retraining_record import Record, Run, stamped


def run(against: str, *, compared: bool = True, promoted: bool = False) -> Run:
    return Run(stamped(), against, compared, None, promoted, 100, "said")


def test_counts_the_comparisons_with_the_model_in_use(tmp_path: Path) -> None:
    record = Record(tmp_path)
    assert record.look("a") == 1
    assert record.last() is None
    for one in (run("a"), run("a", compared=False), run("b"), run("a", promoted=True)):
        record.add(one)

    assert record.look("a") == 3
    assert record.look("b") == 2
    assert record.look("c") == 1
    assert Record(tmp_path).last() is not None


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text('[{"at": 1}]', encoding="utf-8")

    with pytest.raises(StepFailed, match=r"record\.json"):
        Record(tmp_path).look("a")
