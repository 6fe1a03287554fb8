"""The current phrases: those of the vocabulary file as it stands now.

A catalog changes while the assistant runs. The file's time is looked at once in some seconds, and a
newer one is read in a thread of its own: no message waits for it.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Collection
from pathlib import Path

from bot.components.phrases import PhraseBook

LOOK_SECONDS = 5.0
VOCABULARY = "vocabulary.json"
"""A catalog's words, in its folder."""
logger = logging.getLogger(__name__)


class PhraseSource:
    """`ordinary` are words that are no typos; `file` is read now and whenever it changes; None: no phrases."""

    def __init__(self, ordinary: Collection[str], file: Path | None = None) -> None:
        self._ordinary = ordinary
        self._file = file
        self._seen: int | None = None
        self._looked = 0.0
        self._reading: threading.Thread | None = None
        self._phrases = self._read_file() or PhraseBook({}, ordinary)

    def phrases(self) -> PhraseBook:
        """The current one."""
        now = time.monotonic()
        if self._file is not None and now - self._looked >= LOOK_SECONDS:
            self._looked = now
            busy = self._reading is not None and self._reading.is_alive()
            if not busy and _changed(self._file) != self._seen:
                self._reading = threading.Thread(target=self._take_up, name="vocabulary", daemon=True)
                self._reading.start()
        return self._phrases

    def _take_up(self) -> None:
        self._phrases = self._read_file() or self._phrases

    def _read_file(self) -> PhraseBook | None:
        """What the file holds; None if there is none, or if it cannot be read, which is said once a change."""
        self._seen = _changed(self._file) if self._file else None
        if self._file is None or self._seen is None:
            return None
        try:
            return PhraseBook(json.loads(self._file.read_text(encoding="utf-8")), self._ordinary)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning(
                "%s cannot be read (%s), so the words before it stay current; run: floorwalker index",
                self._file,
                error,
            )
            return None


class CatalogPhrases:
    """Those of the catalogs that sites have of their own: `folder` has one for each, called as it is."""

    def __init__(self, ordinary: Collection[str], folder: Path | None) -> None:
        self._ordinary = ordinary
        self._folder = folder
        self._nothing = PhraseSource(ordinary)
        self._found: dict[str, PhraseSource] = {}
        for name in self._names():
            self.of(name)

    def of(self, name: str) -> PhraseSource:
        """Those of a catalog; of one that is not there, none: the words of another would mean other things."""
        if name not in self._found:
            if self._folder is None or name not in self._names():
                return self._nothing
            self._found[name] = PhraseSource(self._ordinary, self._folder / name / VOCABULARY)
        return self._found[name]

    def _names(self) -> list[str]:
        if self._folder is None or not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if path.is_dir())


def _changed(file: Path) -> int | None:
    """When the file was changed last; None if there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None
