"""Attacks over bare connections on a gateway in its own server."""

from __future__ import annotations

import time
from contextlib import ExitStack

import httpx
import pytest

from gateway.edge.connections import REFUSED
from tests.gateway.edge.attacking import connection, everything, pour, refused, until
from tests.gateway.edge.conftest import BOUNDS, LARGE

pytestmark = pytest.mark.slow

POST = "POST /v1/chat/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def is_well(url: str) -> bool:
    return httpx.get(f"{url}/health", trust_env=False).is_success


@pytest.mark.parametrize("begun", ["GET /health HT", "GET /health HTTP/1.1\r\nHost: 127", "\r\n"])
def test_a_head_that_does_not_end_is_answered_with_408(edge: str, begun: str) -> None:
    with connection(edge) as peer:
        peer.sendall(begun.encode())

        assert refused(everything(peer)) == (408, "too_slow")


def test_a_head_that_drips_is_answered_with_408_all_the_same(edge: str) -> None:
    with connection(edge) as peer:
        for letter in b"GET /health HTTP/1.1\r\nX: yyyyyyyyyyy":
            time.sleep(0.03)
            try:
                peer.send(bytes([letter]))
            except OSError:
                break
        assert refused(everything(peer)) == (408, "too_slow")


def test_a_connection_without_a_request_is_closed_without_a_word(edge: str) -> None:
    with connection(edge) as peer:
        assert everything(peer) == b""


def test_a_connection_between_two_requests_is_closed_after_a_while_also_if_newlines_come(edge: str) -> None:
    with connection(edge) as peer:
        peer.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert peer.recv(4096).startswith(b"HTTP/1.1 200")

        peer.sendall(b"\r\n")

        assert refused(everything(peer)) == (408, "too_slow")


def test_a_body_that_does_not_come_is_answered_with_408(edge: str) -> None:
    with connection(edge) as peer:
        peer.sendall(f"{POST}Content-Length: 50\r\n\r\n{{".encode())

        assert refused(everything(peer)) == (408, "too_slow")


def test_a_body_that_arrives_fast_enough_has_all_the_time_it_needs(edge: str) -> None:
    parts = 12
    with connection(edge) as peer:
        peer.sendall(f"{POST}Content-Length: {parts * 5000}\r\n\r\n".encode())
        for _ in range(parts):
            peer.sendall(b" " * 5000)
            time.sleep(0.05)  # 20 kB a second are asked for, and 0.4 s given

        assert peer.recv(4096).startswith(b"HTTP/1.1 400")  # it is no JSON


@pytest.mark.parametrize(
    "head",
    [
        f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'a' * 20_000}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "X: y\r\n" * 200 + "\r\n",
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'a' * 20_000}",
    ],
)
def test_a_head_that_is_too_large_is_answered_with_431(edge: str, head: str) -> None:
    with connection(edge) as peer:
        peer.sendall(head.encode())

        assert refused(everything(peer)) == (431, "head_too_large")


def test_a_thousand_requests_in_one_go_are_not_all_kept(edge: str) -> None:
    with connection(edge) as peer:
        peer.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 1000)

        assert b" 429 " in everything(peer)
    assert is_well(edge)


def test_a_body_that_is_too_large_is_answered_before_it_was_sent_and_not_read_for_ever(edge: str) -> None:
    with connection(edge) as peer:
        peer.sendall(f"{POST}Content-Length: 10000000000\r\n\r\n".encode())

        answer = peer.recv(4096)
        with pytest.raises(OSError, match=r"reset|pipe"):
            pour(peer, b"x" * 4096, 10_000)

    assert answer.startswith(b"HTTP/1.1 413")


def test_who_takes_nothing_is_let_go(edge: str) -> None:
    before = REFUSED.labels("takes nothing")._value.get()
    with connection(edge) as peer:
        peer.sendall(f"GET /{LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        until(lambda: REFUSED.labels("takes nothing")._value.get() > before)

        assert len(everything(peer)) < 30_000_000


def test_one_address_has_so_many_connections_and_no_more(edge: str) -> None:
    with ExitStack() as opened:
        for _ in range(BOUNDS.connections_per_address):
            peer = opened.enter_context(connection(edge))
            peer.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert peer.recv(4096).startswith(b"HTTP/1.1 200")
        with connection(edge) as one_more:
            answer = everything(one_more)

    assert refused(answer) == (503, "too_many_connections")
    assert b"retry-after: 2" in answer
    assert is_well(edge)  # the others are gone


def test_what_is_no_request_gets_an_answer_that_says_so(edge: str) -> None:
    with connection(edge) as peer:
        peer.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # TLS

        assert refused(everything(peer)) == (400, "bad_request")
