"""Opening catalog files: plain or gzipped text in UTF-8, with progress in bytes read from disk."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, AnyStr, BinaryIO

from data.errors import SourceUnreadable

Progress = Callable[[int, int], None]
_GZIP = b"\x1f\x8b"
MOST_LINE = 1 << 24
"""Bytes of a line, which is in memory as a whole."""


class _Counted(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, size: int, progress: Progress | None) -> None:
        self._file, self._size, self._progress = file, size, progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        if self._progress is not None:
            self._progress(self._file.tell(), self._size)
        return len(data)


@contextmanager
def open_bytes(path: Path, progress: Progress | None = None) -> Iterator[IO[bytes]]:
    """The (unzipped) bytes of the file. Raises SourceUnreadable if it is not there, empty or broken."""
    if not path.is_file():
        raise SourceUnreadable(f"{path}: there is no such file; check the path")
    if path.stat().st_size == 0:
        raise SourceUnreadable(f"{path}: the file is empty; export it again")
    with path.open("rb") as file:
        zipped = file.read(2) == _GZIP
        file.seek(0)
        counted = io.BufferedReader(_Counted(file, path.stat().st_size, progress), 1 << 18)
        try:
            yield gzip.GzipFile(fileobj=counted) if zipped else counted  # type: ignore[misc]
        except (EOFError, gzip.BadGzipFile) as error:
            raise SourceUnreadable(f"{path}: the compressed file is broken ({error}); copy it again") from error


def check_unpacked(path: Path, most_bytes: int) -> None:
    """Raises SourceUnreadable for a compressed file that unpacks to more than that, which it need not be large for."""
    with open_bytes(path) as file:
        unpacked = 0
        while isinstance(file, gzip.GzipFile) and (block := file.read(1 << 20)):
            unpacked += len(block)
            if unpacked > most_bytes:
                raise SourceUnreadable(
                    f"{path.name}: unpacked, the file is larger than {most_bytes / 1024**2:g} MB; "
                    "check what is in it, or raise FLOORWALKER_MOST_UNPACKED_MB"
                )


def _of_length(path: Path, lines: Iterable[AnyStr]) -> Iterator[AnyStr]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_LINE:
            raise SourceUnreadable(
                f"{path.name}: line {number} is longer than {MOST_LINE >> 20} MB; write one product a line"
            )
        yield line


def lines(path: Path, progress: Progress | None = None) -> Iterator[tuple[int, bytes]]:
    """The numbered lines of the file, from 1, without a byte order mark."""
    with open_bytes(path, progress) as file:
        whole = iter(lambda: file.readline(MOST_LINE + 1), b"")
        for number, line in enumerate(_of_length(path, whole), start=1):
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


@contextmanager
def open_text(path: Path, progress: Progress | None = None) -> Iterator[Iterator[str]]:
    """The lines of the file as text. Bytes that are not UTF-8 become U+FFFD, which the readers report as bad rows."""
    with open_bytes(path, progress) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
        yield _of_length(path, iter(lambda: text.readline(MOST_LINE + 1), ""))


def as_number(value: object) -> float | None:
    """The number, or None if it is none (a string of one counts)."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
