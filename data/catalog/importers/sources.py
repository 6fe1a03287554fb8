"""Opening catalog files: what they hold, unpacked, with progress in bytes read from disk.

What the bytes say is for others: text in its encoding (`encodings`), workbooks (`workbooks`).
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import math
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Literal, cast

from data.catalog.progress import Progress
from data.errors import SourceUnreadable

Packing = Literal["gzip", "bzip2", "xz", "zip", "workbook"]
_MARKS: dict[bytes, Packing] = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"PK\x03\x04": "zip"}
_WORKBOOK = "xl/workbook.xml"
MOST_UNPACKED = 4000 * 1024**2
"""Bytes that a compressed file may unpack to; a catalog of three million products."""
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile)


class _Counted(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, size: int, progress: Progress | None) -> None:
        self._file, self._size, self._progress = file, size, progress

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        if self._progress is not None:
            self._progress(self._file.tell(), self._size)
        return len(data)


def packing(path: Path) -> Packing | None:
    """How the file is packed. Raises SourceUnreadable if it is not there, empty, or a broken ZIP."""
    if not path.is_file():
        raise SourceUnreadable(f"{path}: there is no such file; check the path")
    if path.stat().st_size == 0:
        raise SourceUnreadable(f"{path}: the file is empty; export it again")
    with path.open("rb") as file:
        start = file.read(8)
    found = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if found == "zip":
        with _told(path), zipfile.ZipFile(path) as archive:
            return "workbook" if _WORKBOOK in archive.namelist() else "zip"
    return found


@contextmanager
def open_bytes(path: Path, progress: Progress | None = None) -> Iterator[IO[bytes]]:
    """The unpacked bytes of the file (of a workbook: as they are).

    Raises SourceUnreadable if it is not there, empty, broken, or holds several files.
    """
    packed = packing(path)
    with path.open("rb") as file, _told(path):
        counted = io.BufferedReader(_Counted(file, path.stat().st_size, progress), 1 << 18)
        if packed == "gzip":
            yield cast(IO[bytes], gzip.GzipFile(fileobj=counted))
        elif packed == "bzip2":
            with bz2.BZ2File(counted) as unzipped:
                yield unzipped
        elif packed == "xz":
            with lzma.LZMAFile(counted) as unpacked:
                yield unpacked
        elif packed == "zip":
            with zipfile.ZipFile(counted) as archive, archive.open(_only_file(path, archive)) as inner:
                yield inner
        else:
            yield counted


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong with unpacking, said as SourceUnreadable."""
    try:
        yield
    except _BROKEN as error:
        raise SourceUnreadable(f"{path}: the compressed file is broken ({error}); copy it again") from error
    except (NotImplementedError, RuntimeError) as error:  # what zipfile says of passwords and rare methods
        if "compression" not in str(error) and "password" not in str(error):
            raise
        raise SourceUnreadable(f"{path}: {error}; unpack it, or pack it as gzip") from error
    except OSError as error:
        if not str(error).startswith("Invalid data stream"):  # bz2 has no error of its own
            raise
        raise SourceUnreadable(f"{path}: the compressed file is broken ({error}); copy it again") from error


def _only_file(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/") and not _is_hidden(info.filename)
    ]
    if len(files) != 1:
        names = ", ".join(info.filename for info in files[:5]) or "none"
        raise SourceUnreadable(f"{path.name}: the ZIP holds {len(files)} files ({names}); import one file at a time")
    return files[0]


def _is_hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")


def check_unpacked(path: Path, most_bytes: int) -> None:
    """Raises SourceUnreadable for a compressed file that unpacks to more than that, which it need not be large for."""
    if packing(path) is not None and is_larger(path, most_bytes):
        raise SourceUnreadable(
            f"{path.name}: unpacked, the file is larger than {most_bytes / 1024**2:g} MB; "
            "check what is in it, or raise FLOORWALKER_MOST_UNPACKED_MB"
        )


def is_larger(path: Path, most_bytes: int) -> bool:
    """Whether the file, unpacked, has more bytes than that; no more of it is unpacked to know it."""
    packed = packing(path)
    if packed is None:
        return path.stat().st_size > most_bytes
    if packed == "workbook":  # zipfile reads no more of a file than what is stated here
        with _told(path), zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist()) > most_bytes
    unpacked = 0
    with open_bytes(path) as file:
        while unpacked <= most_bytes and (block := file.read(1 << 20)):
            unpacked += len(block)
    return unpacked > most_bytes


def as_number(value: object) -> float | None:
    """The number, or None if it is none, or endless (a string of one counts)."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
