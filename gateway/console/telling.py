"""Who hears of a change to a conversation at once: all agents, and its shopper where something was said."""

from __future__ import annotations

from typing import Any

from gateway.console.protocol import Listed
from gateway.dependencies import Services


async def tell(services: Services, conversation: Listed, message: dict[str, Any] | None) -> None:
    """Says how a conversation is now, and what was said in it, as its shopper is to see it."""
