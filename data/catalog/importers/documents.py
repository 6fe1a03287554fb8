"""JSON files as records: one a line, an array, or a list somewhere inside; read record by record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import ijson

from data.catalog.importers.encodings import LONE, UTF_8, encoding_of, is_whole, open_text
from data.catalog.importers.generic import of_records
from data.catalog.importers.layouts import Layout, layout_of
from data.catalog.importers.mapping import Mapping
from data.catalog.importers.rows import BadRow, Row, bad_row
from data.catalog.importers.sources import is_larger, open_bytes
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

_MOST_ALONE = 1 << 28
"""Bytes of a file that is one product, which is in memory as a whole."""
Record = tuple[int, dict[str, Any]]
"""Its line, or its number where lines do not count, and what it holds."""


def read(path: Path, mapping: Mapping | None, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The products of the file. Raises SourceUnreadable if it holds none, or breaks off; MappingInvalid."""
    records = json_records(path, report, progress, encoding=mapping.encoding if mapping else "")
    yield from of_records(records, mapping, report)


def json_records(
    path: Path, report: ImportReport, progress: Progress | None = None, layout: Layout | None = None, encoding: str = ""
) -> Iterator[Record | BadRow]:
    """The objects that the file holds as records, at the place of the layout if given. Raises SourceUnreadable."""
    layout = layout or layout_of(path)
    if layout.kind == "lines":
        yield from _of_lines(path, report, progress, encoding)
        return
    if layout.kind == "one" and is_larger(path, _MOST_ALONE):
        raise SourceUnreadable(
            f"{path.name}: it is one object of more than {_MOST_ALONE >> 20} MB; write an array of products"
        )
    if layout.path:
        report.read_as("products", f"at {layout.path.removesuffix('.item')}")
    try:
        with _utf8(path, report, progress, encoding) as file:
            yield from _of_document(file, layout)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        cut = "premature EOF" in str(error)
        told = "ends in the middle of something: it was cut off" if cut else f"is broken ({_brief(error)})"
        raise SourceUnreadable(f"{path.name}: the JSON {told}; export it again") from error


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _of_lines(path: Path, report: ImportReport, progress: Progress | None, declared: str) -> Iterator[Record | BadRow]:
    with open_text(path, report, progress, declared=declared) as lines:
        for number, line in enumerate(lines, start=1):
            bare = line.strip()
            if not bare:
                continue
            if not is_whole(bare):
                yield bad_row(
                    number,
                    "bytes that belong to no text in the file's encoding",
                    bare.encode("ascii", "replace").decode(),
                )
                continue
            try:
                row = json.loads(bare)
            except (ValueError, RecursionError) as error:
                yield bad_row(number, f"not JSON: {_told(error)}", bare)
                continue
            if "\\ud" in bare.casefold() and LONE.search(json.dumps(row, ensure_ascii=False)):
                yield bad_row(number, "half of a character (\\ud800 to \\udfff alone)", bare)
                continue
            yield (number, row) if isinstance(row, dict) else bad_row(number, "not a JSON object", row)


def _told(error: Exception) -> str:
    return error.msg.lower() if isinstance(error, json.JSONDecodeError) else type(error).__name__


def _of_document(file: IO[bytes], layout: Layout) -> Iterator[Record | BadRow]:
    if layout.kind == "values":
        for number, (key, value) in enumerate(ijson.kvitems(file, layout.path, use_float=True), start=1):
            yield (
                (number, {"id": key} | value)
                if isinstance(value, dict)
                else bad_row(number, "not a JSON object", value)
            )
        return
    for number, value in enumerate(ijson.items(file, layout.path, use_float=True), start=1):
        yield (number, value) if isinstance(value, dict) else bad_row(number, "not a JSON object", value)


@contextmanager
def _utf8(path: Path, report: ImportReport, progress: Progress | None, declared: str) -> Iterator[IO[bytes]]:
    """The file's bytes in UTF-8, in which JSON is read."""
    encoding = encoding_of(path, declared)
    if encoding.name == UTF_8 and encoding.other is None:
        with open_bytes(path, progress) as file:
            yield cast(IO[bytes], _WithoutMark(file))
        return
    with open_text(path, report, progress, declared=declared, whole_lines=False) as pieces:
        yield cast(IO[bytes], _Recoded(pieces))


class _WithoutMark:
    """A file without its byte order mark."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._begun = file, False

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        if not self._begun and data:
            self._begun = True
            return data.removeprefix(b"\xef\xbb\xbf") or self._file.read(size)
        return data


class _Recoded:
    """Pieces of text as bytes in UTF-8."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1, /) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, None)) is not None:
            self._rest += piece.encode(UTF_8, "replace")
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
