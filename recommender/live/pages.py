"""The shop's current pages: read from their file, and read again when it changes. A bad file leaves the old ones."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from data.files import state
from recommender.protocol.passages import PassageAnswer, PassageRequest, PassageResponse
from retrieval.errors import PageInvalid
from retrieval.pages.passages import LEAST, Passages, read_passages
from retrieval.search.encoder import Encoder

_log = logging.getLogger(__name__)


class Pages:
    """Holds the passages last read. Without a path, or while nothing lies there, there are none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: object = None
        self._passages: Passages | None = None
        self._reading = threading.Lock()

    def answer(self, request: PassageRequest, encoder: Encoder) -> PassageResponse:
        """What the pages say. Reads a changed file first, which takes about 5 ms a passage."""
        least = LEAST if request.least is None else request.least
        found = self._current(encoder).search(request.question, request.limit, request.locale, least)
        return PassageResponse(
            passages=[
                PassageAnswer(
                    text=f.passage.text,
                    title=f.passage.title,
                    heading=f.passage.heading,
                    url=f.passage.url,
                    score=round(f.score, 4),
                )
                for f in found
            ]
        )

    def _current(self, encoder: Encoder) -> Passages:
        with self._reading:
            stamp = (state(self._path), encoder.name)
            if self._passages is None or stamp != self._stamp:
                self._stamp = stamp
                self._passages = self._read(encoder)
            return self._passages

    def _read(self, encoder: Encoder) -> Passages:
        try:
            return Passages(read_passages(self._path) if self._path else [], encoder.encode)
        except PageInvalid as error:
            _log.error("the current pages are older ones, since the file cannot be used: %s", error)
            return self._passages or Passages([], encoder.encode)
