"""Agents of nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from data.agents import accounts
from data.agents.accounts import Account

AT = datetime(2026, 3, 1, 9)  # UTC
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


def hire(engine: Engine, name: str = "anna", **more: Any) -> Account:
    """Adds an agent, whose password is none unless a hash is given."""
    given: dict[str, Any] = {"display": "", "role": "agent", "locale": "en", "password_hash": "-", "at": AT} | more
    return accounts.add(engine, name=name, **given)
