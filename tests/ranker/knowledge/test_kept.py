"""Buying knowledge that was read before: the same, as long as nothing changed."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from ranker.knowledge import files, kept
from ranker.knowledge.files import OURS, read_folder, read_knowledge
from ranker.knowledge.kept import Kept, read_kept, write_kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some of our knowledge."""
    own = tmp_path / "ours"
    shutil.copytree(OURS / "concepts", own / "concepts")
    shutil.copytree(OURS / "families" / "outdoors", own / "families" / "outdoors")
    return own


@pytest.fixture
def ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in the place of what ships, in a process that has read nothing yet."""
    monkeypatch.setattr(files, "OURS", folder)
    monkeypatch.setattr(files, "_read", {})
    return folder


def test_the_next_process_has_the_same_without_reading_yaml(
    ours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "home" / "kept.json"
    first = read_knowledge(None, file)
    is_same = first == read_folder(ours)
    assert is_same  # a difference would take minutes to be printed

    monkeypatch.setattr(files, "_read", {})
    monkeypatch.setattr(files, "read_folder", lambda _folder: pytest.fail("it was read again"))

    is_same = read_knowledge(None, file) == first
    assert is_same
    assert list(read_knowledge().families) == list(first.families)


def test_is_read_anew_when_knowledge_or_what_checks_it_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, known = tmp_path / "kept.json", read_folder(folder)
    write_kept(file, folder, Kept(concepts=known.concepts, written=known.written, departments=known.departments))
    assert read_kept(file, folder) is not None

    with monkeypatch.context() as patch:
        patch.setattr(kept, "_CODE", tmp_path)
        assert read_kept(file, folder) is None
    family = next(folder.rglob("families/outdoors/*.yaml"))
    family.write_text(family.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert read_kept(file, folder) is None


def test_a_file_that_cannot_be_used_is_no_failure(
    ours: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, nowhere = tmp_path / "kept.json", tmp_path / "file" / "kept.json"
    read_knowledge(None, broken)
    broken.write_bytes(broken.read_bytes()[:-100])
    nowhere.parent.write_text("no folder")

    for file, said in ((broken, "cannot be used, so"), (nowhere, "cannot be written")):
        monkeypatch.setattr(files, "_read", {})
        with caplog.at_level(logging.WARNING):
            is_same = read_knowledge(None, file) == read_folder(ours)
        assert is_same
        assert said in caplog.text
