"""Personal data as agents see it."""

from __future__ import annotations

from typing import Any

from language.placeholders import HIDDEN, restored, throughout


def hidden(value: Any) -> Any:
    """A text, or whatever has texts in it, with dots in place of personal data."""
    return throughout(value, lambda text: restored(text, {}, HIDDEN))
