"""`floorwalker changes`: prices and stocks of a file, sent to the running recommender, however many rows it has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from data.catalog.importers.rows import BadRow
from data.catalog.patch_files import read_patches
from data.files import replacing
from floorwalker.commands.products import counted
from floorwalker.processes.posting import poster
from floorwalker.terminal import CatalogName, console, progress_bars, read_settings, remedies
from recommender.protocol.changes import MOST_PATCHES, PatchBody

_EXAMPLES = 5


@dataclass(slots=True)
class Sent:
    """What came of the rows so far; `line` is the last one that is applied."""

    line: int = 0
    rows: int = 0
    unknown: list[str] = field(default_factory=list)
    outdated: int = 0
    bad: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"unknown": 0, "bad": 0})

    def note(self, what: str, examples: list[str], one: str) -> None:
        """Counts one, and keeps the first few different ones."""
        self.counts[what] += 1
        if len(examples) < _EXAMPLES and one not in examples:
            examples.append(one)


def changes(
    file: Annotated[Path, typer.Argument(help="CSV, workbook or JSON lines: id, price, stock … (docs/changes.md).")],
    catalog: CatalogName = "",
    *,
    restart: Annotated[bool, typer.Option("--restart", help="From the first row, though it was begun before.")] = False,
) -> None:
    """Take over prices and stocks of a file; what a row does not say stays as it is.

    One that was interrupted goes on where it was when it is given again.
    """
    settings = read_settings(catalog)
    with remedies(), progress_bars() as track:
        place = _Place(settings.home / "changes" / f"place{settings.catalog and '-'}{settings.catalog}.json", file)
        sent = Sent(line=0 if restart else place.read())
        begun = sent.line
        if begun:
            console.print(f"Going on behind line {begun}; --restart begins anew.", highlight=False)
        rows = read_patches(file, settings.currency, track("Sending the changes"))
        with poster(settings) as post:
            for patches, last in _batches(rows, sent, begun):
                with counted(sent.rows):
                    answer = post({"patches": patches})
                sent.rows, sent.line = sent.rows + len(patches), last
                sent.outdated += len(answer.outdated)
                for id in [*answer.unknown, *(f"{one.product}/{one.variant}" for one in answer.unknown_variants)]:
                    sent.note("unknown", sent.unknown, id)
                place.write(last)
        place.forget()
    _tell(sent)
    if sent.counts["bad"] or not sent.rows:
        raise typer.Exit(1)


def _batches(
    rows: Iterator[tuple[int, dict[str, Any]] | BadRow], sent: Sent, begun: int
) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """Patches in parts, each with its last line; what cannot be sent is noted."""
    good = _good(rows, sent, begun)
    while batch := list(islice(good, MOST_PATCHES)):
        yield [patch for _, patch in batch], batch[-1][0]


def _good(
    rows: Iterator[tuple[int, dict[str, Any]] | BadRow], sent: Sent, begun: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in rows:
        if isinstance(row, BadRow):
            if row.line > begun:
                sent.note("bad", sent.bad, f"line {row.line}: {row.reason}")
            continue
        line, patch = row
        if line <= begun:
            continue
        try:
            PatchBody.model_validate(patch)
        except ValidationError as error:
            first = error.errors()[0]
            sent.note("bad", sent.bad, f"line {line}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
            continue
        yield line, patch


def _tell(sent: Sent) -> None:
    console.print(f"{sent.rows} rows are applied.", highlight=False)
    for what, count, examples in (
        ("not in the catalog", sent.counts["unknown"], sent.unknown),
        ("could not be read", sent.counts["bad"], sent.bad),
    ):
        if count:
            console.print(f"  {count} {what}: {'; '.join(examples)}", highlight=False, markup=False)
    if sent.outdated:
        console.print(f"  {sent.outdated} older than what was known, and left out", highlight=False)


class _Place:
    """How far a file was sent, told from others by its path, size and time."""

    def __init__(self, path: Path, file: Path) -> None:
        self._path = path
        stat = file.stat() if file.is_file() else None
        self._file = [str(file.resolve()), stat.st_size if stat else 0, stat.st_mtime_ns if stat else 0]

    def read(self) -> int:
        """The last line that is applied; 0 for another file, or none."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return int(kept["line"]) if kept["file"] == self._file else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def write(self, line: int) -> None:
        """Keeps it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self._path) as unfinished:
            unfinished.write_text(json.dumps({"file": self._file, "line": line}), encoding="utf-8")

    def forget(self) -> None:
        """The file is through."""
        self._path.unlink(missing_ok=True)
