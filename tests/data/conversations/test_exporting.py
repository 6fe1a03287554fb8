"""The log as files: whole or not at all, without the names of shoppers."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.conversations.exporting import export_sessions, export_ubi
from data.conversations.sessions import Session
from data.privacy.pseudonyms import Pseudonyms
from tests.data.conversations.test_ubi import AT, SESSION

NAMED = Pseudonyms(b"key").of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new" / "export"


def test_writes_a_line_for_each_query_and_event(folder: Path) -> None:
    counts = export_ubi([SESSION, SESSION], folder, NAMED)

    assert counts == {"ubi_queries.jsonl": 2, "ubi_events.jsonl": 0}
    assert len((folder / "ubi_queries.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_writes_a_line_for_each_conversation(folder: Path) -> None:
    counts = export_sessions([SESSION], folder, NAMED)

    path = folder / "sessions.jsonl"
    [line] = path.read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert counts == {"sessions.jsonl": 1}
    assert (found["started_at"], found["lists"][0]["query"]) == (AT.isoformat() + "Z", "a mouse")
    assert "anna" not in line
    assert "c-1" not in line
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_leaves_the_files_of_before_when_it_fails(folder: Path) -> None:
    export_ubi([SESSION], folder, NAMED)
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def broken() -> Iterator[Session]:
        yield SESSION
        yield SESSION
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        export_ubi(broken(), folder, NAMED)

    assert {path: path.read_bytes() for path in folder.iterdir()} == before
