"""What is said of an order that is the shopper's, as the order system states it; which change is to be confirmed."""

from __future__ import annotations

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from rasa_sdk.events import EventType

from bot.dialogue import pending_change
from bot.dialogue.orders import ADDRESS
from bot.dialogue.turn import Turn, kept
from bot.orders.protocol import Order


def say(turn: Turn, task: str, order: Order, email: str) -> list[EventType]:
    """Says what is asked of an order, or asks to confirm a change."""
    for kind, value in (("order", order.number), ("address", order.address)):
        turn.loan.add(kind, value)
    for link in (order.tracking_url, order.invoice_url):  # who has one sees the order
        turn.loan.add("link", link)
    said = {
        "number": order.number,
        "total": f"{order.total:.2f} {order.currency}",
        "items": ", ".join(f"{item.quantity} x {item.title}" for item in order.items),
        "expected": _spelled(order.expected_on, turn.locale),
        "tracking": order.tracking_url or "",
        "carrier": order.carrier or "",
        "address": order.address,
        "invoice": order.invoice_url or "",
        "amount": f"{order.refund.amount:.2f} {order.currency}" if order.refund else "",
    }
    response, change = _response(task, order)
    for one in (response, *_further(task, order)):
        turn.say(one, **said)
    if change is None:
        return kept(order_task=ADDRESS if response == "utter_order_ask_address" else None)
    return pending_change.wait(change, order.number, email)


def _response(task: str, order: Order) -> tuple[str, str | None]:
    """The response for a task, and the change that it asks to confirm."""
    match task:
        case "order_status":
            return f"utter_order_{order.status}", None
        case "refund_status":
            return (f"utter_refund_{order.refund.status}" if order.refund else "utter_refund_none"), None
        case "invoice":
            return ("utter_invoice" if order.invoice_url else "utter_invoice_later"), None
        case "cancel_order" if order.status == "cancelled":
            return "utter_order_cancelled", None
        case "cancel_order":
            return ("utter_confirm_cancel", "cancel") if order.may_cancel else ("utter_cancel_too_late", None)
        case "refund":
            return ("utter_confirm_return", "return") if order.may_return else ("utter_return_not_possible", None)
        case "change_address":
            return ("utter_order_ask_address" if order.may_change_address else "utter_address_too_late"), None
        case _:
            return "utter_change_order", None


def _further(task: str, order: Order) -> list[str]:
    """What else is worth saying, of what the order system states."""
    if task != "order_status":
        return []
    if order.status in ("cancelled", "returned"):
        return [f"utter_refund_{order.refund.status}"] if order.refund else []
    if order.status == "delivered":
        return []
    said = []
    if order.expected_on:
        said.append("utter_order_overdue" if order.expected_on < date.today() else "utter_order_expected")
    if order.tracking_url:
        said.append("utter_order_tracking_carrier" if order.carrier else "utter_order_tracking")
    return said


def _spelled(day: date | None, locale: str) -> str:
    """A day as people of a locale say it; empty if it is not known."""
    if day is None:
        return ""
    try:
        spoken = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        spoken = Locale("en")
    return str(format_date(day, format="full", locale=spoken))
