"""How the processes of the assistant know each other, and by which names they are asked.

A page of others can have its own name lead to a process here (DNS rebinding), and then asks by that name. An address is
no name that somebody could have lead elsewhere, nor is one without a dot, or localhost: none of them is anybody's in
the public name system.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from data.files import create_once

EVERY = "*"
LEAST_TOKEN = 32
"""Characters of a token that nobody guesses, whatever it is made of."""


Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Hosts:
    """The names that are answered for, besides those that are nobody's. `*.shop.example` are all below shop.example,
    `*` is every name.

    Raises ValueError, naming the entry, for what is no host.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(_checked(name) for name in names)

    def __contains__(self, host: str) -> bool:
        """Whether a `Host` header names one of them."""
        name = name_of(host)
        if EVERY in self._names or name in self._names or is_nobodys(name):
            return True
        parts = name.split(".")
        return any("*." + ".".join(parts[start:]) in self._names for start in range(1, len(parts)))


class Networks:
    """Addresses and networks that are trusted.

    Raises ValueError, naming the entry, for what is neither, and for a network of everybody.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self.networks: tuple[Network, ...] = tuple(_network(entry) for entry in entries)

    def __contains__(self, host: str) -> bool:
        address = parsed(host)
        return address is not None and any(address in network for network in self.networks)


def hosts_of(url: str) -> Hosts:
    """By which name a process is asked that others find at the URL."""
    name = urlsplit(url).hostname
    return Hosts([name] if name and ":" not in name else [])


def parsed(host: str) -> Address | None:
    """The address that a host is, one of IPv4 also where IPv6 carries it; None if it is a name."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_this_host(host: str) -> bool:
    """Whether only this host's own processes reach what listens there, or it is found on this host."""
    address = parsed(host)
    return host == "localhost" if address is None else address.is_loopback


def name_of(host: str) -> str:
    """The name or address in a `Host` header, without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    name = host.partition(":")[0] if host.count(":") == 1 else host
    return name.rstrip(".").lower()


def is_nobodys(name: str) -> bool:
    """Whether it is an address, a name of this host or its own network, or none (HTTP/1.0)."""
    if name.endswith(".localhost") or ("." not in name and ":" not in name):
        return True
    return parsed(name) is not None


def is_bearer(authorization: str, token: str) -> bool:
    """Whether an `Authorization` header carries the token; compared in the same time whatever it holds."""
    scheme, _, given = authorization.partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def token_in(path: Path) -> str:
    """The token in a file for its owner alone, made if there is none. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    create_once(path, secrets.token_urlsafe(LEAST_TOKEN).encode())
    return path.read_text(encoding="utf-8").strip()


def _checked(name: str) -> str:
    given = name.strip().lower()
    letters = given.removeprefix("*.").translate(str.maketrans("", "", "-._"))
    if given == EVERY or (letters.isalnum() and not given.endswith(".")):
        return given
    raise ValueError(f"{name!r} is no host name; write it like chat.shop.example, without scheme and port")


def _network(entry: str) -> Network:
    try:
        network = ipaddress.ip_network(entry)
    except ValueError as error:
        remedy = "write it like 10.0.0.7 or 10.0.0.0/24"
        raise ValueError(f"{entry!r} is no address or network ({error}); {remedy}") from error
    if network.prefixlen == 0:
        raise ValueError(f"{entry!r} is everybody, who could then claim any address; name the proxies' own network")
    return network
