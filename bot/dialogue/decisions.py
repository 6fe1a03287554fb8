"""Which action answers a turn: the one of its intent, unless the conversation says otherwise. The table is data.

Rasa trains on the first part of it, so what the model knows and what the actions go by cannot differ.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.dialogue import orders, pages, retraction, speech
from bot.dialogue.history import History
from bot.dialogue.need import says_something
from bot.dialogue.references import names_place
from bot.dialogue.table import Table
from bot.dialogue.turn import Turn


async def decide(action: str, turn: Turn) -> str:
    """The action that answers in place of the one that Rasa chose; mostly the same.

    Raises what the recommender's client raises.
    """
    for one in Table.read().instead:
        if one.of == action and await _CONDITIONS[one.when](turn):
            return await decide(one.then, turn)
    return action


async def _an_order_is_awaited(turn: Turn) -> bool:
    return orders.is_awaited(turn) or orders.is_about_own(turn)


async def _an_order_is_expected(turn: Turn) -> bool:
    return orders.is_expected(turn)


async def _a_place_is_named(turn: Turn) -> bool:
    return bool(turn.pointer.shown) and names_place(turn.text)


async def _nothing_shown(turn: Turn) -> bool:
    return turn.pointer.is_empty and not names_place(turn.text)


async def _nothing_shown_and_a_page_goes_on(turn: Turn) -> bool:
    return await _nothing_shown(turn) and bool(await pages.followed(turn))


async def _all_are_sorted(turn: Turn) -> bool:
    return not turn.pointer.is_empty and speech.says("sorted", turn.text)


async def _nothing_is_named_and_a_page_goes_on(turn: Turn) -> bool:
    if not turn.need.is_empty or turn.page_question is None or says_something(await turn.understood()):
        return False
    return bool(await pages.followed(turn))


async def _others_are_looked_for(turn: Turn) -> bool:
    return not turn.pointer.shown or turn.need.is_about_another((await turn.understood()).product_types)


async def _a_constraint_is_new(turn: Turn) -> bool:
    # "go back" is no answer to what was asked.
    return retraction.constrains_newly(turn.need, await turn.understood(is_answer=False), turn.text)


async def _there_is_no_thread(turn: Turn) -> bool:
    types = (await turn.understood()).product_types
    is_current = bool(types) and not turn.need.is_about_another(types) and not turn.need.is_empty
    return not is_current and History.from_slots(turn.tracker).thread(types) is None


_CONDITIONS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    condition.__name__.removeprefix("_"): condition
    for condition in (
        _an_order_is_awaited,
        _an_order_is_expected,
        _a_place_is_named,
        _nothing_shown,
        _nothing_shown_and_a_page_goes_on,
        _all_are_sorted,
        _nothing_is_named_and_a_page_goes_on,
        _others_are_looked_for,
        _a_constraint_is_new,
        _there_is_no_thread,
    )
}
