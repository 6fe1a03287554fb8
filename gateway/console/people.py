"""Agents as the console shows them."""

from __future__ import annotations

from data.agents.accounts import Account
from gateway.console.protocol import Agent


def shown(account: Account) -> Agent:
    """An account as the contract has it."""
    return Agent.model_validate(
        {
            "id": account.id,
            "name": account.name,
            "display": account.display,
            "role": account.role,
            "locale": account.locale,
            "presence": account.presence,
            "second_factor": account.has_second_factor,
        }
    )
