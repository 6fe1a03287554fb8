"""In which encoding a catalog file is written, and its text.

A file is judged as a whole, by the lines that are not plain ASCII; the few lines of another encoding that a file put
together from several has are read in theirs. What was chosen, and mended, is told in the report. Text never holds
U+FFFD that the file does not: a byte that no encoding explains stays a lone surrogate, which `mended` refuses.
"""

from __future__ import annotations

import codecs
import io
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO

import chardet

from data.catalog.importers.sources import open_bytes
from data.catalog.progress import Progress
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
_SAMPLE, _SAMPLE_LINES = 1 << 17, 1000
"""Bytes and lines that a code page is told by: lines that are not UTF-8, from all over the file."""
_CANDIDATES = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "iso8859-2",
    "iso8859-5", "iso8859-7", "iso8859-15", "koi8-r", "koi8-u", "cp866", "cp850", "mac-roman", "cp932", "euc-jp",
    "gb18030", "big5hkscs", "cp949",
)  # fmt: skip
"""What spreadsheets and shop systems write. Of the hundred that chardet knows, the others only take files of these."""
_COMMONEST = "cp1252"
_PREFERRED = 1.15
"""By how much the commonest is preferred. With the candidates and this, chardet 7.7 reads 88 % of files with ten lines
of names (CLDR, 28 languages) without a wrong letter, and 92 % of those in cp1252; without, 86 % and 81 %.
charset-normalizer and cChardet read fewer."""
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
          "euc_kr": "cp949", "shift_jis": "cp932", "iso8859-11": "cp874", "tis-620": "cp874"}  # fmt: skip
"""Encodings and those that have their characters and more, in which files are that say they were in the former."""
_ESCAPED = re.compile("[\udc80-\udcff]+")
LONE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters (C0 but tab and line ends, DEL, C1): no text of a shop has them on purpose."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding, and the one of the lines that are not in it (`other`), if some are not."""

    name: str
    other: str | None = None


@dataclass(slots=True)
class _Lines:
    """Counts of the lines that are UTF-8 but not ASCII, and of those that are not UTF-8, with a sample of these."""

    valid: int = 0
    invalid: int = 0
    sample: list[bytes] = field(default_factory=list)
    drawing: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311

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
            if len(self.sample) < _SAMPLE_LINES:
                self.sample.append(line)
            elif (place := self.drawing.randrange(self.invalid)) < _SAMPLE_LINES:  # each line as likely as another
                self.sample[place] = line
        else:
            self.valid += 1


def encoding_of(path: Path, declared: str | None = None) -> Encoding:
    """The encoding of the whole file; `declared` is what it says of itself, believed if its bytes do not gainsay it.

    Raises SourceUnreadable if it is no text.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise SourceUnreadable(f"{path}: {error.strerror}; check the path") from error
    return _encoding_of(path, declared or "", state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=16)
def _encoding_of(path: Path, declared: str, changed: int, size: int) -> Encoding:  # noqa: ARG001 - part of the key
    """The encoding of a file as it was when it was changed last: a file is opened more than once."""
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
    legacy = _usable(declared) or _detected(b"".join(lines.sample)[:_SAMPLE])
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
    name = _by_places(start)
    if name is None:
        return None
    text = start.decode(name, "ignore")
    if len(_CONTROL.findall(text)) > len(text) / 10:
        raise SourceUnreadable(f"{path.name}: this is no text (it is full of NUL bytes); choose the file of products")
    return name


def _by_places(start: bytes) -> str | None:
    """The encoding by which bytes of a character are zero; None if hardly any are."""
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
    return "utf-16-be" if even > 5 * odd else "ascii"


def _usable(declared: str | None) -> str | None:
    """The codec of a declared code page; UTF-8 and UTF-16 were decided by the bytes."""
    try:
        name = codecs.lookup(declared or "").name
    except (LookupError, ValueError):
        return None
    return None if name.startswith(("utf", "ascii")) else _WIDER.get(name, name)


def _detected(sample: bytes) -> str:
    found = chardet.detect_all(
        sample, include_encodings=_CANDIDATES, ignore_threshold=True, max_bytes=_SAMPLE, no_match_encoding=_COMMONEST
    )
    likely = {codecs.lookup(one["encoding"]).name: one["confidence"] for one in found if one["encoding"]}
    likely = {name: chance for name, chance in likely.items() if not name.startswith("utf")} or {_COMMONEST: 1.0}
    name = max(likely, key=lambda one: likely[one] * (_PREFERRED if one == _COMMONEST else 1))
    # What reads the same in several is in the commonest of them.
    return _COMMONEST if sample.decode(name, "replace") == sample.decode(_COMMONEST, "replace") else name


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
                number, "a line", what, LONE.sub("?", _CONTROL.sub(" ", line[max(0, found.start() - 30) :][:60]))
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
    return text.isascii() or LONE.search(text) is None
