"""How the settings say where shoppers' data lies and how long it is kept; what is done about it is `data.privacy`'s."""

from __future__ import annotations

from datetime import timedelta

from data.privacy.places import Places
from data.privacy.retention import Ages
from floorwalker.home import Home
from floorwalker.settings import Settings


def places(settings: Settings) -> Places:
    """Where shoppers' data lies besides the database."""
    home = Home(settings.home)
    on_server = settings.database.startswith("postgresql")
    tracker = settings.database if on_server else f"sqlite:///{home.tracker / 'conversations.db'}"
    return Places(settings.home, tracker)


def ages(settings: Settings) -> Ages:
    """How long shoppers' data is kept."""
    return Ages(log=timedelta(days=settings.log_days) if settings.log_days else None)
