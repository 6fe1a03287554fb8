"""A shop's own model of acts: networks that went on learning from its lines, beside the transformer that ships.

Each version is a folder; a file names the one in use. A version fits only the networks that it went on from: after an
upgrade that brings others, the shop is served these until it learns again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.acts.classifier import FOLDER, SETTINGS, WEIGHTS, ActClassifier
from data.files import replace_text

CURRENT, RECORD, CARD = "current", "record.json", "card.md"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """What a version is."""

    base: str
    """Digest of the networks that it went on from."""
    before: str
    """The version in use before it; empty: what ships."""
    erasures: str
    """What had been erased when it learned (`data.privacy.erased.stamp`)."""


def digest(folder: Path = FOLDER) -> str:
    """Of the networks in a folder: 16 hexadecimal digits. Raises OSError if there are none."""
    found = hashlib.sha256((folder / WEIGHTS).read_bytes())
    found.update((folder / SETTINGS).read_bytes())
    return found.hexdigest()[:16]


def current(home: Path) -> str:
    """The version in use; empty where it is what ships."""
    try:
        return (home / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def record(home: Path, version: str) -> Record:
    """What a version is. Raises OSError if it is not there, ValueError if its record is damaged."""
    said = json.loads((home / version / RECORD).read_text(encoding="utf-8"))
    try:
        # Older ones do not say what had been erased: then something may have been.
        return Record(said["base"], said["before"], said.get("erasures", ""))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{home / version / RECORD}: {error}") from error


def put_in_use(home: Path, version: str) -> None:
    """From the next start of the action server on; empty: what ships."""
    replace_text(home / CURRENT, f"{version}\n")


def write_record(home: Path, version: str, own: Record) -> None:
    """Writes what a version is into its folder, which is there."""
    replace_text(home / version / RECORD, json.dumps(asdict(own)) + "\n")


def rolled_back(home: Path) -> str:
    """Puts the version before the current one in use again, and returns it. Raises LookupError if there is none."""
    version = current(home)
    if not version:
        raise LookupError("what ships is in use")
    before = _before(home, version)
    put_in_use(home, before)
    return before


def clear(home: Path) -> None:
    """Removes all versions but the one in use and the one before it."""
    version = current(home)
    kept = {version, _before(home, version)}
    for folder in home.iterdir():
        if folder.name not in kept and (folder / RECORD).exists():
            shutil.rmtree(folder)


def _before(home: Path, version: str) -> str:
    """The version before, while it is there; else what ships."""
    try:
        before = record(home, version).before
    except (OSError, ValueError):
        return ""
    return before if before and (home / before / WEIGHTS).exists() else ""


def fits(home: Path, version: str) -> bool:
    """Whether a version is whole, and went on from the networks that ship."""
    try:
        return record(home, version).base == digest() and (home / version / WEIGHTS).exists()
    except (OSError, ValueError):
        return False


def serving(home: Path | None) -> ActClassifier:
    """The shop's model in use, or what ships where there is none or it does not fit. Raises OSError without that."""
    version = current(home) if home is not None else ""
    if home is None or not version:
        return ActClassifier.load()
    if not fits(home, version):
        _log.warning("the acts learned from the log (%s) do not fit what is installed: what ships is used", version)
        return ActClassifier.load()
    return ActClassifier.load(home / version, transformer=FOLDER)
