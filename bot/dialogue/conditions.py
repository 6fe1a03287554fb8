"""What a conversation may make of a message: the conditions that the table of decisions names.

They may read the message, so each raises what the recommender's client raises.
"""

from __future__ import annotations

from bot.dialogue import orders, pages, refinement, retraction, viewing
from bot.dialogue.history import History
from bot.dialogue.need import says_something
from bot.dialogue.references import names_place
from bot.dialogue.turn import Turn
from language.lexicon import LEXICON


async def an_order_is_awaited(turn: Turn) -> bool:
    """It answers what was asked about an order."""
    return orders.is_awaited(turn)


async def an_order_is_expected(turn: Turn) -> bool:
    """It answers what was asked about an order, or goes on about orders."""
    return orders.is_expected(turn)


async def nothing_shown(turn: Turn) -> bool:
    """There is no product that it could be about."""
    return turn.pointer.is_empty and not names_place(turn.text)


async def nothing_shown_and_a_page_goes_on(turn: Turn) -> bool:
    """So it is about the page that was shown."""
    return await nothing_shown(turn) and bool(await pages.followed(turn))


async def the_other_end_is_asked_for(turn: Turn) -> bool:
    """It asks for another order of products that are sorted: "and the most expensive?"."""
    order = {preference.attribute: preference.direction for preference in turn.need.preferences if preference.sorts}
    said = (await turn.understood()).preferences if order else []
    return any(p.sorts and p.direction != order.get(p.attribute, p.direction) for p in said)


async def a_value_is_joined(turn: Turn) -> bool:
    """It goes on with what was asked for: "or green"."""
    first = turn.text.casefold().split()[:1]
    return bool(first) and first[0] in LEXICON.joining and bool(turn.need.constraints)


async def nothing_is_named_and_a_page_goes_on(turn: Turn) -> bool:
    """It names nothing of the catalog, and the page that was shown answers it."""
    if not turn.need.is_empty or turn.page_question is None or says_something(await turn.understood()):
        return False
    return bool(await pages.followed(turn))


async def others_are_looked_for(turn: Turn) -> bool:
    """There is nothing to weigh, or it names another kind of product."""
    return not turn.pointer.shown or turn.need.is_about_another((await turn.understood()).product_types)


async def a_value_shown_is_rejected(turn: Turn) -> bool:
    """It names what of the products shown is to be otherwise: "not that brand", "another colour"."""
    return bool(turn.pointer.shown) and refinement.rejects(turn.text, turn.need, await turn.understood())


async def it_is_asked_of_what_is_viewed(turn: Turn) -> bool:
    """It asks something of the product whose page the shopper is on, and not for more or less than that has."""
    return await viewing.is_asked_about(turn) and not await it_is_measured_against_one(turn)


async def it_is_measured_against_one(turn: Turn) -> bool:
    """It asks for more or less than one product has: "a cheaper one like this"."""
    return not turn.pointer.is_empty and bool(refinement.measured(turn.text, turn.need, await turn.understood()))


async def nothing_shown_is_so(turn: Turn) -> bool:
    """It says what the product is like, and none that is shown is: "a red one then"."""
    said = await turn.understood()
    return bool(said.constraints and turn.pointer.shown) and not (turn.pointer.placed or said.picked)


async def a_constraint_is_new(turn: Turn) -> bool:
    """It states a constraint, and takes none back."""
    # "go back" is no answer to what was asked.
    return retraction.constrains_newly(turn.need, await turn.understood(is_answer=False), turn.text)


async def a_value_is_new(turn: Turn) -> bool:
    """It asks for a value that those shown need not have: "recommendations in all black"."""
    said = await turn.understood(is_answer=False)
    plain = [c for c in said.constraints if c.op in ("eq", "in") and isinstance(c.value, str | tuple)]
    return retraction.constrains_newly(turn.need, said.model_copy(update={"constraints": plain}), turn.text)


async def there_is_no_thread(turn: Turn) -> bool:
    """There is no earlier search about what it names."""
    return History.from_slots(turn.tracker).thread((await turn.understood()).product_types, turn.need) is None


async def wishes_are_named(turn: Turn) -> bool:
    """It names wishes of the search, or something else that it speaks of as open: "forget the colour"."""
    return not turn.need.is_empty and bool(
        retraction.taken_back(turn.need, await turn.understood(is_answer=False), turn.text)
    )
