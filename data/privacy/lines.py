"""Files of lines, each about one thing: JSON lines, plain or gzipped. Some lines go, the file is put in place whole."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from data.files import replacing


def _opened(path: Path, mode: str, like: Path) -> AbstractContextManager[Any]:
    return gzip.open(path, mode) if like.suffix == ".gz" else path.open(mode)


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file. Raises OSError, and gzip.BadGzipFile or EOFError of one that is damaged."""
    with _opened(path, "rb", path) as file:
        yield from file


def drop(path: Path, goes: Callable[[bytes], bool]) -> int:
    """Rewrites a file without the lines that go, for its owner's eyes alone; how many went. An empty one is deleted.

    Until the new one is safe on disk, the old one stays. Raises what `lines` does.
    """
    if not any(map(goes, lines(path))):
        return 0
    dropped = kept = 0
    with replacing(path) as unfinished:
        unfinished.touch(mode=0o600)
        with _opened(unfinished, "wb", path) as file:
            for line in lines(path):
                if goes(line):
                    dropped += 1
                else:
                    kept += 1
                    file.write(line)
    if not kept:
        path.unlink()
    return dropped
