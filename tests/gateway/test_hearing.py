"""What a shopper is told of what others do."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from data.conversations.log import ConversationLog
from data.database import connect
from data.privacy.vault import in_memory
from gateway.config import GatewayConfig
from gateway.discretion import Discretion
from gateway.hearing import Hearing
from gateway.live.frames import tell_events, tell_said, tell_status, tell_typing
from gateway.live.hub import Hub, conversation_topic

AGENTS = {"id": "m1", "type": "text", "text": "Hello", "from": "agent", "at": "2026-01-01T00:00:00Z", "agent": "Anna"}


@pytest.fixture
def hearing(config: GatewayConfig) -> Hearing:
    log = ConversationLog(connect(config.database_url))
    return Hearing("c", "en", Discretion(log, in_memory(), timedelta(days=1)))


async def told(hearing: Hearing, tell: Any) -> list[dict[str, Any]]:
    """What a shopper gets of what is told to a hub."""
    hub = Hub()
    async with hub.subscribed([conversation_topic("c")]) as heard:
        tell(hub)
        await hub.stop()
        return [json.loads(text) async for frame in heard for text in await hearing.say(frame)]


async def test_passes_on_what_an_agent_says_as_the_history_has_it(hearing: Hearing) -> None:
    frames = await told(hearing, lambda hub: tell_said(hub, "c", [AGENTS | {"text": "Write to ‹email_1›"}]))

    assert frames == [{"type": "messages", "messages": [AGENTS | {"text": "Write to •••", "sources": []}]}]


async def test_keeps_back_what_the_shopper_said_and_was_answered(hearing: Hearing) -> None:
    assert not await told(hearing, lambda hub: tell_said(hub, "c", [AGENTS | {"from": "shopper"}]))
    assert not await told(hearing, lambda hub: tell_said(hub, "c", [AGENTS | {"from": "bot"}], is_answer=True))
    assert not await told(hearing, lambda hub: tell_events(hub, "c"))
    assert not await told(hearing, lambda hub: tell_typing(hub, "c", "shopper"))


async def test_tells_who_is_there_and_types_and_nothing_of_the_desk(hearing: Hearing) -> None:
    listed = {"summary": "for agents alone"}

    status = await told(hearing, lambda hub: tell_status(hub, "c", "agent", agent="Anna", listed=listed))
    typing = await told(hearing, lambda hub: tell_typing(hub, "c", "agent", agent="Anna"))
    missed = await told(hearing, lambda hub: hub.missed())

    assert status == [{"type": "status", "status": "agent", "agent": "Anna"}]
    assert typing == [{"type": "typing", "from": "agent", "agent": "Anna"}]
    assert missed == [{"type": "missed"}]
