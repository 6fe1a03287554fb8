"""Searching every file of a folder, and every table of a database, for what should be there no more.

A file is searched byte by byte, whatever it is; a compressed one, as it reads unpacked. A text is looked for as UTF-8,
as JSON and addresses write it in ASCII, and as UTF-16. What is compressed within a file of another kind is not seen.
"""

from __future__ import annotations

import gzip
import json
import mmap
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote

from sqlalchemy import JSON, Engine, String, Text, inspect, text

MOST_FRAGMENTS = 200
"""Of somebody's words, so many are searched for in every file: each takes its time. All of them are cleared."""
_FRAGMENT = 60
"""Characters: a database file cuts a long text into pages, so its beginning, its middle and its end are looked for."""
_LEAST_WORDS = 4
_LEAST_SIGNS = 8
"""Of a text in a script without spaces. Shorter texts are said by many, and prove nothing."""
_LEAST_NAME = 8
_CHUNK = 1 << 22
_BREAKS = str.maketrans(dict.fromkeys("\"\\'\n\r\t", "\n"))
"""What is written differently in JSON, SQL or a row's text."""


@dataclass(frozen=True, slots=True)
class Needle:
    """Something to look for."""

    text: str
    is_id: bool
    """An id of ours means one person; a sentence, or an id that a shop gave, may stand for something else too."""

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return "an id" if self.is_id else "words of theirs"

    def spellings(self) -> set[bytes]:
        """The bytes that it may be written as."""
        found = {self.text.encode(errors="surrogatepass"), self.text.encode("utf-16-le", errors="surrogatepass")}
        found.add(json.dumps(self.text)[1:-1].encode())
        with suppress(UnicodeEncodeError):
            found |= {quote(self.text).encode(), quote(self.text, safe="").replace("%20", "+").encode()}
        return found


@dataclass(slots=True)
class Search:
    """What a search saw."""

    searched: int = 0
    """Files, or tables."""
    found: dict[str, set[Needle]] = field(default_factory=dict)
    """By where it was found."""


def needles(
    ids: Iterable[str], texts: Iterable[str], name: str | None = None, *, most: int | None = None
) -> list[Needle]:
    """What to look for: our ids, the shop's for the shopper, and of each text that is more than a few words its
    fragments, the longest first, `most` of them. An id of the shop's of fewer than eight characters stands for much
    else, an order or a product, and is not looked for.
    """
    named = [Needle(name, False)] if name is not None and len(name) >= _LEAST_NAME else []
    fragments = {fragment for one in texts for fragment in _fragments(one)}
    chosen = sorted(fragments, key=lambda fragment: (-len(fragment), fragment))[:most]
    return [*(Needle(id, True) for id in dict.fromkeys(ids)), *named, *(Needle(fragment, False) for fragment in chosen)]


def _fragments(said: str) -> Iterator[str]:
    for run in map(str.strip, said.translate(_BREAKS).splitlines()):
        if not _tells(run):
            continue
        if len(run) <= _FRAGMENT:
            yield run
            continue
        middle = (len(run) - _FRAGMENT) // 2
        yield from (run[:_FRAGMENT], run[middle : middle + _FRAGMENT], run[-_FRAGMENT:])


def _tells(run: str) -> bool:
    signs = sum(character > "\u2e80" for character in run)
    return len(run.split()) >= _LEAST_WORDS or signs >= _LEAST_SIGNS


def search_files(
    folder: Path,
    wanted: Sequence[Needle],
    *,
    skipped: Iterable[Path] = (),
    since: datetime | None = None,
    track: Callable[[int, int], None] = lambda _done, _total: None,
) -> Search:
    """Looks through every file of a folder.

    What is no id is not looked for in a file that was last written before `since`, in UTC: it cannot be theirs there.
    """
    skip = set(skipped)
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    seen = Search()
    for number, path in enumerate(paths, start=1):
        track(number, len(paths))
        if path in skip:
            continue
        try:
            is_older = since is not None and path.stat().st_mtime < since.replace(tzinfo=UTC).timestamp()
            found = search_file(path, [one for one in wanted if one.is_id or not is_older])
        except FileNotFoundError:  # gone since it was listed
            continue
        seen.searched += 1
        if found:
            seen.found[str(path.relative_to(folder))] = found
    return seen


def search_file(path: Path, wanted: Sequence[Needle]) -> set[Needle]:
    """Those of the needles that are in a file, as it is or unpacked. Raises FileNotFoundError."""
    spelled = {needle: needle.spellings() for needle in wanted}
    found = _mapped(path, spelled)
    with suppress(OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile):
        for part in _unpacked(path):
            found |= _streamed(part, spelled)
    return found


def _mapped(path: Path, spelled: dict[Needle, set[bytes]]) -> set[Needle]:
    with path.open("rb") as file:
        if not path.stat().st_size:
            return set()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return {one for one, forms in spelled.items() if any(content.find(form) >= 0 for form in forms)}


def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        start = file.read(2)
    if start == b"\x1f\x8b":
        with gzip.open(path) as unpacked:
            yield unpacked  # type: ignore[misc]  # a reader of bytes
    elif start == b"PK":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                with archive.open(name) as member:
                    yield member


def _streamed(file: IO[bytes], spelled: dict[Needle, set[bytes]]) -> set[Needle]:
    overlap = max((len(form) for forms in spelled.values() for form in forms), default=1)
    found: set[Needle] = set()
    before = b""
    while block := file.read(_CHUNK):
        content = before + block
        found |= {one for one, forms in spelled.items() if any(form in content for form in forms)}
        before = content[-overlap:]
    return found


def search_tables(engine: Engine, wanted: Sequence[Needle]) -> Search:
    """Looks through every text of every table. Raises sqlalchemy's errors."""
    seen = Search()
    place = "strpos(CAST({} AS TEXT), :wanted)" if engine.dialect.name == "postgresql" else "instr({}, :wanted)"
    found = inspect(engine)
    quoted = engine.dialect.identifier_preparer.quote
    with engine.connect() as connection:
        for table in found.get_table_names():
            columns = [c["name"] for c in found.get_columns(table) if isinstance(c["type"], (String, Text, JSON))]
            seen.searched += 1
            if not columns:
                continue
            where = " OR ".join(f"{place.format(quoted(name))} > 0" for name in columns)
            query = text(f"SELECT 1 FROM {quoted(table)} WHERE {where} LIMIT 1")  # noqa: S608 - names of the schema
            there = {one for one in wanted if connection.execute(query, {"wanted": one.text}).first()}
            if there:
                seen.found[f"table {table}"] = there
    return seen


def blank(path: Path, wanted: Sequence[Needle]) -> int:
    """Writes over the needles in a plain file, in place, so that a process that appends to it can go on; how many."""
    blanked = 0
    with path.open("r+b") as file:
        if not path.stat().st_size:
            return 0
        with mmap.mmap(file.fileno(), 0) as content:
            for form in sorted({form for one in wanted for form in one.spellings()}, key=len, reverse=True):
                at = content.find(form)
                while at >= 0:
                    content[at : at + len(form)] = b"x" * len(form)
                    blanked += 1
                    at = content.find(form, at)
            content.flush()
    return blanked
