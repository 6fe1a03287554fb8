"""How progress is told where nobody looks at a terminal."""

from __future__ import annotations

import pytest

from floorwalker.terminal import progress_lines


def test_progress_is_told_in_tenths_and_beside_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    tell = progress_lines("Reading")
    for done in range(0, 1001, 5):
        tell(done, 1000)
    tell(0, 0)

    out, lines = capsys.readouterr()
    assert out == ""
    assert lines.splitlines() == ["Reading", *(f"Reading: {tenth * 10} %" for tenth in range(11)), "Reading: 0 %"]
