"""About products that were shown: details, a comparison, others like one, what goes with one, into the cart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rasa_sdk.events import EventType

from bot.actions.search import action_search
from bot.dialogue import product_replies, speech, viewing
from bot.dialogue.references import without_places
from bot.dialogue.turn import Turn, answered, kept
from recommender.client import RecommenderClient, RecommenderRejected
from recommender.protocol.companions import Companions, CompareRequest
from recommender.protocol.messages import Notice
from recommender.protocol.questions import AskRequest, AskResponse
from recommender.protocol.recommend import MOST_CONSTRAINTS, MOST_QUERY_CHARACTERS, RankedProduct

MOST_COMPARED, MOST_COMPANIONS, MOST_TYPES = 4, 5, 20
_GOES_ON = 20
"""Characters of a question, besides the place that it points at, that may go on with the one before."""


async def action_details(turn: Turn) -> list[EventType]:
    """Answers what is asked about the products shown, or one of them; without a question, everything about one."""
    if await _names_another(turn):
        return await action_search(turn)
    if turn.pointer.is_empty:
        return turn.say("utter_ask_what")
    question = _question(turn)
    found = await _asked(turn, question)
    before = turn.slots.get("inquiry")
    if before and turn.pointer.placed and not found.attributes and len(question) <= _GOES_ON:
        question = before  # "and the last one?"
        found = await _asked(turn, question)
    if not found.products:
        return turn.say("utter_product_gone")
    is_search = product_replies.are_others_so(found) or product_replies.asks_for_some(turn, found)
    if is_search and not turn.pointer.placed and not await viewing.is_asked_about(turn):
        return await action_search(turn)
    product_replies.say_answer(turn, found)
    focus = found.products[0].id if len(found.products) == 1 else None
    return answered(inquiry=question, **({"focus": focus} if focus else {}))


async def _names_another(turn: Turn) -> bool:
    """Whether a number in the question names a product that is not shown: "is LA90PM in stock?"."""
    named = [id for one in (await turn.understood()).named for id in one.ids]
    return bool(named) and set(named).isdisjoint(turn.pointer.shown)


async def _asked(turn: Turn, question: str) -> AskResponse:
    pointer, need = turn.pointer, turn.need
    ids = _asked_about(turn)
    are_listed = not set(ids).isdisjoint(pointer.shown)
    request = AskRequest(
        text=question,
        ids=ids,
        among=pointer.shown,
        picking=not pointer.placed and speech.says("describing", turn.text),
        comparative=not pointer.placed and speech.says("comparative", turn.text),
        product_types=list(need.product_types)[:MOST_TYPES] if are_listed else [],
        query=need.words[:MOST_QUERY_CHARACTERS],
        constraints=list(need.constraints)[:MOST_CONSTRAINTS],
    )
    return await turn.recommender.ask(request)


def _question(turn: Turn) -> str:
    """The message without the words that name places of products."""
    text = without_places(turn.text)
    for ordinal in speech.ordinals() if turn.pointer.placed else ():
        text = ordinal.sub(" ", text)
    return text.strip()[:MOST_QUERY_CHARACTERS] or "?"


def _asked_about(turn: Turn) -> list[str]:
    """The ids of the products that a question is about: one that is pointed at, or else all that were shown."""
    pointer, text = turn.pointer, turn.text
    if pointer.placed:
        return list(dict.fromkeys(pointer.placed))
    is_described = speech.says("describing", text) or speech.says("comparative", text)
    several = is_described or speech.says("several_shown", text)
    if pointer.focus and not (several and pointer.shown):
        return [pointer.focus]
    return pointer.shown or [str(pointer.focus)]


async def action_compare(turn: Turn) -> list[EventType]:
    """Puts the products that are named side by side, or the first of those shown."""
    need, pointer, ids = turn.need, turn.pointer, list(await turn.pointed())[:MOST_COMPARED]
    if len(ids) == 1 and pointer.focus and pointer.focus not in ids:
        ids = [pointer.focus, *ids]
    if len(ids) < 2:
        ids = pointer.shown[: MOST_COMPARED - 1]
    if len(ids) < 2:
        return turn.say("utter_nothing_to_compare")
    request = CompareRequest(ids=ids, query=need.words, constraints=list(need.constraints))
    try:
        compared = await turn.recommender.compare(request)
    except RecommenderRejected:  # one of them is no longer offered
        return turn.say("utter_product_gone")
    product_replies.say_comparison(turn, compared)
    return answered(compared=ids)


async def action_alternatives(turn: Turn) -> list[EventType]:
    """Others that could stand in for a product."""
    return await _companions(turn, RecommenderClient.alternatives, "utter_alternatives", "utter_no_alternatives")


async def action_accessories(turn: Turn) -> list[EventType]:
    """What fits a product."""
    return await _companions(turn, RecommenderClient.accessories, "utter_accessories", "utter_no_accessories")


async def _companions(
    turn: Turn, find: Callable[[RecommenderClient, str, int], Awaitable[Companions]], response: str, nothing: str
) -> list[EventType]:
    """Shows products that belong to one that was shown; `response` is for some, `nothing` for none."""
    if turn.pointer.is_empty:
        return turn.say("utter_ask_what")
    product = await turn.product()
    if product is None:
        return turn.say("utter_product_gone")
    companions = await find(turn.recommender, product.id, MOST_COMPANIONS + len(turn.pointer.shown))
    unseen = [one for one in companions.products if one.product.id not in turn.pointer.shown]
    companions = companions.model_copy(update={"products": (unseen or companions.products)[:MOST_COMPANIONS]})
    if not companions.products:
        turn.say(nothing, title=product.title)
        return kept(focus=product.id)
    return product_replies.say_companions(turn, response, companions, title=product.title)


async def action_add_to_cart(turn: Turn) -> list[EventType]:
    """Asks the shop's page to put a product into the cart; which one must be certain."""
    if turn.pointer.is_empty:
        return turn.say("utter_ask_what")
    understood = await turn.understood()
    identity, product = turn.pointer.one(understood), understood.product
    if identity is None:
        return turn.say("utter_ask_which_product")
    if product is None or not product.available:
        turn.say("utter_out_of_stock" if product else "utter_product_gone", title=product.title if product else "")
        return kept(focus=identity)
    variant = understood.variant
    if product.variants and (variant is None or variant.id is None or not variant.available):
        turn.say("utter_ask_which_variant", product_replies.details(turn, product), title=product.title)
        return kept(focus=identity)
    plain = product.model_dump(include=set(RankedProduct.model_fields) - {"attributes", "variants", "options"})
    notice = Notice(kind="add_to_cart", product=RankedProduct(**plain, score=0.0, attributes={}, variant=variant))
    form = f" ({variant.text})" if variant and variant.text else ""
    turn.say("utter_added_to_cart", notice, title=f"{product.title}{form}")
    return kept(focus=identity)
