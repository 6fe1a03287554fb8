"""Orders: who asks is identified first, what changes is confirmed first, and a change happens once.

A task (where is it, cancel it, …) waits in the slot `order_task` until number and email address are known; anything
else may be said meanwhile. What is to be confirmed waits in `pending_change`, and only a yes right after the question
counts. What a number or address belongs to is never said, nor that it exists.
"""

from __future__ import annotations

import functools
import hashlib
import os
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.handoff import hand_over
from bot.orders.backend import OrderBackend, OrderNotFound, OrderRejected, OrdersUnavailable
from bot.orders.demo import DemoOrders
from bot.orders.protocol import Order
from bot.orders.rest import RestOrders

URL_VARIABLE, TOKEN_VARIABLE = "FLOORWALKER_ORDERS_URL", "FLOORWALKER_ORDERS_TOKEN"
DEMO = "demo"
TASKS = ("order_status", "cancel_order", "change_order", "change_address", "refund", "refund_status", "invoice")
ADDRESS = "address"
"""A task that waits for words: the new address."""
MOST_WRONG = 3
"""Wrong pairs of number and address in a conversation before a person takes over: nobody guesses their way in."""
_LIKELY = 0.15
_LEAST_ADDRESS, _MOST_ADDRESS = 8, 300


@functools.cache
def shared_backend() -> OrderBackend | None:
    """The order system of the process; None if the shop connected none."""
    url = os.environ.get(URL_VARIABLE, "")
    if url == DEMO:
        return DemoOrders()
    return RestOrders(url, os.environ.get(TOKEN_VARIABLE, "")) if url else None


def is_expected(tracker: Tracker) -> bool:
    """Whether a message that reads like something else answers what was asked about an order."""
    slots = tracker.slots
    if slots.get("order_task") == ADDRESS:
        return any(character.isdigit() for character in tracker.latest_message.get("text") or "")
    return bool(slots.get("order_task")) and bool(_entity(tracker, "order_number") or _entity(tracker, "email"))


class ActionOrder(Action):
    """Does what is asked about an order, once it is clear whose order it is."""

    def __init__(self, backend: OrderBackend | None = None) -> None:
        self._backend = backend

    @property
    def backend(self) -> OrderBackend | None:
        """The order system it was given, or the shared one."""
        return self._backend or shared_backend()

    def name(self) -> str:
        return "action_order"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = tracker.latest_message["intent"].get("name")
        task = intent if intent in TASKS else tracker.slots.get("order_task") or _likely_task(tracker)
        if self.backend is None:
            dispatcher.utter_message(response="utter_orders_not_connected")
            return []
        if task == ADDRESS:
            return _confirm_address(dispatcher, tracker)
        number, email = _entity(tracker, "order_number"), _entity(tracker, "email")
        if number or email or intent not in TASKS or not tracker.slots.get("wrong_orders"):
            number = number or tracker.slots.get("order_number")
            email = email or tracker.slots.get("email")
        kept = [SlotSet("order_task", task), SlotSet("order_number", number), SlotSet("email", email)]
        if task is None:
            dispatcher.utter_message(response="utter_order_which_task")
            return kept
        if not number or not email:
            asked = "both" if not number and not email else "number" if not number else "email"
            dispatcher.utter_message(response=f"utter_order_ask_{asked}")
            return kept
        return await self._identified(dispatcher, tracker, self.backend, (task, number, email))

    async def _identified(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, backend: OrderBackend, asked: tuple[str, str, str]
    ) -> list[EventType]:
        task, number, email = asked
        known = [SlotSet("order_number", number), SlotSet("email", email), SlotSet("misses", None)]
        try:
            order = await backend.find(number, email)
        except OrderNotFound:
            return _not_found(dispatcher, tracker, asked)
        except OrdersUnavailable:
            dispatcher.utter_message(response="utter_orders_down")
            return [*known, SlotSet("order_task", task)]
        return [*known, SlotSet("wrong_orders", None), *_answer(dispatcher, tracker, task, order, email)]


def _not_found(dispatcher: CollectingDispatcher, tracker: Tracker, asked: tuple[str, str, str]) -> list[EventType]:
    task, number, email = asked
    wrong = int(tracker.slots.get("wrong_orders") or 0) + 1
    is_last = wrong >= MOST_WRONG
    if is_last:
        hand_over(dispatcher, tracker, "utter_order_not_found_person")
    else:
        dispatcher.utter_message(response="utter_order_not_found")
    known = [SlotSet("order_number", number), SlotSet("email", email)]  # the one that was right need not be repeated
    return [
        *known,
        SlotSet("order_task", None if is_last else task),
        SlotSet("wrong_orders", float(wrong)),
    ]


