"""The demo shop's orders, so that every flow can be tried after `make up`. Changes last until the process ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bot.orders.backend import OrderNotFound, OrderRejected
from bot.orders.protocol import Order, OrderItem, Refund

_ADDRESS = "Lindenweg 4, 10557 Berlin"


def _orders(today: date) -> dict[tuple[str, str], Order]:
    def order(number: str, email: str, days: int, items: list[OrderItem], **more: Any) -> tuple[tuple[str, str], Order]:
        fields = {"address": _ADDRESS, "currency": "EUR", "placed_on": today - timedelta(days), **more}
        total = round(sum(item.price * item.quantity for item in items), 2)
        return (number.lower(), email), Order(number=number, items=items, total=total, **fields)

    mouse, laptop = OrderItem(title="Wireless mouse", quantity=1, price=34.9), OrderItem(title="Laptop", price=769.0)
    kettle, jacket = OrderItem(title="Kettle", quantity=2, price=29.5), OrderItem(title="Rain jacket", price=119.0)
    invoice = "https://demo-shop.example/invoices/{}.pdf"
    return dict(
        [
            order("FW-10231", "anna@example.com", 3, [mouse], status="shipped", carrier="Parcel service",
                  tracking_url="https://parcels.example/FW10231", expected_on=today + timedelta(1),
                  invoice_url=invoice.format("FW-10231"), may_return=True),
            order("FW-10232", "anna@example.com", 0, [kettle], status="placed", expected_on=today + timedelta(4),
                  may_cancel=True, may_change_address=True),
            order("FW-10233", "ben@example.com", 9, [laptop], status="delivered",
                  invoice_url=invoice.format("FW-10233"), may_return=True),
            order("FW-10234", "chloe@example.com", 20, [jacket], status="returned",
                  invoice_url=invoice.format("FW-10234"),
                  refund=Refund(amount=119.0, status="approved", expected_on=today + timedelta(2))),
            order("FW-10235", "ben@example.com", 90, [mouse, kettle], status="delivered",
                  invoice_url=invoice.format("FW-10235")),
        ]
    )  # fmt: skip


DEMO = "demo"
"""What is given in place of the address of an order system."""


class DemoOrders:
    """Five orders of three shoppers in different states; `today` is given by tests."""

    def __init__(self, today: date | None = None) -> None:
        self._orders = _orders(today or date.today())
        self._done: dict[str, Order] = {}

    async def find(self, number: str, email: str) -> Order:
        """The order as it is now."""
        found = self._orders.get((number.lower(), email.lower()))
        if found is None:
            raise OrderNotFound
        return found

    async def cancel(self, number: str, email: str, *, key: str) -> Order:
        """The order, cancelled, unless it was sent already."""
        return await self._change(
            number, email, key, lambda order: order.may_cancel, status="cancelled", may_cancel=False,
            may_change_address=False,
        )  # fmt: skip

    async def change_address(self, number: str, email: str, address: str, *, key: str) -> Order:
        """The order, to be delivered elsewhere, unless it was sent already."""
        return await self._change(number, email, key, lambda order: order.may_change_address, address=address)

    async def request_return(self, number: str, email: str, *, key: str) -> Order:
        """The order with a refund asked for, within the time for returns."""
        order = await self.find(number, email)
        refund = Refund(amount=order.total, status="requested", expected_on=date.today() + timedelta(10))
        return await self._change(number, email, key, lambda o: o.may_return, may_return=False, refund=refund)

    async def _change(
        self, number: str, email: str, key: str, is_possible: Callable[[Order], bool], **fields: Any
    ) -> Order:
        if key in self._done:
            return self._done[key]
        order = await self.find(number, email)
        if not is_possible(order):
            raise OrderRejected("")
        changed = order.model_copy(update=fields)
        self._orders[number.lower(), email.lower()] = self._done[key] = changed
        return changed
