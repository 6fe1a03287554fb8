"""The shop's current rules: read from their file, and read again when it changes. A bad file leaves the old ones."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from data.catalog.products import Attribute
from data.files import state
from ranker.errors import RulesInvalid
from ranker.rules import Rules
from ranker.rules_file import RulesFile, read_rules
from recommender.metrics import Metrics

_log = logging.getLogger(__name__)


class Rulebook:
    """Holds the file last read. Without a path, or while nothing lies there, there are no rules but the defaults."""

    def __init__(self, path: Path | None, metrics: Metrics) -> None:
        self._path = path
        self._metrics = metrics
        self._stamp: object = None
        self._file = RulesFile()
        self.reason: str | None = None
        """Why the file's rules are not current; None if they are."""

    @property
    def is_outdated(self) -> bool:
        """Whether the file changed since the last `take_up`."""
        return self._stamp != state(self._path)

    def take_up(self, attributes: Mapping[str, Attribute]) -> Rules:
        """The rules to use from now on, for a catalog's attributes. Never raises."""
        self._stamp = state(self._path)
        try:
            file = read_rules(self._path) if self._path and self._path.exists() else RulesFile()
            rules = Rules(file, attributes)
        except RulesInvalid as error:
            self.reason = f"the current rules are older ones, since the file cannot be used: {error}"
            self._metrics.rules(current=False)
            _log.error("%s", self.reason)
            return self._older(attributes)
        self._file, self.reason = file, None
        self._metrics.rules(current=True)
        return rules

    def _older(self, attributes: Mapping[str, Attribute]) -> Rules:
        try:
            return Rules(self._file, attributes)
        except RulesInvalid:  # they were another catalog's
            return Rules(RulesFile(), attributes)
