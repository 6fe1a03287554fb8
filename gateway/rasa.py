"""The client of Rasa: one message in, the items of its answer out. What to make of them is `gateway.turns`."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

_DOWN = frozenset({502, 503, 504})
"""What Rasa, or what stands before it, answers while a part is down."""
WEBHOOK = "/webhooks/floorwalker/webhook"


class RasaUnavailable(Exception):
    """Rasa is down, too slow, or answered nothing, or something that is no list of messages.

    `was_asked`: whether it may have taken the message. `is_down`: whether a part is, so that the same message may be
    answered later; else it failed at this message.
    """

    def __init__(self, problem: str, *, was_asked: bool = True, is_down: bool = True) -> None:
        super().__init__(problem)
        self.was_asked = was_asked
        self.is_down = is_down


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

    async def send(
        self,
        sender: str,
        message: str,
        metadata: dict[str, Any],
        *,
        message_id: str | None = None,
        again: bool = False,
        within: float | None = None,
    ) -> list[dict[str, Any]]:
        """The items that Rasa answers, each with `text` and `custom`. `again`: Rasa may have taken the message of this
        id before, and is to answer it as it did then. `within`: seconds, where that is sooner. Raises RasaUnavailable.
        """
        body: dict[str, Any] = {"sender": sender, "message": message, "metadata": metadata}
        if message_id is not None:
            body |= {"message_id": message_id, "again": again}
        try:
            async with asyncio.timeout(min(self._timeout, within or self._timeout)):  # httpx: between two bytes only
                response = await self._client.post(WEBHOOK, json=body)
            response.raise_for_status()
            items = response.json(parse_constant=_refuse_constant)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise RasaUnavailable(f"{type(error).__name__}: {error}", was_asked=False) from error
        except httpx.HTTPStatusError as error:
            raise RasaUnavailable(str(error), is_down=error.response.status_code in _DOWN) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise RasaUnavailable(f"{type(error).__name__}: {error}") from error
        except (ValueError, RecursionError) as error:
            raise RasaUnavailable(f"{type(error).__name__}: {error}", is_down=False) from error
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise RasaUnavailable("the answer is not a list of objects", is_down=False)
        if not items:
            raise RasaUnavailable("the answer is empty", is_down=False)
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
