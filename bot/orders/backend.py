"""What the assistant asks of a shop's order system, whichever it is, and how that can fail.

Every call names the order's number and the email address it was placed with: who cannot give both learns nothing,
not even whether the number exists.
"""

from __future__ import annotations

from typing import Protocol

from bot.orders.protocol import Order


class OrdersUnavailable(Exception):
    """The order system is down, too slow, or answers something else."""


class OrderNotFound(Exception):
    """There is no order of this number and email address; which of them is wrong is not said."""


class OrderRejected(Exception):
    """The order system refuses the change; the message is for the shopper."""


class OrderBackend(Protocol):
    """A shop's order system. `key` makes a change that is sent twice happen once.

    Every method raises OrdersUnavailable and OrderNotFound, and those that change something OrderRejected.
    """

    async def find(self, number: str, email: str) -> Order:
        """The order as it is now."""

    async def cancel(self, number: str, email: str, *, key: str) -> Order:
        """The order, cancelled."""

    async def change_address(self, number: str, email: str, address: str, *, key: str) -> Order:
        """The order, to be delivered to another address."""

    async def request_return(self, number: str, email: str, *, key: str) -> Order:
        """The order, with a return label on its way to the shopper."""
