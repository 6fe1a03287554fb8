"""Consent withdrawn takes a conversation out of all that learns at once; given later, it counts from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from data.conversations.demand import Demand, read_demand
from data.conversations.log import ConversationLog, now
from data.conversations.sessions import read_sessions
from data.conversations.tables import ConversationRow
from data.privacy import consent
from tests.data.privacy.talks import talk


def stored(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(ConversationRow.shopper_id, ConversationRow.analytics))]


async def test_withdrawn_nothing_learns_from_the_conversation_or_ties_it_to_the_shopper(engine: Engine) -> None:
    one = await talk(engine, shopper="~anna")
    assert len(list(read_sessions(engine))) == 1

    assert consent.withdraw(engine, one)
    assert not consent.withdraw(engine, one)

    assert list(read_sessions(engine)) == []
    assert read_demand(engine, now(), timedelta(days=7)) == Demand()
    assert stored(engine) == [(None, False)]


async def test_given_later_only_what_follows_is_learned_from(engine: Engine) -> None:
    one = await talk(engine, analytics=False)

    assert consent.give(engine, one, "~anna", "holdout")
    assert not consent.give(engine, one, "~somebody-else")
    before = list(read_sessions(engine))
    log = ConversationLog(engine)
    said = {"id": "m9", "from": "shopper", "type": "text", "text": "wireless"}
    await log.add_shoppers(conversation_id=one, payload=said)
    (after,) = read_sessions(engine)

    assert [(s.moves, s.lists, s.deeds) for s in before] == [([], [], [])]
    assert [move.payload["text"] for move in after.moves] == ["wireless"]
    assert read_demand(engine, now(), timedelta(days=7)) == Demand()
    assert stored(engine) == [("~anna", True)]
    assert after.arm == "holdout"
