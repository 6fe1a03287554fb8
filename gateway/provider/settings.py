"""What the gateway is told of an identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """A provider, and what its claims say of agents."""

    issuer: str
    client_id: str
    client_secret: str
    label: str = ""
    """As the page calls it."""
    name_claim: str = "email"
    """Which claim is an agent's name here; an e-mail address has to be verified (`email_verified`)."""
    role_claim: str = ""
    """Which claim holds groups or roles, dots between parts; empty: roles are as they are here."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Role by what the claim may hold."""
    makes_accounts: bool = False
    """Whether who is no agent yet becomes one; else an admin adds them first."""
    public_url: str = ""
    """Of the gateway, as browsers see it; empty: as they ask for it."""
