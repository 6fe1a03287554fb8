"""The current buying knowledge: ours, and the shop's file behind it, which is read again when it changes.

A bad file leaves the knowledge as it was; at a start, ours alone.
"""

from __future__ import annotations

import logging
from pathlib import Path

from data.files import state
from ranker.errors import KnowledgeInvalid
from ranker.knowledge.files import read_knowledge
from ranker.knowledge.linking import Links

_log = logging.getLogger(__name__)


class Expertise:
    """Holds the knowledge last read. Without a path, or while nothing lies there, it is ours alone; `kept` as in
    `ranker.knowledge.files.shipped`."""

    def __init__(self, path: Path | None, kept: Path | None = None) -> None:
        self._path, self._kept = path, kept
        self._stamp: object = object()  # of no file
        self._links: Links | None = None
        self.reason: str | None = None
        """Why the file's knowledge is not current; None if it is."""

    @property
    def is_outdated(self) -> bool:
        """Whether nothing was read yet, or the file changed since the last `take_up`."""
        return self._stamp != state(self._path)

    def take_up(self) -> Links | None:
        """The knowledge to use from now on; None where not even ours can be read. Never raises."""
        self._stamp = state(self._path)
        try:
            self._links = Links(read_knowledge(self._path, self._kept))
            self.reason = None
        except KnowledgeInvalid as error:
            self.reason = f"the current buying knowledge is older, since the file cannot be used: {error}"
            _log.error("%s", self.reason)
            self._links = self._links or _ours()
        return self._links


def _ours() -> Links | None:
    try:
        return Links(read_knowledge())
    except KnowledgeInvalid:
        return None
