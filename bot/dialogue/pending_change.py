"""A change of an order that waits for a yes: only one right after the question counts, and it happens once."""

from __future__ import annotations

import time
import uuid
from typing import Any

from rasa_sdk.events import EventType

from bot.dialogue.escalation import hand_over
from bot.dialogue.turn import Turn, kept
from bot.orders.backend import OrderBackend, OrderNotFound, OrderRejected, OrdersUnavailable

_FRESH = 15 * 60.0
"""Seconds for which a yes still answers the question; what was asked yesterday is asked again."""
_LEAST_ADDRESS, _MOST_ADDRESS = 8, 300


def wait(change: str, number: str, email: str, **more: str) -> list[EventType]:
    """The events that keep a change until it is confirmed; the key makes one that is sent twice happen once."""
    pending = {"change": change, "number": number, "email": email, "key": uuid.uuid4().hex, **more}
    return kept(order_task=None, pending_change=pending)


def confirm_address(turn: Turn) -> list[EventType]:
    """Asks to confirm the address that the message is."""
    address, number = " ".join(turn.text.split()), turn.slots.get("order_number") or ""
    if not _LEAST_ADDRESS <= len(address) <= _MOST_ADDRESS or not any(c.isdigit() for c in address):
        return turn.say("utter_order_address_unclear")
    turn.loan.add("address", address)
    turn.say("utter_confirm_address", number=number, address=address)
    return wait("address", number, turn.slots.get("email") or "", address=address)


def is_asked(turn: Turn) -> bool:
    """Whether the assistant's last words, in this session and not long ago, were to ask for a yes to a change. What it
    drafted for an agent were no words: the shopper may never have read them."""
    if not turn.slots.get("pending_change"):
        return False
    asked: bool | None = None
    for event in reversed(turn.tracker.events):
        if event.get("event") == "session_started":
            return bool(asked)
        if event.get("event") == "bot" and asked is None:
            is_question = str((event.get("metadata") or {}).get("utter_action", "")).startswith("utter_confirm_")
            asked = is_question and time.time() - float(event.get("timestamp") or time.time()) < _FRESH
        if event.get("event") == "user" and asked is not None:
            return asked and not (event.get("metadata") or {}).get("draft")
    return bool(asked)


async def settle(turn: Turn, backend: OrderBackend, *, is_yes: bool) -> list[EventType]:
    """Makes the change, or drops it; says so. While a person serves the shopper, a change is theirs to make: a draft
    makes none, and the yes is not kept."""
    pending: dict[str, Any] = turn.slots["pending_change"]
    if turn.is_draft:
        hand_over(turn, "utter_handoff", "asked")
        return kept(pending_change=None)
    number = pending["number"]
    if not is_yes:
        turn.say("utter_change_dropped", number=number)
        return kept(pending_change=None)
    try:
        change, address = pending["change"], pending.get("address", "")
        await backend.change(change, number, pending["email"], key=pending["key"], address=address)
    except OrdersUnavailable:  # it stays to be confirmed: the key makes a second yes harmless
        return turn.say("utter_confirm_again", number=number)
    except (OrderRejected, OrderNotFound) as error:
        turn.say("utter_change_rejected", number=number, reason=str(error))
        return kept(pending_change=None)
    turn.say(f"utter_done_{pending['change']}", number=number)
    return kept(pending_change=None)
