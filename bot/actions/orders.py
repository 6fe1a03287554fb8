"""Orders: who asks is identified first, what changes is confirmed first, and a change happens once.

A task (where is it, cancel it, …) waits in the slot `order_task` until number and email address are known; anything
else may be said meanwhile. What is to be confirmed waits in `pending_change`, and only a yes right after the question
counts. What a number or address belongs to is never said, nor that it exists.
"""

from __future__ import annotations

import functools
import os
import time
import uuid
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.handoff import hand_over
from bot.orders.backend import OrderBackend, OrderNotFound, OrderRejected, OrdersUnavailable
from bot.orders.demo import DemoOrders
from bot.orders.guesses import Guesses
from bot.orders.protocol import Order
from bot.orders.rest import RestOrders

URL_VARIABLE, TOKEN_VARIABLE = "FLOORWALKER_ORDERS_URL", "FLOORWALKER_ORDERS_TOKEN"
DEMO = "demo"
TASKS = ("order_status", "cancel_order", "change_order", "change_address", "refund", "refund_status", "invoice")
ADDRESS = "address"
"""A task that waits for words: the new address."""
MOST_WRONG = 3
"""Wrong pairs of number and address in a conversation before a person takes over: nobody guesses their way in."""
_LIKELY, _LIKELIER = 0.15, 0.3
"""Confidence of a task that words beside a number and an address speak of; more, to say other than the task before."""
_FRESH = 15 * 60.0
"""Seconds for which a yes still answers the question; what was asked yesterday is asked again."""
_KNOWN = 60 * 60.0
"""Seconds for which a shopper need not say again who they are; others may sit at the same screen later."""
_LEAST_ADDRESS, _MOST_ADDRESS = 8, 300


@functools.cache
def shared_backend() -> OrderBackend | None:
    """The order system of the process; None if the shop connected none."""
    url = os.environ.get(URL_VARIABLE, "")
    if url == DEMO:
        return DemoOrders()
    return RestOrders(url, os.environ.get(TOKEN_VARIABLE, "")) if url else None


@functools.cache
def shared_guesses() -> Guesses:
    """What was guessed wrong in all conversations of the process."""
    return Guesses()


def is_awaited(tracker: Tracker) -> bool:
    """Whether a message that reads like something else answers what was asked about an order."""
    text = tracker.latest_message.get("text") or ""
    if tracker.slots.get("order_task") == ADDRESS:
        is_wish = bool(_entity(tracker, "product_type")) and "," not in text
        return any(character.isdigit() for character in text) and not is_wish
    return bool(tracker.slots.get("order_task")) and _names_order(tracker)


def is_expected(tracker: Tracker) -> bool:
    """The same, or whether it goes on about orders: "and FW-10235?"."""
    return is_awaited(tracker) or (bool(tracker.slots.get("last_order_task")) and _names_order(tracker))


