"""What of the settings must hold together; each check names the field and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr, TypeAdapter, ValidationError

from data.peers import LEAST_TOKEN, Hosts, Networks, is_this_host

if TYPE_CHECKING:
    from floorwalker.settings import Settings

_HEADERS = TypeAdapter(dict[str, dict[str, str]])


def headers_in(given: SecretStr) -> dict[str, dict[str, str]]:
    """Headers by feed. What is wrong is told without what it holds."""
    try:
        return _HEADERS.validate_json(given.get_secret_value() or "{}")
    except ValidationError as error:
        raise ValueError('feed_headers is no JSON as {"main": {"Authorization": "Bearer …"}}') from error


def check_image_hosts(given: frozenset[str]) -> None:
    """Raises ValueError for what is no host."""
    for host in sorted(given):
        if not re.fullmatch(r"(https?://)?(\*\.)?[A-Za-z0-9_.-]+(:\d{1,5})?", host):
            raise ValueError(f"{host!r} is no host; write it as https://cdn.example, or *.cdn.example")


def check_origins(given: frozenset[str]) -> None:
    """Raises ValueError for what is no origin of pages."""
    for origin in sorted(given - {"*", "null"}):
        parts = urlsplit(origin)
        if origin != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{origin!r} is no origin; write scheme and host alone, as https://shop.example")


def check_edge(settings: Settings) -> None:
    """Raises ValueError, naming the field, for hosts and proxies that are none, and bounds that contradict."""
    for name, check, entries in (
        ("allowed_hosts", Hosts, settings.allowed_hosts),
        ("trusted_proxies", Networks, settings.trusted_proxies),
    ):
        try:
            check(entries)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    if settings.address_connections > settings.connections:
        raise ValueError("address_connections must not be more than connections, which are those of all addresses")


def check_inner(settings: Settings) -> None:
    """Raises ValueError where others reach the processes behind the gateway, and no token keeps them out."""
    token = settings.inner_token.get_secret_value()
    remedy = "set inner_token, the same for every process (openssl rand -hex 32)"
    if token and len(token) < LEAST_TOKEN:
        raise ValueError(f"inner_token is shorter than {LEAST_TOKEN} characters; {remedy}")
    if token:
        return
    if not is_this_host(settings.inner_host):
        raise ValueError(f"inner_host {settings.inner_host} lets others ask the processes behind the gateway; {remedy}")
    for name, url in _addresses(settings):
        if (host := urlsplit(url).hostname) and not is_this_host(host):
            raise ValueError(f"{name} is on another host, where the token in home is not known; {remedy}")


def _addresses(settings: Settings) -> Iterable[tuple[str, str]]:
    yield from ((name, getattr(settings, name)) for name in ("recommender_url", "rasa_url", "actions_url"))
    yield from ((f"catalog_urls: {name}", url) for name, url in settings.catalog_urls.items())
