"""Imports a catalog file: read, tidy, store, report. The old catalog stays current until the new one is complete."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.catalog.importers import generic, google, icecat, shopify
from data.catalog.importers.mapping import read_mapping
from data.catalog.importers.rows import BadRow, RawProduct, Row
from data.catalog.importers.sources import Progress, check_unpacked
from data.catalog.normalisation import normalise
from data.catalog.normalisation.synonyms import NameRules
from data.catalog.products import Attribute, Product
from data.catalog.reports import ImportReport
from data.catalog.store import CatalogStore
from data.errors import ImportFailed, SourceUnreadable

FORMATS = ("icecat", "jsonl", "csv", "google", "shopify")
MOST_BAD_SHARE = 0.1
"""Above this share of bad rows the file is not what it was taken for, and importing it would empty the shop."""
MOST_UNPACKED = 4000 * 1024**2
"""Bytes that a compressed file may unpack to; a catalog of three million products."""
_CODE = ("normalisation", "importers", "categories.py", "cleaning.py", "links.py", "../../language")


def import_catalog(
    path: Path,
    *,
    format: str,
    mapping: Path | None = None,
    store: CatalogStore,
    currency: str,
    most_unpacked: int = MOST_UNPACKED,
    progress: Progress | None = None,
) -> ImportReport:
    """Imports `path` as the new active catalog, unless it is the active one already (`report.unchanged`).

    Raises SourceUnreadable, also for a compressed file that unpacks to more than `most_unpacked` bytes, or
    MappingInvalid before anything is read, ImportFailed (with the report) if more
    than `MOST_BAD_SHARE` of the rows are bad or none is left; the old catalog is current then as before.
    """
    report = ImportReport(source=path.name)
    rows = read_rows(path, format, mapping, report, progress)
    fingerprint = _fingerprint(path, format, mapping, currency)
    active = store.active()
    if active is not None and active.fingerprint == fingerprint:
        return ImportReport(source=path.name, kept=active.products, unchanged=True)
    started = time.perf_counter()
    check_unpacked(path, most_unpacked)
    made = _made(rows, path, format, currency, report, mapping)
    made.report.seconds = time.perf_counter() - started
    store.save(made.products, made.attributes, source_fingerprint=fingerprint, report=made.report.to_dict())
    made.report.seconds = time.perf_counter() - started
    return made.report


@dataclass(frozen=True, slots=True)
class Made:
    """What a file comes to: products and attributes after tidying, and the report on both."""

    products: Sequence[Product]
    attributes: Mapping[str, Attribute]
    report: ImportReport


def try_catalog(
    path: Path,
    *,
    format: str,
    mapping: Path | None = None,
    currency: str,
    most_unpacked: int = MOST_UNPACKED,
    progress: Progress | None = None,
) -> Made:
    """What an import of `path` would come to; nothing is stored. Raises what `import_catalog` raises."""
    started = time.perf_counter()
    check_unpacked(path, most_unpacked)
    report = ImportReport(source=path.name)
    made = _made(read_rows(path, format, mapping, report, progress), path, format, currency, report, mapping)
    made.report.seconds = time.perf_counter() - started
    return made


def _made(
    rows: Iterable[Row], path: Path, format: str, currency: str, report: ImportReport, mapping: Path | None
) -> Made:
    good = _good(rows, report)
    _check(path, format, good, report)
    products, attributes = normalise(good, currency=currency, report=report, names=_name_rules(mapping))
    if not products:
        raise ImportFailed(f"{path}: no product was left after cleaning; the report says why", report)
    report.kept = len(products)
    return Made(products, attributes, report)


def _name_rules(mapping: Path | None) -> NameRules:
    stated = read_mapping(mapping).attributes
    return NameRules(tuple(map(tuple, stated.keep_apart)), tuple(map(tuple, stated.merge)))


def read_rows(
    path: Path, format: str, mapping: Path | None, report: ImportReport, progress: Progress | None = None
) -> Iterator[Row]:
    """The rows of the file; what readers make nothing of goes into the report.

    Raises SourceUnreadable for an unknown format or a file that is not there."""
    readers: dict[str, Callable[[], Iterator[Row]]] = {
        "icecat": lambda: icecat.read(path, report, progress),
        "jsonl": lambda: generic.read_jsonl(path, read_mapping(mapping), report, progress),
        "csv": lambda: generic.read_csv(path, read_mapping(mapping), report, progress),
        "google": lambda: google.read(path, report, progress),
        "shopify": lambda: shopify.read(path, report, progress),
    }
    if format not in readers:
        raise SourceUnreadable(f"format {format!r} is not known; name one of {', '.join(FORMATS)}")
    if not path.is_file():
        raise SourceUnreadable(f"{path}: there is no such file; check the path")
    return readers[format]()


def _good(rows: Iterable[Row], report: ImportReport) -> list[RawProduct]:
    good = []
    for row in rows:
        report.rows += 1
        if isinstance(row, BadRow):
            report.bad_row(row.line, row.reason, row.excerpt)
        else:
            good.append(row)
    return good


def _check(path: Path, format: str, good: list[RawProduct], report: ImportReport) -> None:
    bad = report.count("bad")
    if not good or bad > MOST_BAD_SHARE * report.rows:
        reasons = "; ".join(report.findings["bad"]) or "it holds no rows"
        raise ImportFailed(
            f"{path}: {bad} of {report.rows} rows could not be read as {format} ({reasons}). The old catalog stays "
            "current. Check that the format is right, mend the rows that the report names, and import again",
            report,
        )


def _fingerprint(path: Path, format: str, mapping: Path | None, currency: str) -> str:
    """Of all that decides the result: the file, how it is read, and the code that tidies it."""
    digest = hashlib.sha256(f"{format}\0{currency}\0".encode())
    here = Path(__file__).parent
    code = sorted(
        file for name in _CODE for file in ([here / name] if name.endswith(".py") else (here / name).glob("*"))
    )
    for file in (path, *([mapping] if mapping else []), *(file for file in code if file.is_file())):
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()
