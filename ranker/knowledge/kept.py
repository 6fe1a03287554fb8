"""Buying knowledge as it was read and checked before: one file, since hundreds of YAML files take seconds to read.

It is believed only of files, and of code, that are as they were when it was written; it can be removed at any time.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data.files import replace_text
from ranker.knowledge.families import Concept, Family

_log = logging.getLogger(__name__)
_CODE = Path(__file__).resolve().parent


class Kept(BaseModel):
    """What `ranker.knowledge.files.Knowledge` is made of, with families as they are written."""

    model_config = ConfigDict(frozen=True)

    concepts: Mapping[str, Concept]
    written: Mapping[str, Family]
    departments: Mapping[str, str]


class _File(BaseModel):
    of: str
    """`_digest` of what it was read from."""
    kept: Kept


def read_kept(path: Path, folder: Path) -> Kept | None:
    """What was kept of the knowledge in a folder; None if nothing was, or if the knowledge changed since."""
    try:
        text = path.read_bytes()
        # Of another state of the folder, nothing after the digest is worth reading.
        return _File.model_validate_json(text).kept if text.startswith(_beginning(folder)) else None
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        _log.warning("%s cannot be used, so the buying knowledge is read anew: %s", path, error)
        return None


def write_kept(path: Path, folder: Path, kept: Kept) -> None:
    """Keeps the knowledge of a folder; where it cannot be written, the next process reads the folder again."""
    try:
        replace_text(path, _File(of=_digest(folder), kept=kept).model_dump_json())
    except OSError as error:
        _log.warning("%s cannot be written, so buying knowledge takes some seconds at every start: %s", path, error)


def _beginning(folder: Path) -> bytes:
    """How the file begins."""
    return b'{"of":"%s",' % _digest(folder).encode()


def _digest(folder: Path) -> str:
    """Of all files of knowledge, and of the code that reads and checks them."""
    digest = hashlib.sha256()
    for path in [*sorted(folder.rglob("*.yaml")), *sorted(_CODE.glob("*.py"))]:
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
