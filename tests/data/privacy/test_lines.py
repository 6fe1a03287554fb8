from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from data.privacy.lines import DAMAGED, drop, lines


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_drops_lines_and_the_file_when_none_is_left(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = b'{"id": 1}\n{"id": 2}\n'
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)

    assert drop(path, lambda line: b"3" in line) == 0
    assert drop(path, lambda line: b"1" in line) == 1
    assert list(lines(path)) == [b'{"id": 2}\n']
    assert path.stat().st_mode & 0o777 == 0o600
    assert drop(path, lambda _: True) == 1
    assert list(tmp_path.iterdir()) == []


def test_leaves_a_damaged_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(whole := gzip.compress(b"line\n" * 1000)[:-10])

    with pytest.raises(DAMAGED):
        drop(path, lambda line: b"line" in line)

    assert [one.read_bytes() for one in tmp_path.iterdir()] == [whole]
