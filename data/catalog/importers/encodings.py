"""In which encoding a catalog file is written, and its text.

A file is judged as a whole, by the lines that are not plain ASCII; the few lines of another encoding that a file put
together from several has are read in theirs. What was chosen, and mended, is told in the report. Text never holds
U+FFFD that the file does not: a byte that no encoding explains stays a lone surrogate, which `mended` refuses.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import chardet
from chardet.enums import EncodingEra

from data.catalog.importers.sources import Progress, open_bytes
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

MOST_LINE = 1 << 24
"""Characters of a line, which is in memory as a whole."""
UTF_8 = "utf-8"
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, with which it begins
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: UTF_8,
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_BLOCK = 1 << 20
_SAMPLE = 1 << 17
"""Bytes that the encoding is told by: lines that are not ASCII, from all over the file."""
_ERAS = EncodingEra.ALL & ~EncodingEra.MAINFRAME
_UNLIKELY = ("kz1048", "mac-cyrillic", "cp1006", "hp-roman8")
"""Encodings of which hardly any file is left, and that files in others are easily taken for."""
_WIDER = {"iso8859-1": "cp1252", "iso8859-15": "cp1252", "ascii": "cp1252", "latin-1": "cp1252"}
_ESCAPED = re.compile("[\udc80-\udcff]+")
_LONE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters (C0 but tab and line ends, DEL, C1): no text of a shop has them on purpose."""


@dataclass(slots=True)
class Encoding:
    """An encoding, and the one of the lines that are not in it (`other`), if some are not."""

    name: str
    other: str | None = None


@dataclass(slots=True)
class _Lines:
    """Counts of the lines that are not ASCII, and some of each kind."""

    valid: int = 0
    invalid: int = 0
    sample: bytearray = field(default_factory=bytearray)

    def add(self, block: bytes) -> None:
        """Counts the lines of a block; of what is not UTF-8 it keeps some."""
        if block.isascii():
            return
        try:
            block.decode(UTF_8)
        except UnicodeDecodeError:
            for line in block.splitlines(keepends=True):
                self._add_line(line)
        else:
            self.valid += sum(not line.isascii() for line in block.splitlines())

    def _add_line(self, line: bytes) -> None:
        if line.isascii():
            return
        try:
            line.decode(UTF_8)
        except UnicodeDecodeError:
            self.invalid += 1
            if len(self.sample) < _SAMPLE:
                self.sample += line
        else:
            self.valid += 1


def encoding_of(path: Path, declared: str | None = None) -> Encoding:
    """The encoding of the whole file; `declared` is what it says of itself, believed if its bytes do not gainsay it.

    Raises SourceUnreadable if it is no text.
    """
    lines = _Lines()
    with open_bytes(path) as file:
        start = file.read(_BLOCK)
        if (marked := _by_mark(start) or _by_zeros(path, start)) and marked != UTF_8:
            return Encoding(marked)
        rest = b""
        for block in _blocks(start, file):
            whole, end, rest = (rest + block).rpartition(b"\n")
            lines.add(whole + end)
            if len(rest) > MOST_LINE:
                lines.add(rest)
                rest = b""
        lines.add(rest)
    if not lines.invalid:
        return Encoding(UTF_8)
    legacy = _usable(declared) or _detected(bytes(lines.sample))
    # Lines in a code page hardly ever are UTF-8 by chance, so some that are mean that the file is mostly that.
    return Encoding(UTF_8, legacy) if lines.valid > lines.invalid else Encoding(legacy, _rest_of(legacy))


def _rest_of(legacy: str) -> str | None:
    """What reads the bytes that a Windows code page leaves undefined: as control characters, which go."""
    return "latin-1" if legacy.startswith("cp125") else None


def _blocks(start: bytes, file: IO[bytes]) -> Iterator[bytes]:
    yield start
    while block := file.read(_BLOCK):
        yield block


