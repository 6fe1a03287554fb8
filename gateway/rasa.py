"""The client of Rasa: one message in, the items of its answer out. What to make of them is `gateway.turns`."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

WEBHOOK = "/webhooks/floorwalker/webhook"


class RasaUnavailable(Exception):
    """Rasa is down, too slow, or answered nothing, or something that is no list of messages."""


class Rasa:
    """Rasa behind a base URL, over kept-alive connections. `timeout` is in seconds, for a whole turn; `token` is what
    it is shown, if any.
    """

    def __init__(self, url: str, timeout: float, token: str = "") -> None:
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            timeout=httpx.Timeout(timeout, connect=2.0),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
            trust_env=False,
        )

    async def send(self, sender: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """The items that Rasa answers, each with `text` and `custom`. Raises RasaUnavailable."""
        body = {"sender": sender, "message": message, "metadata": metadata}
        try:
            async with asyncio.timeout(self._timeout):  # httpx only limits the pause between two bytes
                response = await self._client.post(WEBHOOK, json=body)
            response.raise_for_status()
            items = response.json(parse_constant=_refuse_constant)
        except (httpx.HTTPError, ValueError, TimeoutError, RecursionError) as error:
            raise RasaUnavailable(f"{type(error).__name__}: {error}") from error
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise RasaUnavailable("the answer is not a list of objects")
        if not items:
            raise RasaUnavailable("the answer is empty, as when the action server is down")
        return items

    async def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return (await self._client.get("/", timeout=2.0)).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
