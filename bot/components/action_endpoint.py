"""The action server as Rasa calls it: over kept-alive connections, where Rasa opens a new one for each action; and
where it cannot answer, the message counts as not taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

_DOWN = 503
"""With which our actions say that the recommender is down."""
_REJECTED = 400
"""With which the SDK says that an action does not want to run; Rasa goes on with another."""


class ActionFailed(BaseException):
    """The action server is down, or could not answer.

    No Exception, for Rasa takes those for an action that says nothing, and stores the conversation so. This one ends
    the turn before anything of it is stored, and the gateway may send the message again (`bot.components.channel`).
    `is_down`: a part is, so that another try may do; else the action failed at this message.
    """

    def __init__(self, problem: str, *, is_down: bool) -> None:
        super().__init__(problem)
        self.is_down = is_down


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

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """The action server's answer. Raises ActionFailed."""
        try:
            return await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == _REJECTED:
                raise
            raise ActionFailed(f"the action server answered {error.status}", is_down=error.status == _DOWN) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise ActionFailed(f"the action server does not answer: {type(error).__name__}", is_down=True) from error
