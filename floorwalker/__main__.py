"""`python -m floorwalker` is the command line."""

from __future__ import annotations

from floorwalker.cli import app

app()
