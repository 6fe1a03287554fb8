"""Whose a request is, behind proxies and without."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from data.peers import Networks
from gateway.edge.addresses import ForwardedHeaders, address_of, counted

PROXIES = Networks(["10.0.0.0/24", "192.168.1.7", "fd00::/8"])


class Seen:
    """An app that notes for whom it was asked."""

    def __init__(self) -> None:
        self.address = self.scheme = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - it answers nothing
        self.address, self.scheme = address_of(HTTPConnection(scope)), scope["scheme"]


def asked(peer: str, *headers: tuple[str, str], proxies: Networks = PROXIES) -> Seen:
    """What the app sees of a request."""

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        """Nothing is answered."""

    app = Seen()
    scope: dict[str, Any] = {
        "type": "http",
        "scheme": "http",
        "client": (peer, 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(ForwardedHeaders(app, proxies)(scope, receive, send))
    return app


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.3", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.3", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the shopper wrote the first
        ("10.0.0.3", "1.2.3.4, 203.0.113.9, 192.168.1.7, 10.0.0.9", "203.0.113.9"),  # three proxies in a row
        ("10.0.0.3", "203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.3", "[2001:db8::7]:4711", "2001:db8::/64"),
        ("fd00::1", "2001:db8:0:0:ffff::7", "2001:db8::/64"),
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # no proxy of ours
        ("127.0.0.1", "1.2.3.4", "127.0.0.1"),  # nor is who is on this host
        ("192.168.1.8", "1.2.3.4", "192.168.1.8"),
    ],
)
def test_the_rightmost_hop_that_is_no_proxy_is_who_asks(peer: str, forwarded: str, address: str) -> None:
    assert asked(peer, ("x-forwarded-for", forwarded)).address == address


def test_two_headers_count_as_one_list() -> None:
    headers = ("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "203.0.113.9")

    assert asked("10.0.0.3", *headers).address == "203.0.113.9"


@pytest.mark.parametrize(("peer", "scheme"), [("10.0.0.3", "https"), ("203.0.113.9", "http")])
def test_only_a_proxy_says_that_it_was_asked_over_tls(peer: str, scheme: str) -> None:
    assert asked(peer, ("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https")).scheme == scheme


def test_a_header_that_is_not_believed_is_said_once_with_the_remedy(caplog: pytest.LogCaptureFixture) -> None:
    asked("127.0.0.1", ("x-forwarded-for", "1.2.3.4"), proxies=Networks())

    (record,) = caplog.records
    assert 'FLOORWALKER_TRUSTED_PROXIES, as ["127.0.0.1"]' in record.getMessage()


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_of_ipv6_counts_with_its_neighbours(host: str, key: str) -> None:
    assert counted(host) == key
