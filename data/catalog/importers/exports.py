"""Reading a shop system's export: rows go to the system's reader, which gives products when it has seen all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from data.catalog.importers.columns import Columns, layout
from data.catalog.importers.rows import BadRow, Row
from data.catalog.importers.tables import open_table
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport


class ExportReader(Protocol):
    """What makes products of the rows of one export. Rows that belong together may stand anywhere."""

    def take(self, line: int, row: dict[str, Any]) -> BadRow | None:
        """Takes a row; returns what is wrong with it."""

    def products(self) -> Iterator[Row]:
        """The products of all rows that were taken."""


def read_export(
    path: Path,
    system: str,
    needed: Sequence[str],
    reader: Callable[[Columns], ExportReader],
    report: ImportReport,
    progress: Progress | None = None,
    known_as: Callable[[Sequence[str]], Mapping[str, str]] | None = None,
) -> Iterator[Row]:
    """The products of the file; `known_as` gives the names of the layout for columns that are called otherwise.

    Raises SourceUnreadable if the file lacks the columns of the needed roles.
    """
    known = layout(system)
    with ExitStack() as stack:
        table = open_table(stack, path, "", lambda names: set(needed) <= known.found(names), report, progress)
        columns = Columns(system, table.columns, known_as(table.columns) if known_as else None)
        columns.require(path.name, *needed)
        made = reader(columns)
        for row in table.rows:
            problem = row if isinstance(row, BadRow) else made.take(*row)
            if problem is not None:
                yield problem
    yield from made.products()
