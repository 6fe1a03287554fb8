"""How progress is told where nobody looks at a terminal, and how failures are."""

from __future__ import annotations

import errno
import os

import pytest
import typer

from floorwalker.terminal import progress_lines, read_settings, remedies


def test_progress_is_told_in_tenths_and_beside_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    tell = progress_lines("Reading")
    for done in range(0, 1001, 5):
        tell(done, 1000)
    tell(0, 0)

    out, lines = capsys.readouterr()
    assert out == ""
    assert lines.splitlines() == ["Reading", *(f"Reading: {tenth * 10} %" for tenth in range(11)), "Reading: 0 %"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_one_line_and_a_remedy(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, remedies():
        raise OSError(number, os.strerror(number), "/shop/[red]file")

    assert ended.value.exit_code == 1
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"{os.strerror(number)} (/shop/[red]file) -> ")
    assert "FLOORWALKER_HOME" in said


def test_what_nobody_foresaw_keeps_its_traceback() -> None:
    with pytest.raises(OSError, match="gone"), remedies():
        raise OSError(errno.EIO, "gone")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SITE_KEYS", "abc", 'FLOORWALKER_SITE_KEYS: must be JSON, as ["one", "two"] for a list'),
        ("GATEWAY_PORT", "http", "FLOORWALKER_GATEWAY_PORT: Input should be a valid integer"),
        ("INNER_HOST", "0.0.0.0", "inner_host 0.0.0.0 lets others ask"),  # noqa: S104 - it is refused
    ],
)
def test_a_bad_setting_is_named_in_a_line_with_its_remedy(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"FLOORWALKER_{name}", value)

    with pytest.raises(typer.Exit) as ended:
        read_settings()

    text = " ".join(capsys.readouterr().out.split())
    assert (ended.value.exit_code, said in text, "-> change the variable" in text) == (1, True, True), text
