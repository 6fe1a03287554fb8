"""An order as the assistant sees it. A shop's own system answers with these bodies (docs/orders.md)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

Status = Literal["placed", "packed", "shipped", "delivered", "cancelled", "returned"]


class OrderItem(BaseModel):
    """A position of an order; `price` is of one piece."""

    title: str
    quantity: int = Field(1, ge=1)
    price: float = Field(ge=0)


class Refund(BaseModel):
    """Money on its way back."""

    amount: float = Field(ge=0)
    status: Literal["requested", "approved", "paid"]
    expected_on: date | None = None


class Order(BaseModel):
    """An order, with what can still be done about it; the system that keeps it decides that, not the assistant."""

    number: str
    placed_on: date
    status: Status
    items: list[OrderItem]
    total: float
    currency: str
    address: str
    may_cancel: bool = False
    may_change_address: bool = False
    may_return: bool = False
    carrier: str | None = None
    tracking_url: str | None = None
    expected_on: date | None = None
    invoice_url: str | None = None
    refund: Refund | None = None