def _by_mark(start: bytes) -> str | None:
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def _by_zeros(path: Path, start: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: many characters of a catalog are ASCII, at least its separators and ends."""
    start = start[: 1 << 12]
    zeros = [start[place::4].count(0) / max(1, len(start[place::4])) for place in range(4)]
    if sum(zeros) < 0.2:
        return None
    if min(zeros[1:]) > 0.5 > zeros[0]:
        return "utf-32-le"
    if min(zeros[:3]) > 0.5 > zeros[3]:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 5 * even:
        return "utf-16-le"
    if even > 5 * odd:
        return "utf-16-be"
    raise SourceUnreadable(f"{path.name}: this is no text (it is full of NUL bytes); choose the file of products")


def _usable(declared: str | None) -> str | None:
    """The codec of a declared code page; UTF-8 and UTF-16 were decided by the bytes."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    return None if name.startswith(("utf", "ascii")) else _WIDER.get(name, name)


def _detected(sample: bytes) -> str:
    found = chardet.detect(
        sample, encoding_era=_ERAS, prefer_superset=True, exclude_encodings=_UNLIKELY, max_bytes=_SAMPLE
    )["encoding"]
    name = codecs.lookup(found or "cp1252").name
    name = "cp1252" if name.startswith("utf") else _WIDER.get(name, name)
    # What reads the same in several is in the commonest of them.
    return "cp1252" if sample.decode(name, "replace") == sample.decode("cp1252", "replace") else name


@contextmanager
def open_text(
    path: Path,
    report: ImportReport | None = None,
    progress: Progress | None = None,
    *,
    declared: str | None = None,
    whole_lines: bool = True,
) -> Iterator[Iterator[str]]:
    """The text of the file, mended (`_mended`): its lines with their ends, or pieces that end at a sign or a blank.

    Raises SourceUnreadable if it is no text.
    """
    encoding = encoding_of(path, declared)
    if report is not None:
        some = f", some lines {encoding.other}" if encoding.name == UTF_8 and encoding.other else ""
        report.read_as("encoding", encoding.name + some)
    with open_bytes(path, progress) as file:
        text = io.TextIOWrapper(file, encoding=encoding.name, errors="surrogateescape", newline="")
        pieces = _lines(path, text) if whole_lines else _pieces(text)
        yield _mended(_decodable(path, pieces, encoding), encoding, report)


def _lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: text.readline(MOST_LINE + 1), ""), start=1):
        if len(line) > MOST_LINE:
            raise SourceUnreadable(
                f"{path.name}: line {number} is longer than {MOST_LINE >> 20} MB; write one product a line"
            )
        yield line


def _pieces(text: io.TextIOWrapper) -> Iterator[str]:
    """Pieces that do not end within an entity, a tag's mark or a word."""
    rest = ""
    while piece := text.read(1 << 16):
        piece = rest + piece
        end = max(map(piece.rfind, (">", "\n", " ", ","))) + 1
        if not end and len(piece) > MOST_LINE:
            end = len(piece)
        yield piece[:end]
        rest = piece[end:]
    yield rest


def _mended(pieces: Iterator[str], encoding: Encoding, report: ImportReport | None) -> Iterator[str]:
    """The text without a byte order mark and control characters, escaped bytes read in the other encoding."""
    number = 1
    for raw in pieces:
        piece = raw.removeprefix("\ufeff") if number == 1 else raw
        if not piece.isascii() and _ESCAPED.search(piece):
            if encoding.other is not None:
                _tell(piece, _ESCAPED, number, f"read as {encoding.other}, unlike the rest", report)
            piece = _unescaped(piece, encoding)
        if _CONTROL.search(piece):
            _tell(piece, _CONTROL, number, "control characters taken out", report)
            piece = _CONTROL.sub(lambda found: "" if found[0] == "\0" else " ", piece)
        yield piece
        number += piece.count("\n")


def _tell(piece: str, pattern: re.Pattern[str], first: int, what: str, report: ImportReport | None) -> None:
    """Tells of the lines of a piece of text in which the pattern is."""
    if report is None:
        return
    for number, line in enumerate(piece.split("\n"), start=first):
        if found := pattern.search(line):
            report.repaired(
                number, "a line", what, _LONE.sub("?", _CONTROL.sub(" ", line[max(0, found.start() - 30) :][:60]))
            )


def _decodable(path: Path, lines: Iterator[str], encoding: Encoding) -> Iterator[str]:
    """The lines; half a character of UTF-16 cannot be escaped."""
    try:
        yield from lines
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            f"{path.name}: the text is not whole {encoding.name} ({error.reason}); copy it again"
        ) from error


def _unescaped(line: str, encoding: Encoding) -> str:
    """The line with its escaped bytes read in the other encoding: all of it if it has no others, else they alone."""
    if encoding.other is None:
        return line
    if encoding.name == UTF_8 and _ESCAPED.sub("", line).isascii():
        try:
            return line.encode(UTF_8, "surrogateescape").decode(encoding.other)
        except UnicodeDecodeError:
            pass
    return _ESCAPED.sub(lambda found: _decoded(found[0], encoding.other or ""), line)


def _decoded(escaped: str, name: str) -> str:
    return escaped.encode("ascii", "surrogateescape").decode(name, "surrogateescape")


def is_whole(text: str) -> bool:
    """Whether every byte of the text was explained by an encoding."""
    return text.isascii() or _LONE.search(text) is None
