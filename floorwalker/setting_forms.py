"""How settings are written: addresses, JSON, paths."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from data.peers import parsed


def url_at(host: str, port: int) -> str:
    """The URL at which this host finds what listens there."""
    address = parsed(host)
    if address is not None and address.is_unspecified:
        host = "127.0.0.1" if address.version == 4 else "::1"
    return f"http://[{host.strip('[]')}]:{port}" if ":" in host else f"http://{host}:{port}"


def object_of(given: Any) -> Any:
    """JSON as it stands in a variable; one that is empty, as Docker Compose passes it on, is an empty object."""
    return from_json(given or "{}") if isinstance(given, str) else given


def path_of(given: Any) -> Any:
    """No path where a variable is empty, as Docker Compose passes it on."""
    return given or None
