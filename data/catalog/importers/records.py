"""Records of delimited text: how a file separates and quotes its fields, and its fields, record by record.

`csv.reader` reads what is well-formed. What is not (a quote inside a quoted field, one that never ends) is read by the
rule that a quote ends a field only before a separator or the line's end, so that one such field costs no other row.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.catalog.importers.headings import field_of

SEPARATORS = (",", ";", "\t", "|", "^", "~", "¦")
MOST_FIELD = 1 << 20
"""Characters of a field."""
_MOST_LINES = 100
"""Of a record that is not well-formed: so many lines are tried for its end."""
_NAMED_COLUMN = 0.1
"""What a column with a known name adds to the share of rows that a separator cuts alike."""
_BLANKS = re.compile(" *")
Record = tuple[int, list[str]]
"""The number of its first line, from 1, and its fields."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How fields are separated, and whether a backslash takes the meaning of a quote."""

    separator: str
    backslash: bool = False


def records(lines: Iterable[str], dialect: Dialect, first: int = 1, width: int = 0) -> Iterator[Record]:
    """The records of the text that are not blank; `width`, if given, helps with those that are not well-formed."""
    return _Records(lines, dialect, first, width)


class _Records:
    """Reads records from lines, some of which it takes back."""

    def __init__(self, lines: Iterable[str], dialect: Dialect, first: int, width: int) -> None:
        csv.field_size_limit(MOST_FIELD)
        self._lines, self._dialect, self._width = _Lines(lines), dialect, width
        self._number = first
        self._reader = csv.reader(
            self._lines,
            delimiter=dialect.separator,
            escapechar="\\" if dialect.backslash else None,
            skipinitialspace=True,
            strict=True,
        )

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        while True:
            self._lines.taken.clear()
            number = self._number
            try:
                fields = next(self._reader)
            except csv.Error:
                fields = self._mended()
            self._number += len(self._lines.taken)
            if any(map(str.strip, fields)):
                return number, fields

    def _mended(self) -> list[str]:
        """The fields of the lines that were taken, or of fewer of them; the others are given back.

        The fewest lines that give as many fields as the header has; one line if none do.
        """
        fields: list[str] = []
        taken = self._lines.taken
        for count in range(1, min(len(taken), _MOST_LINES) + 1):
            found = _fields("".join(taken[:count]).rstrip("\r\n"), self._dialect)
            fields = fields or found
            if len(found) == self._width or not self._width:
                self._lines.give_back(count)
                return found
        self._lines.give_back(1)
        return fields


class _Lines:
    """Lines of which those that were `taken` can be given back, even after the last."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        return line

    def give_back(self, kept: int) -> None:
        """Keeps the first of the lines that were taken, and will give the others again."""
        self._back.extendleft(reversed(self.taken[kept:]))
        del self.taken[kept:]


def _fields(text: str, dialect: Dialect) -> list[str]:
    """The fields of a record that is not well-formed."""
    fields: list[str] = []
    place, has_ends = 0, True
    while True:
        start = _BLANKS.match(text, place).end()  # type: ignore[union-attr]
        end = -1
        if has_ends and text[start : start + 1] == '"':
            end = _end_of_quoted(text, start, dialect)
            has_ends = end >= 0  # what ends no field here ends none further on
        if end >= 0:
            inner = text[start + 1 : end]
            fields.append(inner.replace('\\"' if dialect.backslash else '""', '"'))
            place = text.find(dialect.separator, end + 1)
        else:
            place = text.find(dialect.separator, start)
            fields.append(text[start : place if place >= 0 else len(text)])
        if place < 0:
            return fields
        place += 1


def _end_of_quoted(text: str, start: int, dialect: Dialect) -> int:
    """Where the quote is that ends the field which begins with one, or -1."""
    end = text.find('"', start + 1)
    while end >= 0:
        next_place = _BLANKS.match(text, end + 1).end()  # type: ignore[union-attr]
        after = text[next_place : next_place + 1]
        escaped = dialect.backslash and text[end - 1] == "\\"
        if not escaped and after in ("", dialect.separator):
            return end
        end = text.find('"', end + 1)
    return -1


def stated_separator(line: str) -> str | None:
    """The separator of Excel's own first line ("sep=;"), or None if it is none."""
    bare = line.strip("\r\n\ufeff").strip('"')
    return bare[4] if bare[:4].casefold() == "sep=" and len(bare) == 5 else "\t" if bare == "sep=" else None


def dialect_of(lines: Sequence[str], separator: str = "") -> Dialect:
    """How the text is written, by its beginning; `separator` says it if known.

    The separator that cuts most records into as many fields, and finds columns with known names. (`csv.Sniffer` and
    CleverCSV take blanks, colons and decimal commas of short exports for separators: tests/data/catalog/importers.)
    """
    backslash = _escapes(lines)
    if separator:
        return Dialect(separator, backslash)
    scores = {mark: _score(lines, Dialect(mark, backslash)) for mark in SEPARATORS}
    return Dialect(max(scores, key=lambda mark: scores[mark]), backslash)


def _score(lines: Sequence[str], dialect: Dialect) -> float:
    found = [fields for _, fields in records(lines, dialect)]
    widths = Counter(len(_trimmed(fields)) for fields in found if len(fields) > 1)
    if not widths:
        return 0.0
    alike = max(count * (1 - 1 / width) for width, count in widths.items() if width) if any(widths) else 0.0
    named = max(sum(field_of(cell) is not None for cell in fields) for fields in found[:30] if fields)
    return alike / len(found) + _NAMED_COLUMN * min(named, 8)


def _trimmed(fields: list[str]) -> list[str]:
    """The fields without empty ones at the end."""
    end = len(fields)
    while end and not fields[end - 1].strip():
        end -= 1
    return fields[:end]


def _escapes(lines: Sequence[str]) -> bool:
    r"""Whether quotes inside fields are written \" (as MySQL and PHP write them)."""
    text = "".join(lines)
    return text.count('\\"') > 0 and text.count('\\"') >= text.count('""')
