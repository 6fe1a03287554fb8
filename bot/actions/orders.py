"""Orders: who asks is identified first, what changes is confirmed first, and a change happens once.

What a number or address belongs to is never said, nor that it exists.
"""

from __future__ import annotations

import time

from rasa_sdk.events import EventType

from bot.dialogue import order_replies, orders, pending_change
from bot.dialogue.escalation import hand_over
from bot.dialogue.turn import Turn, answered, kept
from bot.orders.backend import OrderBackend, OrderNotFound, OrdersUnavailable


async def action_order(turn: Turn) -> list[EventType]:
    """Does what is asked about an order, once it is clear whose order it is."""
    task, backend = orders.task(turn), turn.services.orders
    if backend is None:
        return turn.say("utter_orders_not_connected")
    if orders.wrong(turn) >= orders.MOST_WRONG:  # right or wrong: nothing is looked up any more
        hand_over(turn, "utter_order_not_found_person", "misses")
        return []
    if task == orders.ADDRESS:
        return pending_change.confirm_address(turn)
    number, email = orders.named(turn)
    turn.loan.add("order", number)
    turn.loan.add("email", email)
    known = kept(order_task=task, order_number=number, email=email)
    if task is None:
        turn.say("utter_order_which_task")
        return known
    if turn.act.name == "identify" and turn.scene.state == "order" and not orders.names_order(turn):
        turn.say("utter_order_without_number")
        return known
    if not number or not email:
        asked = "both" if not number and not email else "number" if not number else "email"
        turn.say(f"utter_order_ask_{asked}")
        return known
    return await _identified(turn, backend, task, number, email)


async def _identified(turn: Turn, backend: OrderBackend, task: str, number: str, email: str) -> list[EventType]:
    guesses, known = turn.services.guesses, {"order_number": number, "email": email}
    if guesses.are_too_many(number, email):
        return [*kept(**known), *_not_found(turn, task, orders.MOST_WRONG)]
    try:
        order = await backend.find(number, email)
    except OrderNotFound:
        guesses.count(number, email)
        return [*kept(**known), *_not_found(turn, task, orders.wrong(turn) + 1)]
    except OrdersUnavailable:
        turn.say("utter_orders_down")
        return answered(**known, order_task=task)
    found = answered(**known, wrong_orders=None, last_order_task=task, identified_at=time.time())
    return [*found, *order_replies.say(turn, task, order, email)]


def _not_found(turn: Turn, task: str, wrong: int) -> list[EventType]:
    """The same answer whatever is wrong; after the last guess nothing is looked up any more, right or wrong."""
    is_last = wrong >= orders.MOST_WRONG
    if is_last:
        hand_over(turn, "utter_order_not_found_person", "misses")
    else:
        turn.say("utter_order_not_found")
    return kept(order_task=None if is_last else task, wrong_orders=float(wrong))
