"""What connections of both kinds have: they are counted, their time runs out, and who takes nothing is let go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gateway.edge.alarm import Alarm
from gateway.edge.connections import REFUSED

if TYPE_CHECKING:
    from gateway.edge.server import EdgeConfig


class Bounded(asyncio.Protocol):
    """In front of one of uvicorn's protocols, whose `transport` and `loop` it uses."""

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop

    def bind(self, config: EdgeConfig) -> None:
        """Takes its bounds; once uvicorn's own part is made."""
        self._bounds, self._counted = config.bounds, config.connections
        self._patience = Alarm(self.loop, self._overdue)
        self._stall = Alarm(self.loop, self._stalled)

    def connection_lost(self, exc: Exception | None) -> None:
        """Counts it no longer."""
        self._counted.release(self.transport)
        self._patience.cancel()
        self._stall.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The peer takes nothing."""
        super().pause_writing()
        self._stall.set(self._bounds.stall_seconds)

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._stall.cancel()

    def _overdue(self) -> None:
        raise NotImplementedError

    def _stalled(self) -> None:
        REFUSED.labels("takes nothing").inc()
        self.transport.abort()
