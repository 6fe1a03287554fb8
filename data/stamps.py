"""When a sender knew something, as one number: so messages that come late, twice or in any order are told apart."""

from __future__ import annotations

from datetime import UTC, datetime

When = datetime | int
"""A time (without a zone, UTC), or the number that a sender counts its messages by."""


def stamp(when: When) -> int:
    """Something that can be compared: microseconds since 1970 of a time, a number as it is.

    A sender that counts must go on counting: any time of this century is above its numbers.
    """
    if isinstance(when, int):
        return when
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def stamp_of(text: object) -> int | None:
    """That of a time of ISO 8601; None for anything else."""
    try:
        return stamp(datetime.fromisoformat(text)) if isinstance(text, str) and text else None
    except ValueError:
        return None
