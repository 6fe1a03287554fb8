"""Questions about how the shop does things, answered by a passage of its own pages, with the source."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import TurnAction
from bot.dialogue import pages
from bot.dialogue.turn import Turn, answered

_NEEDS_PERSON = frozenset({"complaint"})


class ActionPolicy(TurnAction):
    """Answers from the shop's pages; what no page supports is not answered, and a person is offered."""

    called = "action_policy"

    async def answer(self, turn: Turn) -> list[EventType]:
        found = await pages.on_topic(turn)
        followed = [] if found else await pages.followed(turn)
        await pages.say(turn, found or followed)
        if not found and not followed:
            turn.say("utter_no_page")
            return []
        if found and turn.intent in _NEEDS_PERSON:
            turn.say("utter_offer_person")
        return answered()


class ActionFollowUp(TurnAction):
    """Goes on with the page that was shown."""

    called = "action_follow_up"

    async def answer(self, turn: Turn) -> list[EventType]:
        await pages.say(turn, await pages.followed(turn))
        return answered()
