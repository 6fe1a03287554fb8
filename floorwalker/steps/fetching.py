"""Fetches a file from an address that somebody wrote down: bounded in size, time and redirects, and from nowhere within
the own network unless that is allowed.

Addresses are looked up here, checked, and then connected to as they were checked, so that a name cannot lead elsewhere
in between (DNS rebinding).
"""

from __future__ import annotations

import base64
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

import httpcore
import httpx

from data.files import replacing
from data.peers import parsed
from data.steering.feeds import redacted
from floorwalker.errors import StepFailed

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED, _OK = 304, 200
_PORTS = {"https": 443, "http": 80}
_CONNECT_SECONDS, _READ_SECONDS = 10.0, 60.0
_BLOCK = 1 << 16
_GZIP = 32 + zlib.MAX_WBITS
"""For zlib: gzip or zlib, told by its head."""


class Unfetched(StepFailed):
    """The file could not be fetched; what was there before is untouched."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be fetched. `hosts`: names and addresses that may be in the own network, and be asked without TLS;
    `seconds`: for all of it."""

    most_bytes: int
    hosts: frozenset[str] = frozenset()
    seconds: float = 1800.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the server said of the file that is there."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where something is asked for, and with which headers."""

    url: SplitResult
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> tuple[str, str, int]:
        port = self.url.port or _PORTS.get(self.url.scheme, 0)
        return self.url.scheme, (self.url.hostname or "").lower(), port


def fetch(url: str, target: Path, known: Known, allowed: Allowed, headers: Mapping[str, str] | None = None) -> Known:
    """Puts the file at the address into `target`, whole or not at all; what the server says of it.

    The same `known` comes back, and nothing is written, if the server says that the file is still the same. `headers`
    go to the address's own host alone. Raises Unfetched.
    """
    asked, backend = _first(url, headers or {}), _Checking(allowed.hosts, _Deadline(allowed.seconds))
    try:
        with httpcore.ConnectionPool(network_backend=backend, max_connections=1) as pool:
            for _ in range(MOST_REDIRECTS + 1):
                _check(asked.url, allowed.hosts)
                with pool.stream(
                    "GET", _address(asked.url), headers=_headers(asked, known), extensions=_timeouts()
                ) as response:
                    if response.status in _REDIRECTS and (place := _header(response.headers, b"location")):
                        asked = _redirected(asked, place)
                        continue
                    return _kept(response, target, known, allowed)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        what = str(error) or type(error).__name__
        raise Unfetched(
            f"{redacted(url)} cannot be fetched: {what}", "check the address, and that it answers"
        ) from error
    raise Unfetched(f"{redacted(url)} leads on more than {MOST_REDIRECTS} times", "give the address that it ends at")


def _first(url: str, headers: Mapping[str, str]) -> _Asked:
    parts = _parts(url)
    given = dict(headers)
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        given.setdefault("Authorization", f"Basic {base64.b64encode(login.encode()).decode()}")
    return _Asked(parts._replace(netloc=parts.netloc.rpartition("@")[2]), given)


