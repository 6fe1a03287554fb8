"""Files put in place whole, and seen to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.files import create_once, replace_text, replacing, state


def test_a_reader_sees_the_old_file_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    replace_text(path, "old")

    with replacing(path) as unfinished:
        unfinished.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"

    assert path.read_text(encoding="utf-8") == "new"
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace_text(path, "old")

    def fail() -> None:
        with replacing(path) as unfinished:
            unfinished.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_every_replacement_is_another_state_and_no_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "file"
    states = [state(None), state(path)]
    for _ in range(2):  # the same content, within a tick of the clock
        replace_text(path, "same")
        states.append(state(path))

    assert states[:2] == [None, None]
    assert len(set(states)) == 3


def test_a_file_is_created_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.key"

    assert [create_once(path, content) for content in (b"first", b"second")] == [True, False]
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"first", 0o600)
    assert list(tmp_path.iterdir()) == [path]
