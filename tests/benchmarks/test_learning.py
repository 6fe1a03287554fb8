"""The driver of the simulated shops' experiments."""

from __future__ import annotations

import pytest

from benchmarks import learning


def test_seeds_are_one_or_from_one_to_another() -> None:
    assert learning.seeds("3") == [3]
    assert learning.seeds("2-5") == [2, 3, 4, 5]


def test_an_unknown_scenario_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["learning.py", "guesses", "--home", "/nowhere"])

    with pytest.raises(SystemExit):
        learning.main()
    assert "invalid choice: 'guesses'" in capsys.readouterr().err
