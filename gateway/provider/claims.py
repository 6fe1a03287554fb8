"""What a provider's claims say of an agent: who they are, as what they are known, what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.agents.provided import Person
from data.agents.roles import ROLES
from gateway.provider.errors import Refused
from gateway.provider.settings import ProviderConfig


def person_of(claims: Mapping[str, Any], config: ProviderConfig) -> Person:
    """Who signed in. Raises Refused for who has no role, or a name that is not sure."""
    return Person(
        subject=f"{config.issuer} {claims['sub']}",
        name=_name(claims, config),
        display=str(claims.get("name") or claims.get("preferred_username") or ""),
        locale=str(claims.get("locale") or "en"),
        role=_role(claims, config),
    )


def _name(claims: Mapping[str, Any], config: ProviderConfig) -> str:
    name = claims.get(config.name_claim)
    if not isinstance(name, str) or not name:
        raise Refused("unknown", f"the provider states no {config.name_claim}; set FLOORWALKER_OIDC_NAME_CLAIM")
    if config.name_claim == "email" and claims.get("email_verified") is not True:
        raise Refused("unknown", "the provider does not say that the e-mail address is verified")
    return name


def _role(claims: Mapping[str, Any], config: ProviderConfig) -> str | None:
    """The highest that the claim gives; None where roles are as they are here."""
    if not config.role_claim:
        return None
    held: Any = claims
    for part in config.role_claim.split("."):
        held = held.get(part) if isinstance(held, Mapping) else None
    groups = held if isinstance(held, list) else [held]
    given = {config.roles[group] for group in groups if isinstance(group, str) and group in config.roles}
    if not given:
        raise Refused("role", f"{config.role_claim} gives no role here; see FLOORWALKER_OIDC_ROLES")
    return max(given, key=ROLES.index)
