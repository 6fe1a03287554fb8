"""Files that several processes share: put in place whole, and looked at for changes.

Knows nothing of what is in them; folders that are put in place whole are the business of who writes them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of `path` at the end of the block, safe on disk, unless that fails.

    A reader sees the old file or the new one, and who maps the old one keeps it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        yield unfinished
        sync(unfinished)
        unfinished.replace(path)
        sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Puts a text in place of a file."""
    with replacing(path) as file:
        file.write_text(text, encoding="utf-8")


def create_once(path: Path, content: bytes) -> bool:
    """Puts a file for its owner's eyes alone into a folder, safe on disk, unless there is one; whether it did.

    The file appears whole or not at all: whoever reads it meanwhile, of several that make one, reads the same.
    """
    unfinished = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)  # unlike a rename, it leaves alone what another process has put there meanwhile
    except FileExistsError:
        return False
    else:
        sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    return True


def sync(path: Path) -> None:
    """Has the operating system write a file or a folder to the disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def state(path: Path | None) -> tuple[int, int, int] | None:
    """Another one whenever the file changed; None while there is none. Cheap enough to ask all the time."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    # A clock's tick may hold two changes.
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None
