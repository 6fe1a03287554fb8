"""A file that the console writes and others change by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.steering.errors import FileChanged, FileUnusable
from data.steering.files import SteeredFile


def test_writes_through_a_link_and_keeps_who_may_read(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "rules.yaml"
    real.write_text("a")
    real.chmod(0o640)
    link.symlink_to(real)

    SteeredFile(link).write("b\r\n", before="a")

    assert (real.read_bytes(), real.stat().st_mode & 0o777, link.is_symlink()) == (b"b\r\n", 0o640, True)


def test_overwrites_nothing_that_it_was_not_told_of(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    SteeredFile(path).write("a", before="")

    with pytest.raises(FileChanged):
        SteeredFile(path).write("b", before="")
    assert SteeredFile(path).read() == "a"


@pytest.mark.parametrize("content", [b"\xff", b"a\0b"])
def test_reads_text_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(content)

    with pytest.raises(FileUnusable, match="mend or remove it"):
        SteeredFile(path).read()
