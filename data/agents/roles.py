"""What agents may do: a role has the rights of those before it."""

from __future__ import annotations

from data.agents.errors import BadField

AGENT, LEAD, ADMIN = "agent", "lead", "admin"
ROLES = (AGENT, LEAD, ADMIN)
"""agent: serves shoppers. lead: also what concerns all agents, as canned replies, or closing a queue. admin: all."""


def may(role: str, least: str) -> bool:
    """Whether a role has the rights of another. One that is unknown has none."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(least)


def check_role(role: str) -> str:
    """The role. Raises BadField for what is none."""
    if role not in ROLES:
        raise BadField("role", f"{role!r} is none", f"name one of: {', '.join(ROLES)}")
    return role
