"""Imports a catalog file: read, tidy, store, report. The old catalog stays current until the new one is complete."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.catalog.changes import ChangeLog
from data.catalog.formats import FORMATS
from data.catalog.importers import (
    documents,
    generic,
    google,
    icecat,
    magento,
    markup,
    schema_org,
    shopify,
    woocommerce,
)  # fmt: skip
from data.catalog.importers.mapping import read_mapping
from data.catalog.importers.rows import BadRow, RawProduct, Row
from data.catalog.importers.sources import MOST_UNPACKED, check_unpacked
from data.catalog.normalisation import normalise
from data.catalog.normalisation.synonyms import NameRules
from data.catalog.products import Attribute, Product
from data.catalog.progress import Progress, part
from data.catalog.reports import ImportReport
from data.catalog.reviewing import review
from data.catalog.store import CatalogStore, Offer
from data.errors import ImportFailed, SourceUnreadable

MOST_BAD_SHARE = 0.1
"""Above this share of bad rows the file is not what it was taken for, and importing it would empty the shop."""
READING = 0.4
"""The share of an import that reading the file takes, about; tidying takes the rest."""
_CODE = ("normalisation", "importers", "links.py", "../../language")
"""What of our code and data decides what a file comes to, folders with all that is in them."""


def is_current(
    path: Path, *, format: str, mapping: Path | None, store: CatalogStore, currency: str, base_url: str | None = None
) -> ImportReport | None:
    """The report that says so if the active catalog is what an import of `path` would give; else None.

    Raises SourceUnreadable or MappingInvalid.
    """
    read_rows(path, format, mapping, ImportReport(), base_url=base_url)
    active = store.active()
    if active is None or _has_changed(active.report):
        return None
    if active.fingerprint != _fingerprint(path, format, mapping, currency, base_url):
        return None
    return ImportReport(source=path.name, kept=active.products, unchanged=True)


def _has_changed(report: Mapping[str, Any]) -> bool:
    """Whether a sale began or ended since the import of the report, so that the same file gives another catalog."""
    changes_at = report.get("changes_at")
    return changes_at is not None and datetime.fromisoformat(changes_at) <= datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """What a file comes to: products and attributes after tidying, and the report on both. `fingerprint` is of all
    that decides it."""

    products: Sequence[Product]
    attributes: Mapping[str, Attribute]
    report: ImportReport
    fingerprint: str


def keep(made: Made, store: CatalogStore) -> None:
    """Makes it the active catalog.

    What the active one was made from already, but for sales that began or ended since, changes offers of it alone:
    what was said of its products since (`data.catalog.changes`) is newer and stays, and its index holds.
    """
    started = time.perf_counter()
    active, report = store.active(), made.report.to_dict()
    if active is not None and active.fingerprint == made.fingerprint:
        ChangeLog(store.engine).restate(active.version, made.products, report)
    else:
        store.save(made.products, made.attributes, source_fingerprint=made.fingerprint, report=report)
    made.report.seconds += time.perf_counter() - started


def try_catalog(
    path: Path,
    *,
    format: str,
    mapping: Path | None = None,
    currency: str,
    most_unpacked: int = MOST_UNPACKED,
    progress: Progress | None = None,
    base_url: str | None = None,
    before: Mapping[str, Offer] | None = None,
) -> Made:
    """What an import of `path` would come to; nothing is stored.

    `base_url` is the shop's address, for exports that have pages and pictures as paths. Raises SourceUnreadable, also
    for a compressed file that unpacks to more than `most_unpacked` bytes, MappingInvalid before anything is read,
    ImportFailed (with the report) if more than `MOST_BAD_SHARE` of the rows are bad or none is left.
    `before` is what the current catalog offers (`CatalogStore.offers`), if the file is to be held against it.
    """
    started = time.perf_counter()
    report = ImportReport(source=path.name)
    rows = read_rows(path, format, mapping, report, part(progress, 0, READING), base_url=base_url)
    check_unpacked(path, most_unpacked)
    fingerprint = _fingerprint(path, format, mapping, currency, base_url)
    good = _good(rows, report)
    _check(path, format, good, report)
    tidying = part(progress, READING, 1)
    names = _name_rules(mapping)
    products, attributes = normalise(good, currency=currency, report=report, names=names, progress=tidying)
    if not products:
        raise _failed(path, f"{path}: no product was left after cleaning; the report says why", report)
    report.kept = len(products)
    lines = {row.id: row.line for row in reversed(good)}
    review(products, attributes, lines, before or {}, report)
    report.seconds = time.perf_counter() - started
    return Made(products, attributes, report, fingerprint)


def _failed(path: Path, problem: str, report: ImportReport) -> ImportFailed:
    report.problem = problem.replace(str(path), path.name)
    return ImportFailed(problem, report)


def _name_rules(mapping: Path | None) -> NameRules:
    columns = read_mapping(mapping)
    if columns is None:
        return NameRules()
    stated = columns.attributes
    return NameRules(tuple(map(tuple, stated.keep_apart)), tuple(map(tuple, stated.merge)))


def read_rows(
    path: Path,
    format: str,
    mapping: Path | None,
    report: ImportReport,
    progress: Progress | None = None,
    *,
    base_url: str | None = None,
) -> Iterator[Row]:
    """The rows of the file; what readers make nothing of goes into the report.

    `base_url` is the shop's address, for exports that have pages and pictures as paths.
    Raises SourceUnreadable for an unknown format or a file that is not there."""
    columns = read_mapping(mapping)
    readers: dict[str, Callable[[], Iterator[Row]]] = {
        "icecat": lambda: icecat.read(path, report, progress),
        "jsonl": lambda: documents.read(path, columns, report, progress),
        "json": lambda: documents.read(path, columns, report, progress),
        "csv": lambda: generic.read_csv(path, columns, report, progress),
        "xml": lambda: markup.read(path, columns, report, progress),
        "google": lambda: google.read(path, report, progress),
        "jsonld": lambda: schema_org.read(path, report, progress),
        "shopify": lambda: shopify.read(path, report, progress),
        "woocommerce": lambda: woocommerce.read(path, report, progress, base_url=base_url),
        "magento": lambda: magento.read(path, report, progress, base_url=base_url),
    }
    if format not in readers:
        raise SourceUnreadable(f"format {format!r} is not known; name one of {', '.join(FORMATS)}")
    if not path.is_file():
        raise SourceUnreadable(f"{path}: there is no such file; check the path")
    report.read_as("format", format)
    return readers[format]()


def _good(rows: Iterable[Row], report: ImportReport) -> list[RawProduct]:
    good = []
    for row in rows:
        report.rows += 1
        if isinstance(row, BadRow):
            report.bad_row(row.line, row.reason, row.excerpt)
        else:
            good.append(row)
    good.sort(key=lambda product: product.line)  # products in several forms come when the last form is read
    return good


def _check(path: Path, format: str, good: list[RawProduct], report: ImportReport) -> None:
    bad = report.count("bad")
    if not good or bad > MOST_BAD_SHARE * report.rows:
        reasons = "; ".join(report.findings["bad"]) or "it holds no rows"
        raise _failed(
            path,
            f"{path}: {bad} of {report.rows} rows could not be read as {format} ({reasons}). The old catalog stays "
            "current. Check that the format is right, mend the rows that the report names, and import again",
            report,
        )


def _fingerprint(path: Path, format: str, mapping: Path | None, currency: str, base_url: str | None) -> str:
    """Of all that decides the result: the file, how it is read, and the code that tidies it."""
    digest = hashlib.sha256(f"{format}\0{currency}\0{base_url or ''}\0".encode())
    for file in (path, *([mapping] if mapping else []), *_code()):
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def _code() -> Iterator[Path]:
    for name in _CODE:
        found = Path(__file__).parent / name
        files = [found] if found.is_file() else sorted(found.rglob("*"))
        yield from (file for file in files if file.is_file() and file.suffix != ".pyc")
