"""The action server as Rasa calls it: over kept-alive connections, where Rasa opens a new one for each action."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig


class ActionEndpoint(EndpointConfig):
    """Rasa's endpoint with one pool of connections for the life of the process."""

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(url, **kwargs)
        self._shared: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def session(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The shared session, in place of one that is closed after each call."""
        if self._shared is None or self._shared.closed:
            self._shared = super().session()
        yield self._shared
