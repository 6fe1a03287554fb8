"""Why these products, and why this question: answered from what the recommender computed, no more."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType

from bot.dialogue.candour import say_reasons
from bot.dialogue.locale import Locale
from bot.dialogue.references import places
from bot.dialogue.replies import say_fit
from bot.dialogue.turn import Turn
from bot.dialogue.wording import in_sentence
from recommender.protocol.recommend import RankedAttribute, RecommendResponse

_MOST_NAMED = 3


async def action_why(turn: Turn) -> list[EventType]:
    """Why a product stands where it stands: the constraints it meets and misses, and what the order follows."""
    found = await _found_again(turn)
    if found is None:
        return []
    if not found.products:
        return turn.say("utter_nothing_found")
    at = places(turn.text, len(found.products))
    product = found.products[at[0] if at else 0]
    first = [in_sentence(attribute.label) for attribute in found.attributes[:_MOST_NAMED]]
    turn.say("utter_why_order", attributes=", ".join(first), query=turn.need.words)
    say_fit(turn, product, found.attributes)
    say_reasons(turn, product)
    return []


async def action_why_asked(turn: Turn) -> list[EventType]:
    """Why the last question was asked: how its answers divide what is left."""
    found = await _found_again(turn)
    if found is None:
        return []
    if turn.need.awaits_use:
        return turn.say("utter_why_use_asked")
    attribute = next((a for a in found.attributes if a.name == turn.need.asked), None)
    if attribute is None or not attribute.values:
        return turn.say("utter_why_nothing_asked")
    label = in_sentence(attribute.label)
    return turn.say("utter_why_asked", label=label, total=found.total, answers=_answers(attribute))


async def _found_again(turn: Turn) -> RecommendResponse | None:
    """What is found for the current search; None, having asked for one, if there is none."""
    if turn.need.is_empty:
        turn.say("utter_ask_what")
        return None
    found = await turn.recommender.recommend(turn.request(replace(turn.need, offset=0)))
    return found.model_copy(update={"attributes": Locale(turn.locale).attributes(found.attributes)})


def _answers(attribute: RankedAttribute) -> str:
    """The commonest answers with the number of products that each would leave."""
    values = sorted(attribute.values, key=lambda value: -value.count)[:_MOST_NAMED]
    return ", ".join(f"{value.label} ({value.count})" for value in values)
