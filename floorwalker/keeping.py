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
    from gateway.provider.settings import ProviderConfig


def places(settings: Settings) -> Places:
    """Where shoppers' data lies besides the database."""
    home = Home(settings.home)
    on_server = settings.database.startswith("postgresql")
    tracker = settings.database if on_server else f"sqlite:///{home.tracker / 'conversations.db'}"
    return Places(settings.home, tracker)


def ages(settings: Settings) -> Ages:
    """How long shoppers' data is kept."""
    log = timedelta(days=settings.log_days) if settings.log_days else None
    return Ages(log=log, whole_session=timedelta(days=settings.session_days))


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


def identity_provider(settings: Settings) -> ProviderConfig | None:
    """Where agents sign in besides; None: nowhere."""
    from gateway.provider.settings import ProviderConfig

    if not settings.oidc_issuer:
        return None
    return ProviderConfig(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        label=settings.oidc_label,
        name_claim=settings.oidc_name_claim,
        role_claim=settings.oidc_role_claim,
        roles=dict(settings.oidc_roles),
        makes_accounts=settings.oidc_accounts == "make",
        public_url=settings.public_url,
    )