def _redirected(asked: _Asked, place: str) -> _Asked:
    """Where a server leads: what is secret goes to no other host."""
    parts = _parts(urljoin(urlunsplit(asked.url), place))
    there = _Asked(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return _Asked(there.url, asked.headers) if there.origin == asked.origin else there


def check_address(url: str, hosts: Iterable[str]) -> None:
    """Raises Unfetched for an address that is none, or needs to be allowed; names are looked up when it is fetched."""
    _check(_parts(url), frozenset(hosts))


def _parts(url: str) -> SplitResult:
    """The parts of an address as a server is asked for them: its letters and spaces escaped, its host's name in ASCII.
    Raises Unfetched."""
    try:
        return urlsplit(str(httpx.URL(url)))
    except (httpx.InvalidURL, ValueError) as error:
        raise Unfetched(f"the address is broken: {error}", "write it as https://shop.example/feed") from error


def _check(url: SplitResult, hosts: frozenset[str]) -> None:
    host = (url.hostname or "").lower()
    if url.scheme not in _PORTS or not host:
        raise Unfetched(
            f"{redacted(urlunsplit(url))} is no address of the web", "write it as https://shop.example/feed"
        )
    if url.scheme == "http" and host not in hosts:
        raise Unfetched(
            f"{redacted(urlunsplit(url))} is fetched without TLS, so that anybody on the way could change the catalog",
            f"give its https address, or name {host} in FLOORWALKER_FEED_HOSTS",
        )
    address = parsed(host)
    if address is not None and host not in hosts:
        _check_public(host, str(address))


def _check_public(host: str, address: str) -> None:
    """Raises Unfetched for an address within the own network, or of a kind of its own."""
    found = parsed(address)
    if found is None or not found.is_global or found.is_multicast:
        raise Unfetched(
            f"{host} is in this network ({address}), where feeds are not fetched from",
            f"if it is meant, name {host} in FLOORWALKER_FEED_HOSTS",
        )


class _Deadline:
    """When all of it has to be there: however a server drips, in its greeting, its headers or the file."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._until = seconds, time.monotonic() + seconds

    def left(self, timeout: float | None) -> float:
        """Of a timeout, what is left until then, in seconds. Raises Unfetched once it is over."""
        rest = self._until - time.monotonic()
        if rest <= 0:
            raise Unfetched(f"the file is not here after {self._seconds:g} s", "offer it gzipped, or in parts")
        return rest if timeout is None else min(timeout, rest)

    @contextmanager
    def bounding(self, timeout: float | None) -> Iterator[float]:
        """Gives what is left of a timeout. One that ends with the deadline is told as that."""
        try:
            yield self.left(timeout)
        except httpcore.TimeoutException:
            self.left(None)
            raise


class _Stream(httpcore.NetworkStream):
    """A connection that ends with the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._deadline.bounding(timeout) as seconds:
            return self._inner.read(max_bytes, seconds)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with self._deadline.bounding(timeout) as seconds:
            self._inner.write(buffer, seconds)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with self._deadline.bounding(timeout) as seconds:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Checking(httpcore.NetworkBackend):
    """Connects to addresses that were checked."""

    def __init__(self, hosts: frozenset[str], deadline: _Deadline) -> None:
        self._hosts, self._deadline = hosts, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """As httpcore's own, but to an address that was looked up and checked here."""
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if host.lower() not in self._hosts:
            for address in found:
                _check_public(host, _mapped(address))
        problem: Exception | None = None
        for address in dict.fromkeys(found):
            try:
                with self._deadline.bounding(timeout) as seconds:
                    inner = self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
                return _Stream(inner, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"{host} has no address")


def _mapped(address: str) -> str:
    """The address of IPv4 that one of IPv6 stands for (IPv4-mapped, 6to4, NAT64, Teredo), or itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        teredo = found.teredo[1] if found.teredo else None
        nat64 = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
        return str(found.ipv4_mapped or found.sixtofour or teredo or nat64 or found)
    return str(found)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052."""


def _address(url: SplitResult) -> str:
    return urlunsplit(url._replace(fragment="", path=url.path or "/"))


def _headers(asked: _Asked, known: Known) -> list[tuple[bytes, bytes]]:
    said = {"User-Agent": "Floorwalker", "Accept": "*/*", "Accept-Encoding": "gzip", **asked.headers}
    if known.etag:
        said["If-None-Match"] = known.etag
    if known.last_modified:
        said["If-Modified-Since"] = known.last_modified
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in said.items()]


def _timeouts() -> dict[str, Any]:
    return {"timeout": {"connect": _CONNECT_SECONDS, "read": _READ_SECONDS, "write": _READ_SECONDS, "pool": 1.0}}


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), None)


def _kept(response: httpcore.Response, target: Path, known: Known, allowed: Allowed) -> Known:
    """Writes the body of an answer."""
    if response.status == _NOT_MODIFIED and known != Known():
        return known
    if response.status != _OK:
        raise Unfetched(f"the server answers {response.status}", "check the address and what it asks for (docs)")
    length = _header(response.headers, b"content-length")
    if length and length.isdecimal() and int(length) > allowed.most_bytes:
        raise _too_large(allowed)
    target.parent.mkdir(parents=True, exist_ok=True)
    coding = (_header(response.headers, b"content-encoding") or "identity").strip().lower()
    with replacing(target) as unfinished, unfinished.open("wb") as file:
        size = 0
        for block in _decoded(response.iter_stream(), coding):
            size += len(block)
            if size > allowed.most_bytes:
                raise _too_large(allowed)
            file.write(block)
        if not size:
            raise Unfetched("the file is empty", "see why the shop writes an empty one")
    return Known(_header(response.headers, b"etag"), _header(response.headers, b"last-modified"))


def _decoded(blocks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The body as it is meant, in pieces of bounded size, whatever it unpacks to."""
    if coding in ("identity", ""):
        yield from blocks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise Unfetched(f"the server encodes the file as {coding}", "let it send gzip, or none")
    unpack = zlib.decompressobj(_GZIP)
    try:
        for block in blocks:
            rest = block
            while rest:
                if unpack.eof:  # several files of gzip one behind the other are one (RFC 1952, 2.2)
                    unpack = zlib.decompressobj(_GZIP)
                yield unpack.decompress(rest, _BLOCK)
                rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error as error:
        raise Unfetched(f"what the server sends as gzip is broken ({error})", "fetch it again") from error
    if not unpack.eof:
        raise Unfetched("the file was cut off", "fetch it again")


def _too_large(allowed: Allowed) -> Unfetched:
    size = allowed.most_bytes // 1024**2
    return Unfetched(f"the file is larger than {size} MB", "offer it gzipped, or raise FLOORWALKER_MOST_FEED_MB")
