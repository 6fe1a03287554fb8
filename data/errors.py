"""What can go wrong with catalogs and the log. Every message says what to do.

DataError
├── SourceUnreadable     the file is missing, not text, or not of the format that was named
├── MappingInvalid       the mapping file does not say what it must
├── ImportFailed         too many bad rows, or none that is good; carries the report
├── CatalogMissing       nothing was imported yet, or not that version
├── ArchiveUnreadable    a file of archived conversations is damaged
├── DatabaseUnsupported  the URL names a database of another kind
├── DatabaseTooNew       its schema is of a newer version of the program
└── MigrationFailed      its schema could not be brought up to date; it is as it was
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.catalog.reports import ImportReport


class DataError(Exception):
    """Anything wrong with stored or imported data."""


class SourceUnreadable(DataError):
    """The file is missing, not text, or not of the format that was named."""


class MappingInvalid(DataError):
    """The mapping file does not say what it must."""


class ImportFailed(DataError):
    """The import was given up; the old catalog is still in place."""

    def __init__(self, message: str, report: ImportReport) -> None:
        super().__init__(message)
        self.report = report


class CatalogMissing(DataError):
    """Nothing was imported yet, or not that version."""


class ArchiveUnreadable(DataError):
    """A file of archived conversations is damaged, or was changed meanwhile."""


class DatabaseUnsupported(DataError):
    """The URL names a database that is neither SQLite nor PostgreSQL."""


class DatabaseTooNew(DataError):
    """The database's schema is of a newer version of the program."""


class MigrationFailed(DataError):
    """The database's schema could not be brought up to date; it is as it was."""
