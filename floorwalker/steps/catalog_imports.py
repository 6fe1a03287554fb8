"""A catalog file is read, held against the current catalog, and made current; what came of it is noted."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.catalog.formats import AUTO
from data.catalog.report_shape import Report
from data.catalog.store import CatalogStore
from data.conversations.log import now
from data.database import connect
from data.errors import DataError, ImportFailed
from data.steering import boards
from floorwalker.settings import ROOT, Settings
from floorwalker.steps import Track

if TYPE_CHECKING:
    from data.catalog.importing import Made
    from data.catalog.reports import ImportReport


@dataclass(frozen=True, slots=True)
class Source:
    """A catalog file to import. `format` is one of `data.catalog.formats.FORMATS`."""

    path: Path
    format: str
    mapping: Path | None = None

    @classmethod
    def of(cls, path: Path, format: str, mapping: Path | None = None) -> Source:
        """The source, its format told by the file if it is left to it. Raises SourceUnreadable if it is no catalog."""
        if format == AUTO:
            from data.catalog.recognising import recognise

            format = recognise(path)
        return cls(path, format, mapping)


@dataclass(frozen=True, slots=True)
class CatalogRead:
    """A source that was read, its report, and what it comes to; None if that is the current catalog already."""

    source: Source
    report: ImportReport
    made: Made | None


class CatalogImports:
    """Imports on one home folder and database, whose schema is up to date."""

    def __init__(self, settings: Settings, store: CatalogStore, track: Track) -> None:
        self._settings, self._store, self._track = settings, store, track
        self._home = settings.rooms

    def read(self, source: Source) -> CatalogRead:
        """What the source comes to, held against the current catalog; nothing is replaced yet. What fails is noted."""
        from data.catalog.importing import is_current

        try:
            unchanged = is_current(
                source.path,
                format=source.format,
                mapping=source.mapping,
                store=self._store,
                currency=self._settings.currency,
                base_url=self._settings.shop_url or None,
            )
            made = None if unchanged else self._read(source, "Importing the catalog")
        except DataError as error:
            self._note(source, str(error), error.report if isinstance(error, ImportFailed) else None)
            raise
        return CatalogRead(source, unchanged or made.report, made)  # type: ignore[union-attr]

    def take(self, read: CatalogRead) -> ImportReport:
        """Makes it the current catalog, unless it is.

        The demo's storefront, pages and orders come with its catalog and go with it: another shop's policies are
        worse than none.
        """
        from data.catalog.importing import keep

        if read.made is not None:
            keep(read.made, self._store)
        is_main = not self._settings.catalog  # whose the demo's shop is
        if is_main and read.source.path.parent == self._home.demo:
            self._open_demo_shop()
        elif is_main:
            self._close_demo_shop()
        self._note(read.source, "", read.report)
        return read.report

    def hold(self, read: CatalogRead, problem: str) -> Report:
        """Notes why it does not become the current catalog; the report that says so."""
        return self._note(read.source, problem, read.report)

    def check(self, source: Source) -> tuple[ImportReport, dict[str, Any]]:
        """What an import of the source would come to, and change; nothing is stored."""
        from data.catalog.previewing import preview

        made = self._read(source, "Reading the catalog")
        return made.report, preview(made, self._store)

    def _read(self, source: Source, title: str) -> Made:
        from data.catalog.importing import try_catalog

        is_demo = not self._settings.catalog and self._home.storefront.is_dir()
        is_demo |= source.path.parent == self._home.demo
        return try_catalog(
            source.path,
            format=source.format,
            mapping=source.mapping,
            currency=self._settings.currency,
            most_unpacked=self._settings.most_unpacked_mb * 1024**2,
            progress=self._track(title),
            base_url=self._settings.shop_url or None,
            before={} if is_demo else self._store.offers(),  # another shop's
        )

    def _note(self, source: Source, problem: str, report: ImportReport | None) -> Report:
        """Puts up what came of an import; a board takes the place of the one before."""
        said = report.shape() if report else Report(source=source.path.name)
        said.problem = problem.replace(str(source.path), source.path.name)
        content = {"format": source.format, "report": said.model_dump(mode="json")}
        boards.put_up(connect(self._settings.database), "import", content, now(), self._settings.catalog)
        return said

    def last(self) -> Report | None:
        """The report of the last import, whether it failed or not; None before the first."""
        board, active = (
            boards.read(connect(self._settings.database), "import", self._settings.catalog),
            self._store.active(),
        )
        if board is not None:
            return Report.model_validate(board.content["report"])
        return Report.model_validate(active.report) if active else None

    def _open_demo_shop(self) -> None:
        """Opens the demo's storefront, and takes its pages, unless the shop has its own."""
        from retrieval.pages.passages import read_page, write_passages

        shutil.rmtree(self._home.storefront, ignore_errors=True)
        if self._home.demo_stock.is_dir():
            shutil.copytree(self._home.demo_stock, self._home.storefront)
        if self._home.demo_shop.exists() or not self._home.pages.exists():
            files = sorted((ROOT / "data" / "demo" / "pages").rglob("*.md"))
            write_passages([passage for file in files for passage in read_page(file)], self._home.pages)
            self._home.demo_shop.touch()

    def _close_demo_shop(self) -> None:
        shutil.rmtree(self._home.storefront, ignore_errors=True)
        if self._home.demo_shop.exists():
            self._home.pages.unlink(missing_ok=True)
            self._home.demo_shop.unlink()
