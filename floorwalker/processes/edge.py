"""How the settings say what may reach the processes: bounds of connections, names, the token between them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from data.peers import Hosts, Networks, token_in
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings

if TYPE_CHECKING:
    from gateway.edge.bounds import Bounds


def bounds(settings: Settings) -> Bounds:
    """How much a connection to the gateway may take."""
    from gateway.edge.bounds import Bounds

    return Bounds(
        connections=settings.connections,
        connections_per_address=settings.address_connections,
        head_seconds=settings.request_seconds,
        body_seconds=2 * settings.request_seconds,
        proxies=Networks(settings.trusted_proxies),
    )


def gateway_hosts(settings: Settings) -> Hosts:
    """By which names the gateway is asked."""
    public = urlsplit(settings.public_url).hostname
    return Hosts([*settings.allowed_hosts, *([public] if public else [])])


def inner_token(settings: Settings) -> str:
    """What the processes show each other; made in the home if the settings name none. Raises StepFailed."""
    if given := settings.inner_token.get_secret_value():
        return given
    path = Home(settings.home).inner_token
    try:
        return token_in(path)
    except OSError as error:
        raise StepFailed(
            f"the token between the processes cannot be kept: {error}", f"let {path} be written"
        ) from error
