"""Who is connected, by address and in all."""

from __future__ import annotations

import asyncio

from data.peers import Networks
from gateway.edge.bounds import Bounds
from gateway.edge.connections import Connections

BOUNDS = Bounds(connections=4, connections_per_address=2, proxies=Networks(["10.0.0.0/24"]))


def admitted(connections: Connections, *hosts: str) -> list[bool]:
    return [connections.admit(asyncio.Transport(), host) for host in hosts]


def test_an_address_has_its_share_and_all_together_theirs() -> None:
    assert admitted(Connections(BOUNDS), *["203.0.113.9"] * 3, "203.0.113.10", "203.0.113.11", "203.0.113.12") == [
        True, True, False, True, True, False,
    ]  # fmt: skip


def test_neighbours_of_one_network_of_ipv6_share() -> None:
    assert admitted(Connections(BOUNDS), "2001:db8::1", "2001:db8::2", "2001:db8::3") == [True, True, False]


def test_a_trusted_proxy_has_as_many_as_there_are() -> None:
    assert admitted(Connections(BOUNDS), *["10.0.0.7"] * 5) == [True] * 4 + [False]


def test_what_is_gone_counts_no_longer_and_once() -> None:
    connections, transport = Connections(BOUNDS), asyncio.Transport()
    connections.admit(transport, "203.0.113.9")

    connections.release(transport)
    connections.release(transport)

    assert len(connections) == 0
    assert admitted(connections, *["203.0.113.9"] * 2) == [True, True]
