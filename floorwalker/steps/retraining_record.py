"""The record of retrainings: how often candidates were compared with the model in use, by which the gate corrects for
repeated looks, and when the last one ran. Holds counts and versions, nothing of any shopper."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.files import replace_text
from floorwalker.errors import StepFailed

_KEPT = 500


@dataclass(frozen=True, slots=True)
class Run:
    """One retraining that came to an end."""

    at: str
    """ISO 8601, UTC."""
    against: str
    """The version that was in use."""
    compared: bool
    """Whether candidates were compared with it, and one could have been promoted."""
    version: str | None
    promoted: bool
    conversations: int
    said: str
    """In a line."""


class Record:
    """The record in a folder. Raises StepFailed where it is damaged: without it, looks cannot be counted."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "record.json"

    def runs(self) -> list[Run]:
        """All that are kept, the oldest first."""
        try:
            return [Run(**run) for run in json.loads(self._path.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as error:
            raise StepFailed(f"{self._path} is damaged ({error})", "move it away, and retrain again") from error

    def look(self, against: str) -> int:
        """Which comparison with a version the next one is; the first is 1."""
        return 1 + sum(run.compared and run.against == against for run in self.runs())

    def add(self, run: Run) -> None:
        """Adds a run, on disk when this returns."""
        replace_text(self._path, json.dumps([asdict(one) for one in [*self.runs(), run][-_KEPT:]], indent=1))

    def last(self) -> datetime | None:
        """When the last one that came to an end began."""
        runs = self.runs()
        return datetime.fromisoformat(runs[-1].at) if runs else None


def stamped(moment: datetime | None = None) -> str:
    """A moment as the record has it; now if none is given."""
    return (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
