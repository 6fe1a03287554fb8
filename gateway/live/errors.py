"""What goes wrong for who listens."""

from __future__ import annotations


class SlowReader(Exception):
    """Somebody took their frames so slowly that some were let go. They are to connect again, and to read what they
    missed."""
