"""Tables: delimited text and workbooks as rows by column, whatever stands around the header, and however rows end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.catalog.importers.encodings import is_whole, open_text
from data.catalog.importers.headings import folded
from data.catalog.importers.records import dialect_of, records, stated_separator
from data.catalog.importers.rows import BadRow, bad_row
from data.catalog.importers.sources import packing
from data.catalog.importers.workbooks import Cells, open_sheet
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

Numbered = tuple[int, dict[str, Any]]
"""The number of its line, and what it holds by column: text, or of a workbook, numbers too."""
Fits = Callable[[Sequence[str]], bool]
"""Whether the names are the header that a reader needs."""
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 400, 1 << 20
_MOST_BEFORE_HEADER = 30
_COMMENTS = ("#", "//", "--")
_NAMES = {"\t": "tab", " ": "blank"}


class Table:
    """The header of a table and its rows, which can be gone through once."""

    def __init__(self, columns: list[str], rows: Iterator[Numbered | BadRow]) -> None:
        self.columns, self.rows = columns, rows


def csv_rows(
    path: Path, delimiter: str, needed: Collection[str], progress: Progress | None, report: ImportReport | None = None
) -> Iterator[Numbered | BadRow]:
    """The numbered rows of a CSV or workbook by column; a needed column is found whatever the case of its name.

    `delimiter`: what the file probably has; "" if nothing is known. Raises SourceUnreadable if a needed column is
    missing.
    """
    wanted = {folded(name): name for name in needed}

    def fits(names: Sequence[str]) -> bool:
        return wanted.keys() <= {folded(name) for name in names}

    with ExitStack() as stack:
        table = open_table(stack, path, delimiter, fits, report, progress)
        if not fits(table.columns):
            present = {folded(name) for name in table.columns}
            raise header_without(path, [name for fold, name in wanted.items() if fold not in present], table.columns)
        renamed = {column: wanted[folded(column)] for column in table.columns if folded(column) in wanted}
        for row in table.rows:
            if isinstance(row, BadRow):
                yield row
            else:
                yield row[0], {renamed.get(column, column): value for column, value in row[1].items()}


def header_without(path: Path, missing: Sequence[str], columns: Sequence[str]) -> SourceUnreadable:
    """What to raise if a header lacks columns that a reader needs."""
    return SourceUnreadable(
        f"{path}: the header has no column {', '.join(sorted(missing))}; it has {', '.join(columns[:12])}. "
        "Name the right format, or say in a mapping file which column is what"
    )


def open_table(
    stack: ExitStack,
    path: Path,
    separator: str,
    fits: Fits,
    report: ImportReport | None = None,
    progress: Progress | None = None,
    encoding: str = "",
) -> Table:
    """The table of the file, open as long as the stack is.

    Its header is the first row that `fits`, or else that looks like one. Raises SourceUnreadable if there is none.
    """
    if packing(path) == "workbook":
        rows = iter(
            stack.enter_context(open_sheet(path, lambda start, lenient: header_of(start, fits, lenient), report))
        )
    else:
        rows = _text_rows(
            stack.enter_context(open_text(path, report, progress, declared=encoding)), separator, fits, report
        )
    header = next(rows, None)
    if header is None:
        raise SourceUnreadable(
            f"{path}: no row names columns (at least two, separated by a comma, a semicolon, a tab or a bar); "
            "export the products with a header"
        )
    names = [" ".join(str(cell).split()) for cell in header[1]]
    return Table(list(dict.fromkeys(filter(None, names))), _by_column(names, rows, report))


def _text_rows(lines: Iterator[str], separator: str, fits: Fits, report: ImportReport | None) -> Iterator[Cells]:
    """The header and what follows it."""
    start = _beginning(lines)
    stated = stated_separator(start[0]) if start else None
    skipped = 1 if stated else 0
    found = None
    for tried in dict.fromkeys((stated or separator, "")):  # a hint that finds no header is none
        dialect = dialect_of(start[skipped:], tried)
        found = header_of(records(start[skipped:], dialect, skipped + 1), fits)
        if found is not None and (fits(list(map(str, found[1]))) or not tried):
            break
    if found is None:
        return
    if report is not None:
        report.read_as("separator", _NAMES.get(dialect.separator, dialect.separator))
    line, names = found
    yield from records(chain(start[line - 1 :], lines), dialect, line, len(names))


def _beginning(lines: Iterator[str]) -> list[str]:
    found, size = [], 0
    for line in lines:
        found.append(line)
        size += len(line)
        if len(found) >= _SAMPLE_LINES or size > _SAMPLE_CHARACTERS:
            break
    return found


def header_of(rows: Iterable[Cells], fits: Fits, lenient: bool = True) -> Cells | None:
    """The header among the first rows: the first that fits, or else the first that fills half of the table's width.

    Labels may have the names of the fields below them, as Amazon's do: these are the header then.

    Not `lenient`: the former alone.
    """
    first = list(islice(rows, _MOST_BEFORE_HEADER))
    fitting = [fits([" ".join(str(cell).split()) for cell in row[1]]) for row in first]
    if True in fitting:
        place = fitting.index(True)
        below = first[place + 1] if fitting[place + 1 : place + 2] == [True] else None
        return below if below is not None and _are_names(below[1]) else first[place]
    if not lenient:
        return None
    filled = [(row, sum(bool(str(cell).strip()) for cell in row[1])) for row in first]
    width = max((count for _, count in filled), default=0)
    return next(
        (
            row
            for row, count in filled
            if count >= max(2, width / 2) and not str(row[1][0]).lstrip().startswith(_COMMENTS)
        ),
        None,
    )


def _are_names(cells: Sequence[Any]) -> bool:
    """Whether all cells are names as programs have them ("item_name"), and nothing of a product."""
    filled = [str(cell).strip() for cell in cells if str(cell).strip()]
    return all(name.isidentifier() for name in filled) and any("_" in name for name in filled)


def _by_column(names: list[str], rows: Iterable[Cells], report: ImportReport | None) -> Iterator[Numbered | BadRow]:
    """The rows by column. Two neighbours that are as many fields as one row are parts of one, and bad."""
    before: tuple[int, list[Any]] | None = None  # a row with fewer fields than the header
    for number, fields in rows:
        cells = _without_empty_end(fields, len(names))
        if before is not None:
            if len(cells) < len(names) == len(before[1]) + len(cells) - 1:
                yield bad_row(before[0], "a line break inside a field that is not quoted", before[1])
                yield bad_row(number, "a line break inside a field that is not quoted", cells)
                before = None
                continue
            yield _row(names, *before, report)
            before = None
        if len(cells) < len(names):
            before = number, cells
        else:
            yield _row(names, number, cells, report)
    if before is not None:
        yield _row(names, *before, report)


def _without_empty_end(cells: Sequence[Any], width: int) -> list[Any]:
    """The cells without empty ones beyond the header's width."""
    end = len(cells)
    while end > width and not str(cells[end - 1]).strip():
        end -= 1
    return list(cells[:end])


def _row(names: list[str], number: int, cells: list[Any], report: ImportReport | None) -> Numbered | BadRow:
    if len(cells) > len(names):
        return bad_row(number, "more fields than the header has (a stray separator or quote?)", cells[:4])
    if len(cells) < min(2, len(names)):
        return bad_row(number, "fewer fields than the header has", cells)
    row: dict[str, Any] = dict.fromkeys(filter(None, names), "")
    for place, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
        if isinstance(cell, str) and not is_whole(cell):
            return bad_row(number, "bytes that belong to no text in the file's encoding; save it in UTF-8", cells[:4])
        if not name:
            if report is not None and str(cell).strip():
                report.unread(number, f"column {place}, which has no name", str(cell)[:60])
        elif row[name] in ("", None):
            row[name] = cell
        elif cell not in ("", None):  # a column of the same name
            row[name] = [*(row[name] if isinstance(row[name], list) else [row[name]]), cell]
    return number, row
