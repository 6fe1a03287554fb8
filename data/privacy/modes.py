"""Who may read the files in which people's data lies: their owner, nobody else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

FOLDER = 0o700
FILE = 0o600
OTHERS = 0o077
"""What a process that writes such files takes from whatever it creates (its umask)."""


def keep_private() -> None:
    """Has this process, and those that it starts, create files that their owner alone may read."""
    os.umask(OTHERS)


def too_open(paths: Iterable[Path]) -> list[Path]:
    """Those of the files and folders that others than their owner may read, write or enter."""
    return [path for path in paths if (mode := _mode(path)) is not None and mode & OTHERS]


def close(paths: Iterable[Path]) -> list[Path]:
    """Takes from others what they may do with the files and folders; returns those that were too open.

    One that belongs to somebody else is left as it is: `too_open` goes on naming it.
    """
    mended = []
    for path in too_open(paths):
        try:
            path.chmod(FOLDER if path.is_dir() else FILE)
        except (PermissionError, FileNotFoundError):
            continue
        mended.append(path)
    return mended


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except FileNotFoundError:  # gone since it was listed, as SQLite's own files go
        return None
