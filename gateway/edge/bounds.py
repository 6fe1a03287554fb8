"""How much a connection may take before it is let go."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.peers import Networks


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of one gateway process. Times in seconds, sizes in bytes.

    As in Apache's mod_reqtimeout, a body has its time, and more of it for what has arrived: an upload may be long, but
    not slow. Time in which the gateway itself does not read counts for nobody.
    """

    connections: int = 2000
    """Open at once, WebSockets among them."""
    connections_per_address: int = 250
    """The same of one address; of a trusted proxy as many as it likes, since its WebSockets count for who is behind."""
    head_seconds: float = 10.0
    """For request line and headers, and for a WebSocket's message that was begun."""
    body_seconds: float = 20.0
    body_bytes_per_second: int = 1000
    linger_seconds: float = 2.0
    """For the rest of a body that was answered before its end: who sends reads the answer only then."""
    stall_seconds: float = 20.0
    """For a peer to take what it is sent."""
    idle_seconds: int = 15
    """Between two requests over one connection."""
    proxy_idle_seconds: int = 180
    """The same for a trusted proxy: longer than nginx (60 s) and Caddy (120 s) keep theirs, or they send requests into
    connections that close."""
    head_bytes: int = 16 * 1024
    """Of request line and headers together."""
    headers: int = 100
    pipelined: int = 8
    """Requests that may wait for the answer before theirs."""
    message_bytes: int = 64 * 1024
    """Of a WebSocket's message, fragments together."""
    fragments: int = 64
    ping_seconds: float = 20.0
    """Between two pings over a WebSocket, and for their pong."""
    proxies: Networks = field(default_factory=Networks)
    """Who is believed about for whom it asks."""
