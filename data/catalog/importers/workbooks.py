"""Workbooks of Excel (.xlsx): the rows of the sheet that holds the products, read row by row; formulas as values."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

Cells = tuple[int, Sequence[Any]]
"""The number of a row, from 1, and its fields."""
HeaderOf = Callable[[Sequence[Cells], bool], Cells | None]
"""The header among rows: one that fits what the reader needs, or if the flag says so, any that looks like one."""
_LOOKED_AT = 60
"""Rows of a sheet in which its header is looked for."""
_BROKEN = (BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError)
"""What openpyxl lets through of a workbook that is damaged."""


@contextmanager
def open_sheet(path: Path, header_of: HeaderOf, report: ImportReport | None = None) -> Iterator[Iterator[Cells]]:
    """The header of the first sheet that has one, and the rows after it. Raises SourceUnreadable."""
    from openpyxl import load_workbook  # takes a quarter of a second, and most catalogs are no workbooks

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that it leaves out
        try:
            book = load_workbook(path, read_only=True, data_only=True)
        except _BROKEN as error:
            raise _unreadable(path, error) from error
        try:
            yield _sheet(path, book, header_of, report)
        finally:
            book.close()


def _sheet(path: Path, book: Any, header_of: HeaderOf, report: ImportReport | None) -> Iterator[Cells]:
    begun = [(sheet, list(islice(_rows(path, sheet), _LOOKED_AT))) for sheet in book.worksheets]
    for lenient in (False, True):
        for sheet, start in begun:
            if header := header_of(start, lenient):
                if report is not None:
                    report.read_as("sheet", sheet.title)
                yield from (row for row in _rows(path, sheet) if row[0] >= header[0])
                return


def _rows(path: Path, sheet: Any) -> Iterator[Cells]:
    """The rows that are not empty."""
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_plain(value) for value in row]
            if any(cell != "" for cell in cells):
                yield number, cells
    except _BROKEN as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> SourceUnreadable:
    return SourceUnreadable(
        f"{path.name}: the workbook is damaged ({error}); save it again, or save it as CSV in UTF-8"
    )


def _plain(value: Any) -> Any:
    """The value of a cell as text, number, or truth; whole numbers without a fraction, dates as ISO 8601 has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    return value if isinstance(value, (int, float)) else str(value)
