"""Which conversations a model is judged by: those that came after what it learned from. Later ones are never learned
from to judge earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from data.conversations.sessions import Session

FIRST, SEALED = 0.4, 0.1
"""Of a log from which nothing was learned before, the oldest share, by which no model is judged; and the newest share,
which is kept for the last check: of the whole log then, else of what the model in use is judged by."""
REST = 1 / 3
"""Of conversations since the model in use learned, the oldest share: a model that learned from no more than it did
could show nothing."""
STRETCHES, LONG = 2, 4000
"""Stretches to judge by; one alone of a log of so many conversations, where learning takes long and each is large."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Conversations to judge by, [start, end) in the order of time; a model for it learns from [0, start)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """How a log is used."""

    judging: Sequence[Stretch]
    sealed: Stretch
    """Looked at once, when a candidate is chosen."""


def timeline(sessions: Sequence[Session], learned_until: datetime | None) -> Timeline:
    """Divides conversations, in the order of time. `learned_until`: when the last began that the model in use learned
    from, which it is not judged by; None if it learned from none."""
    number = len(sessions)
    start = round(FIRST * number)
    if learned_until is not None:
        known = sum(as_logged(session.started_at) <= as_logged(learned_until) for session in sessions)
        start = max(start, known + round(REST * (number - known)))
    sealed = number - round(SEALED * number if learned_until is None else SEALED * (number - start))
    sealed = max(start, sealed)
    stretches = STRETCHES if number < LONG else 1
    cuts = [start + round((sealed - start) * part / stretches) for part in range(stretches + 1)]
    judging = [Stretch(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]
    return Timeline(judging, Stretch(sealed, number))


def as_logged(moment: datetime) -> datetime:
    """In UTC without a zone, as the log has it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
