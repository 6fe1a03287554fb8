"""What a message says about an order, and what the conversation knows of it: which task, which order, whose it is.

A task (where is it, cancel it, …) waits in the slot `order_task` until number and email address are known; anything
else may be said meanwhile.
"""

from __future__ import annotations

import time

from bot.dialogue.turn import Turn

TASKS = ("order_status", "cancel_order", "change_order", "change_address", "refund", "refund_status", "invoice")
ADDRESS = "address"
"""A task that waits for words: the new address."""
MOST_WRONG = 3
"""Wrong pairs of number and address in a conversation before a person takes over: nobody guesses their way in."""
_LIKELY, _LIKELIER = 0.15, 0.3
"""Confidence of a task that words beside a number and an address speak of; more, to say other than the task before."""
_KNOWN = 60 * 60.0
"""Seconds for which a shopper need not say again who they are; others may sit at the same screen later."""


def is_awaited(turn: Turn) -> bool:
    """Whether a message that reads like something else answers what was asked about an order."""
    if turn.slots.get("order_task") == ADDRESS:
        is_request = bool(turn.entity("product_type")) and "," not in turn.text
        return any(character.isdigit() for character in turn.text) and not is_request
    return bool(turn.slots.get("order_task")) and names_order(turn)


def is_expected(turn: Turn) -> bool:
    """The same, or whether it goes on about orders: "and FW-10235?"."""
    return is_awaited(turn) or (bool(turn.slots.get("last_order_task")) and names_order(turn))


def task(turn: Turn) -> str | None:
    """What is to be done."""
    waiting = turn.slots.get("order_task")
    if turn.act.name in TASKS and not (waiting == ADDRESS and turn.act.name == "change_address"):
        return turn.act.name
    return waiting or _likely_task(turn) or turn.slots.get("last_order_task")


def named(turn: Turn) -> tuple[str | None, str | None]:
    """The number and the email address that are said, or were said and found to fit."""
    number, email = turn.entity("order_number"), turn.entity("email")
    if number or email or turn.act.name not in TASKS or not wrong(turn):
        number = number or _remembered(turn, "order_number")
        email = email or _remembered(turn, "email")
    return number, email


def wrong(turn: Turn) -> int:
    """How many pairs of number and address were wrong."""
    return int(turn.slots.get("wrong_orders") or 0)


def _likely_task(turn: Turn) -> str | None:
    """The task that words beside number and address speak of, though mostly they are number and address."""
    found = next(((name, likely) for name, likely in turn.act.ranking if name in TASKS), None)
    least = _LIKELIER if turn.slots.get("last_order_task") else _LIKELY
    return found[0] if found and found[1] >= least else None


def _remembered(turn: Turn, slot: str) -> str | None:
    """Who the shopper said they are, or which order they asked for, unless that was long ago."""
    at = turn.slots.get("identified_at")
    return turn.slots.get(slot) if at is None or time.time() - float(at) < _KNOWN else None


def names_order(turn: Turn) -> bool:
    """Whether a number or an email address is said."""
    return bool(turn.entity("order_number") or turn.entity("email"))
