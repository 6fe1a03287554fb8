"""Somebody who speaks to a gateway over bare sockets."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\n"
TEXT, BINARY, CONTINUATION, PING = 1, 2, 0, 9


@contextmanager
def connection(url: str) -> Iterator[socket.socket]:
    """A bare connection that is patient for ten seconds."""
    at = urlsplit(url)
    with socket.create_connection((at.hostname or "", at.port or 0), 10) as made:
        yield made


def everything(peer: socket.socket) -> bytes:
    """What comes until the other side ends; a test that waits longer than ten seconds for that fails."""
    got = b""
    try:
        while part := peer.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def pour(peer: socket.socket, data: bytes, times: int) -> None:
    """Sends the same again and again. Raises OSError once the other side is gone."""
    for _ in range(times):
        peer.sendall(data)
        time.sleep(0.0005)


def refused(answer: bytes) -> tuple[int, str]:
    """The status and the error's code of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)["error"]


def upgraded(peer: socket.socket, path: str = "/v1/chat/stream", **headers: str) -> int:
    """The status of a WebSocket's handshake."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    key = base64.b64encode(os.urandom(16)).decode()
    peer.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{UPGRADE.format(key)}{more}\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = peer.recv(1)
        assert part, head
        head += part
    return int(head.split()[1])


def frame(opcode: int, data: bytes, *, fin: bool = True, says: int | None = None) -> bytes:
    """A masked frame, whose head says another length if `says` is given."""
    size = len(data) if says is None else says
    first = opcode | (0x80 if fin else 0)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + b"\0\0\0\0" + data


def received(peer: socket.socket) -> tuple[int, bytes]:
    """The next frame: its opcode, and what it holds."""
    first, size = _exactly(peer, 2)
    if size == 126:
        (size,) = struct.unpack("!H", _exactly(peer, 2))
    elif size == 127:
        (size,) = struct.unpack("!Q", _exactly(peer, 8))
    return first & 15, _exactly(peer, size)


def said(peer: socket.socket) -> dict[str, Any]:
    """The next frame of JSON; a ping is passed over."""
    opcode, data = received(peer)
    while opcode == PING:
        opcode, data = received(peer)
    assert opcode == TEXT, (opcode, data)
    found: dict[str, Any] = json.loads(data)
    return found


def closed(peer: socket.socket) -> int:
    """The code that the socket is closed with; whatever comes before is passed over."""
    while True:
        opcode, data = received(peer)
        if opcode == 8:
            (code,) = struct.unpack("!H", data[:2])
            return int(code)


def until(is_so: Callable[[], bool]) -> None:
    """Returns when it is so, within ten seconds."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _exactly(peer: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        part = peer.recv(size - len(got))
        assert part, f"the connection ended after {got!r}"
        got += part
    return got
