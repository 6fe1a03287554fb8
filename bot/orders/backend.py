"""What the assistant asks of a shop's order system, whichever it is, and how that can fail.

Every call names the order's number and the email address it was placed with: who cannot give both learns nothing,
not even whether the number exists.
"""

from __future__ import annotations

from typing import Literal, Protocol

from bot.orders.protocol import Order

Change = Literal["cancel", "return", "address"]


class OrdersUnavailable(Exception):
    """The order system is down, too slow, or answers something else."""


class OrderNotFound(Exception):
    """There is no order of this number and email address; which of them is wrong is not said."""


class OrderRejected(Exception):
    """The order system refuses the change; the message is for the shopper."""


class OrderBackend(Protocol):
    """A shop's order system. `key` makes a change that is sent twice happen once.

    Both methods raise OrdersUnavailable and OrderNotFound, and `change` OrderRejected.
    """

    async def find(self, number: str, email: str) -> Order:
        """The order as it is now."""

    async def change(self, change: Change, number: str, email: str, *, key: str, address: str = "") -> Order:
        """The order, cancelled, to be delivered elsewhere, or with a return label on its way to the shopper."""
