"""How the settings say where shoppers' data lies, how long it is kept, and with what agents' secrets are encrypted;
what is done about it is `data.privacy`'s."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.privacy.places import Places
from data.privacy.retention import Ages
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings

if TYPE_CHECKING:
    from data.agents.sessions import Lives
    from data.privacy.vault import Vault


def places(settings: Settings) -> Places:
    """Where shoppers' data lies besides the database."""
    home = Home(settings.home)
    on_server = settings.database.startswith("postgresql")
    tracker = settings.database if on_server else f"sqlite:///{home.tracker / 'conversations.db'}"
    return Places(settings.home, tracker)


def ages(settings: Settings) -> Ages:
    """How long shoppers' data is kept."""
    return Ages(log=timedelta(days=settings.log_days) if settings.log_days else None)


def agents_vault(settings: Settings) -> Vault:
    """What encrypts agents' second factors: keys that last. Raises StepFailed if they cannot be used."""
    from data.privacy.vault import VaultUnusable, lasting

    try:
        return lasting(Home(settings.home).keys, settings.vault_key.get_secret_value())
    except VaultUnusable as error:
        raise StepFailed(str(error), error.remedy) from error


def agent_sessions(settings: Settings) -> Lives:
    """How long agents stay signed in."""
    from data.agents.sessions import Lives

    return Lives(timedelta(minutes=settings.console_idle_minutes), timedelta(hours=settings.console_hours))
