"""Who is connected: counted when a connection is made, and until it is lost, whatever protocol it speaks meanwhile."""

from __future__ import annotations

from asyncio import BaseTransport
from collections import Counter as Tally

from prometheus_client import Counter, Gauge

from gateway.edge.addresses import counted
from gateway.edge.bounds import Bounds

OPEN = Gauge("floorwalker_connections", "Connections that are open, WebSockets among them")
REFUSED = Counter("floorwalker_connections_refused", "Connections that were let go, by what was wrong", ["reason"])


class Connections:
    """The open connections of this process. To be used from the event loop's thread alone."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._address_of: dict[BaseTransport, str] = {}
        self._by_address: Tally[str] = Tally()

    def __len__(self) -> int:
        return len(self._address_of)

    def admit(self, transport: BaseTransport, host: str) -> bool:
        """Counts a new connection; False, and nothing counted, if there are too many."""
        address = counted(host)
        if len(self) >= self._bounds.connections:
            REFUSED.labels("too many").inc()
            return False
        is_proxy = host in self._bounds.proxies
        if not is_proxy and self._by_address[address] >= self._bounds.connections_per_address:
            REFUSED.labels("too many of one address").inc()
            return False
        self._address_of[transport] = address
        self._by_address[address] += 1
        OPEN.set(len(self))
        return True

    def release(self, transport: BaseTransport) -> None:
        """Counts a connection no longer."""
        address = self._address_of.pop(transport, None)
        if address is None:
            return
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]
        OPEN.set(len(self))