class ActionOrder(Action):
    """Does what is asked about an order, once it is clear whose order it is."""

    def __init__(self, backend: OrderBackend | None = None, guesses: Guesses | None = None) -> None:
        self._backend = backend
        self._guesses = guesses

    @property
    def backend(self) -> OrderBackend | None:
        """The order system it was given, or the shared one."""
        return self._backend or shared_backend()

    @property
    def guesses(self) -> Guesses:
        """The count of wrong guesses it was given, or the shared one."""
        return self._guesses or shared_guesses()

    def name(self) -> str:
        return "action_order"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        intent = tracker.latest_message["intent"].get("name")
        task = intent if intent in TASKS else tracker.slots.get("order_task") or _likely_task(tracker)
        if task is None and intent not in TASKS:
            task = tracker.slots.get("last_order_task")
        if self.backend is None:
            dispatcher.utter_message(response="utter_orders_not_connected")
            return []
        if int(tracker.slots.get("wrong_orders") or 0) >= MOST_WRONG:  # right or wrong: nothing is looked up any more
            hand_over(dispatcher, tracker, "utter_order_not_found_person")
            return []
        if task == ADDRESS:
            return _confirm_address(dispatcher, tracker)
        number, email = _entity(tracker, "order_number"), _entity(tracker, "email")
        if number or email or intent not in TASKS or not tracker.slots.get("wrong_orders"):
            number = number or _remembered(tracker, "order_number")
            email = email or _remembered(tracker, "email")
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
        wrong = int(tracker.slots.get("wrong_orders") or 0)
        if self.guesses.are_too_many(number, email):
            return _not_found(dispatcher, tracker, asked, MOST_WRONG)
        try:
            order = await backend.find(number, email)
        except OrderNotFound:
            self.guesses.count(number, email)
            return _not_found(dispatcher, tracker, asked, wrong + 1)
        except OrdersUnavailable:
            dispatcher.utter_message(response="utter_orders_down")
            return [*known, SlotSet("order_task", task)]
        known += [
            SlotSet("wrong_orders", None),
            SlotSet("last_order_task", task),
            SlotSet("identified_at", time.time()),
        ]
        return [*known, *_answer(dispatcher, tracker, task, order, email)]


def _not_found(
    dispatcher: CollectingDispatcher, tracker: Tracker, asked: tuple[str, str, str], wrong: int
) -> list[EventType]:
    """The same answer whatever is wrong; after the last guess nothing is looked up any more, right or wrong."""
    task, number, email = asked
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
        "expected": _spelled(order.expected_on, tracker),
        "tracking": order.tracking_url or "",
        "carrier": order.carrier or "",
        "address": order.address,
        "invoice": order.invoice_url or "",
        "amount": f"{order.refund.amount:.2f} {order.currency}" if order.refund else "",
    }
    response, change = _response(task, order)
    dispatcher.utter_message(response=response, **said)
    for further in _further(task, order):
        dispatcher.utter_message(response=further, **said)
    if change is None:
        return [SlotSet("order_task", ADDRESS if response == "utter_order_ask_address" else None)]
    pending = {"change": change, "number": order.number, "email": email, "key": uuid.uuid4().hex}
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


def _spelled(day: date | None, tracker: Tracker) -> str:
    """A day as people of the shopper's locale say it; empty if it is not known."""
    if day is None:
        return ""
    try:
        locale = Locale.parse((tracker.slots.get("locale") or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(format_date(day, format="full", locale=locale))


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
        "key": uuid.uuid4().hex,
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
    """Whether the assistant's last words, in this session and not long ago, were to ask for a yes."""
    for event in reversed(tracker.events):
        if event.get("event") == "session_started":
            return False
        if event.get("event") == "bot":
            is_question = str((event.get("metadata") or {}).get("utter_action", "")).startswith("utter_confirm_")
            return is_question and time.time() - float(event.get("timestamp") or time.time()) < _FRESH
    return False


def _remembered(tracker: Tracker, slot: str) -> str | None:
    """Who the shopper said they are, or which order they asked for, unless that was long ago."""
    at = tracker.slots.get("identified_at")
    return tracker.slots.get(slot) if at is None or time.time() - float(at) < _KNOWN else None


def _likely_task(tracker: Tracker) -> str | None:
    """The task that words beside number and address speak of, though mostly they are number and address."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    found = next((intent for intent in ranking if intent["name"] in TASKS), None)
    least = _LIKELIER if tracker.slots.get("last_order_task") else _LIKELY
    return found["name"] if found and found["confidence"] >= least else None


def _names_order(tracker: Tracker) -> bool:
    return bool(_entity(tracker, "order_number") or _entity(tracker, "email"))


def _entity(tracker: Tracker, name: str) -> str | None:
    values = [e.get("value") for e in tracker.latest_message.get("entities") or [] if e.get("entity") == name]
    return str(values[-1]).lstrip("# ").strip() if values else None
