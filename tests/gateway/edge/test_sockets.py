"""Attacks over WebSockets on a gateway in its own server."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import ExitStack

import httpx
import psutil
import pytest

from tests.gateway.conftest import SESSION
from tests.gateway.edge.attacking import (
    BINARY,
    CONTINUATION,
    PING,
    TEXT,
    closed,
    connection,
    everything,
    frame,
    pour,
    received,
    said,
    until,
    upgraded,
)
from tests.gateway.edge.conftest import BOUNDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def token(edge: str) -> str:
    """Of a session, had before its sockets are open: on a busy machine they are not long enough."""
    answer = httpx.post(f"{edge}/v1/chat/sessions", json=SESSION, trust_env=False, timeout=30)
    found: str = answer.json()["token"]
    return found


def signed_in(peer: socket.socket, token: str) -> None:
    """An open stream of the session."""
    assert upgraded(peer) == 101
    peer.sendall(frame(TEXT, json.dumps({"token": token}).encode()))
    assert said(peer) == {"type": "ready"}


def test_unfinished_frames_before_sign_in_take_no_memory(edge: str) -> None:
    process, part = psutil.Process(os.getpid()), b"x" * 1_000_000
    before = process.memory_info().rss
    with ExitStack() as opened:
        for _ in range(20):
            peer = opened.enter_context(connection(edge))
            assert upgraded(peer) == 101
            try:
                peer.sendall(frame(BINARY, part * 15, says=16_000_000))
            except OSError:
                continue
            assert closed(peer) == 1009
        assert process.memory_info().rss - before < 60_000_000  # 15 of them are the attacker's own
    assert httpx.get(f"{edge}/health", trust_env=False).is_success


def test_who_does_not_sign_in_is_let_go(edge: str) -> None:
    with connection(edge) as peer:
        assert upgraded(peer) == 101

        assert said(peer)["error"] == "not_signed_in"
        assert closed(peer) == 1008


def test_a_message_that_does_not_end_is_let_go(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        peer.sendall(frame(TEXT, b"{", fin=False))

        assert closed(peer) == 1008


def test_a_message_of_too_many_fragments_is_let_go(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        peer.sendall(frame(TEXT, b"", fin=False) + frame(CONTINUATION, b"", fin=False) * 1000)

        assert closed(peer) == 1008


def test_fragments_together_are_no_larger_than_a_message(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        peer.sendall(frame(TEXT, b"x" * 40_000, fin=False) + frame(CONTINUATION, b"x" * 40_000, fin=False))

        assert closed(peer) == 1009


def test_a_message_in_some_fragments_is_taken(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        peer.sendall(frame(TEXT, b'{"text":', fin=False) + frame(CONTINUATION, b' "a mouse"}'))

        assert said(peer) == {"type": "typing"}


def test_a_thousand_messages_at_once_are_let_go(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        peer.sendall(frame(TEXT, b"{}") * 1000)

        assert closed(peer) == 1008


def test_who_answers_no_ping_is_let_go(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        assert received(peer)[0] == PING
        assert closed(peer) == 1011


@pytest.mark.parametrize("bad", [b"\xff\xff", frame(3, b""), b"\x81\x05hello"])
def test_what_is_no_frame_is_let_go(edge: str, token: str, bad: bytes) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)

        peer.sendall(bad + b"\0" * 20)

        assert closed(peer) == 1002


def test_who_pings_and_takes_no_pong_is_let_go(edge: str, token: str) -> None:
    with connection(edge) as peer:
        signed_in(peer, token)
        peer.settimeout(5)

        with pytest.raises(OSError, match=r"reset|pipe"):
            pour(peer, frame(PING, b"x" * 125) * 100, 100_000)


def test_a_socket_counts_as_a_connection_until_it_is_gone(edge: str) -> None:
    def is_free() -> bool:
        with connection(edge) as one_more:
            one_more.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return everything(one_more).startswith(b"HTTP/1.1 200")

    for _ in range(2):
        with ExitStack() as opened:
            for _ in range(BOUNDS.connections_per_address):
                assert upgraded(opened.enter_context(connection(edge))) == 101
            assert not is_free()
        until(is_free)


def test_a_handshake_with_a_head_that_the_protocol_does_not_take_is_let_go(edge: str) -> None:
    with connection(edge) as peer:
        began = time.monotonic()
        peer.sendall(
            b"GET /v1/chat/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nX: " + b"y" * 9000 + b"\r\n\r\n"
        )
        everything(peer)

        assert time.monotonic() - began < 5
