"""The demo shop's orders, so that every flow can be tried after `make up`. Changes last until the process ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from bot.orders.backend import Change, OrderNotFound, OrderRejected
from bot.orders.protocol import Order, Refund
from language import yaml_text

DEMO = "demo"
"""What is given in place of the address of an order system."""


class DemoOrders:
    """Five orders of three shoppers in different states (`demo.yml`); `today` is given by tests."""

    def __init__(self, today: date | None = None) -> None:
        self._orders = _orders(today or date.today())
        self._done: dict[str, Order] = {}

    async def find(self, number: str, email: str) -> Order:
        """The order as it is now."""
        found = self._orders.get((number.lower(), email.lower()))
        if found is None:
            raise OrderNotFound
        return found

    async def change(self, change: Change, number: str, email: str, *, key: str, address: str = "") -> Order:
        """The order, changed if it may be: not once it was sent, or the time for returns is over."""
        if key in self._done:
            return self._done[key]
        order = await self.find(number, email)
        refund = Refund(amount=order.total, status="requested", expected_on=date.today() + timedelta(10))
        changes: dict[Change, tuple[bool, dict[str, object]]] = {
            "cancel": (order.may_cancel, {"status": "cancelled", "may_cancel": False, "may_change_address": False}),
            "return": (order.may_return, {"may_return": False, "refund": refund}),
            "address": (order.may_change_address, {"address": address}),
        }
        is_possible, fields = changes[change]
        if not is_possible:
            raise OrderRejected("")
        changed = order.model_copy(update=fields)
        self._orders[number.lower(), email.lower()] = self._done[key] = changed
        return changed


def _orders(today: date) -> dict[tuple[str, str], Order]:
    """The orders of `demo.yml`, where days are counted from today, by number and address."""
    orders = {}
    for stated in yaml_text.load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")):
        for part in (stated, stated.get("refund", {})):
            part |= {name: today + timedelta(days) for name, days in part.items() if name.endswith("_on")}
        total = round(sum(item["price"] * item["quantity"] for item in stated["items"]), 2)
        order = Order(**stated, total=total, currency="EUR", address="Lindenweg 4, 10557 Berlin")
        orders[order.number.lower(), stated["email"]] = order
    return orders
