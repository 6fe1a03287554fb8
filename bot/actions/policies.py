"""Questions about how the shop does things, answered by a passage of its own pages, with the source."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import pages
from bot.dialogue.turn import Turn, answered

_NEEDS_PERSON = frozenset({"complaint"})


async def action_policy(turn: Turn) -> list[EventType]:
    """Answers from the shop's pages; what no page supports is not answered, and a person is offered."""
    found = await pages.on_topic(turn)
    followed = [] if found else await pages.followed(turn)
    await pages.say(turn, found or followed)
    if not found and not followed:
        return turn.say("utter_no_page")
    if found and turn.act.name in _NEEDS_PERSON:
        turn.say("utter_offer_person")
    return answered()


async def action_follow_up(turn: Turn) -> list[EventType]:
    """Goes on with the page that was shown."""
    await pages.say(turn, await pages.followed(turn))
    return answered()