def _answer(dispatcher: CollectingDispatcher, tracker: Tracker, task: str, order: Order, email: str) -> list[EventType]:
    """Says what is asked of an order that is the shopper's, or asks to confirm a change."""
    said = {
        "number": order.number,
        "total": f"{order.total:.2f} {order.currency}",
        "items": ", ".join(f"{item.quantity} x {item.title}" for item in order.items),
        "expected": order.expected_on.isoformat() if order.expected_on else "",
        "tracking": order.tracking_url or "",
        "carrier": order.carrier or "",
        "address": order.address,
        "invoice": order.invoice_url or "",
        "amount": f"{order.refund.amount:.2f} {order.currency}" if order.refund else "",
    }
    response, change = _response(task, order)
    dispatcher.utter_message(response=response, **said)
    if change is None:
        return [SlotSet("order_task", ADDRESS if response == "utter_order_ask_address" else None)]
    pending = {"change": change, "number": order.number, "email": email, "key": _key(tracker, change, order.number)}
    return [SlotSet("order_task", None), SlotSet("pending_change", pending)]


def _response(task: str, order: Order) -> tuple[str, str | None]:
    """The response for a task, and the change that it asks to confirm."""
    match task:
        case "order_status":
            return f"utter_order_{order.status}", None
        case "refund_status":
            return (f"utter_refund_{order.refund.status}" if order.refund else "utter_refund_none"), None
        case "invoice":
            return ("utter_invoice" if order.invoice_url else "utter_invoice_later"), None
        case "cancel_order":
            return ("utter_confirm_cancel", "cancel") if order.may_cancel else ("utter_cancel_too_late", None)
        case "refund":
            return ("utter_confirm_return", "return") if order.may_return else ("utter_return_not_possible", None)
        case "change_address":
            return ("utter_order_ask_address" if order.may_change_address else "utter_address_too_late"), None
        case _:
            return "utter_change_order", None


def _confirm_address(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    address = " ".join((tracker.latest_message.get("text") or "").split())
    number = tracker.slots.get("order_number")
    if not _LEAST_ADDRESS <= len(address) <= _MOST_ADDRESS or not any(c.isdigit() for c in address):
        dispatcher.utter_message(response="utter_order_address_unclear")
        return []
    dispatcher.utter_message(response="utter_confirm_address", number=number, address=address)
    pending = {
        "change": "address",
        "number": number,
        "email": tracker.slots.get("email"),
        "address": address,
        "key": _key(tracker, "address", str(number), address),
    }
    return [SlotSet("order_task", None), SlotSet("pending_change", pending)]


class PendingChange:
    """The change that waits for a yes, if the last thing the assistant said was to ask for it."""

    def __init__(self, tracker: Tracker, backend: OrderBackend | None) -> None:
        pending = tracker.slots.get("pending_change")
        self._pending: dict[str, str] | None = pending if pending and _was_just_asked(tracker) else None
        self._backend = backend

    def __bool__(self) -> bool:
        return self._pending is not None and self._backend is not None

    async def settle(self, dispatcher: CollectingDispatcher, *, is_yes: bool) -> list[EventType]:
        """Makes the change, or drops it; says so."""
        assert self._pending is not None
        number = self._pending["number"]
        if not is_yes:
            dispatcher.utter_message(response="utter_change_dropped", number=number)
            return [SlotSet("pending_change", None)]
        try:
            await self._made(self._pending)
        except OrdersUnavailable:  # it stays to be confirmed: the key makes a second yes harmless
            dispatcher.utter_message(response="utter_confirm_again", number=number)
            return []
        except (OrderRejected, OrderNotFound) as error:
            dispatcher.utter_message(response="utter_change_rejected", number=number, reason=str(error))
            return [SlotSet("pending_change", None)]
        dispatcher.utter_message(response=f"utter_done_{self._pending['change']}", number=number)
        return [SlotSet("pending_change", None)]

    async def _made(self, pending: dict[str, str]) -> Order:
        assert self._backend is not None
        number, email, key = pending["number"], pending["email"], pending["key"]
        match pending["change"]:
            case "cancel":
                return await self._backend.cancel(number, email, key=key)
            case "return":
                return await self._backend.request_return(number, email, key=key)
            case _:
                return await self._backend.change_address(number, email, pending["address"], key=key)


def _was_just_asked(tracker: Tracker) -> bool:
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            return str((event.get("metadata") or {}).get("utter_action", "")).startswith("utter_confirm_")
    return False


def _key(tracker: Tracker, *parts: str) -> str:
    return hashlib.sha256("\0".join((tracker.sender_id, *parts)).encode()).hexdigest()


def _likely_task(tracker: Tracker) -> str | None:
    """The task that words beside number and address speak of, though mostly they are number and address."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    found = next((intent for intent in ranking if intent["name"] in TASKS), None)
    return found["name"] if found and found["confidence"] >= _LIKELY else None


def _entity(tracker: Tracker, name: str) -> str | None:
    values = [e.get("value") for e in tracker.latest_message.get("entities") or [] if e.get("entity") == name]
    return str(values[-1]).lstrip("# ").strip() if values else None
