from __future__ import annotations

from pathlib import Path

import pytest

from data.privacy.erased import Erased, ListUnreadable, digest, read, record, restamp, stamp


def test_lists_hashes_that_only_who_has_the_id_finds(tmp_path: Path) -> None:
    path = tmp_path / "new" / "erased.jsonl"
    record(path, conversations=["c-1", "c-2"], shopper="~anna")
    record(path, conversations=["c-3"])

    listed = read([path, tmp_path / "none"])

    assert listed.conversations == {digest(id) for id in ("c-1", "c-2", "c-3")}
    assert list(listed.shoppers) == [digest("~anna")]
    assert not any(word in path.read_text(encoding="utf-8") for word in ("c-1", "anna"))
    assert read([tmp_path / "none"]) == Erased()


def test_names_the_line_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "erased.jsonl"
    record(path, conversations=["c-1"])
    with path.open("a", encoding="utf-8") as file:
        file.write("{}\n")

    with pytest.raises(ListUnreadable, match="line 2"):
        read([path])


def test_the_stamp_changes_each_time(tmp_path: Path) -> None:
    stamps = [stamp(tmp_path)]
    for _ in range(3):
        restamp(tmp_path)
        stamps.append(stamp(tmp_path))

    assert stamps[0] == ""
    assert len(set(stamps)) == 4
