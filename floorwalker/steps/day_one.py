"""What served before anything was learned from conversations: every version that learned from them is held to it."""

from __future__ import annotations

from contextlib import suppress

from ranker.errors import RankerError
from ranker.registry import Registry

RETRAINED = "retrained"
"""Kind of a version that learned from conversations."""


def day_one(registry: Registry) -> str | None:
    """The version promoted last that did not learn from conversations; None if there is none, and the general ranker
    served then. Raises ModelInvalid if it cannot be said what was promoted."""
    for version in reversed(registry.history()):
        with suppress(RankerError):
            if registry.show(version).kind != RETRAINED:
                return version
    return None
