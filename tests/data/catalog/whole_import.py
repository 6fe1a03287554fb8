"""A whole import as `floorwalker import` makes it, without a home: held against the catalog, read, kept."""

from __future__ import annotations

from pathlib import Path

from data.catalog.importers.sources import MOST_UNPACKED
from data.catalog.importing import is_current, keep, try_catalog
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport
from data.catalog.store import CatalogStore


def import_catalog(
    path: Path,
    *,
    format: str,
    mapping: Path | None = None,
    store: CatalogStore,
    currency: str,
    most_unpacked: int = MOST_UNPACKED,
    progress: Progress | None = None,
    base_url: str | None = None,
) -> ImportReport:
    """Imports `path` as the new active catalog, unless it is the active one already. Raises what `try_catalog` does."""
    unchanged = is_current(path, format=format, mapping=mapping, store=store, currency=currency, base_url=base_url)
    if unchanged:
        return unchanged
    made = try_catalog(
        path,
        format=format,
        mapping=mapping,
        currency=currency,
        most_unpacked=most_unpacked,
        progress=progress,
        base_url=base_url,
        before=store.offers(),
    )
    keep(made, store)
    return made.report
