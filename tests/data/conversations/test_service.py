"""How shoppers are served, on both databases: waits from handoff to agent, first answers, turns, drafts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, update

from data.conversations import service
from data.conversations.log import ConversationLog, new_id, now
from data.conversations.tables import ConversationRow, MessageRow, SuggestionRow

Said = tuple[str, str, float, dict[str, Any]]
"""Sender, type, seconds after the beginning, and the rest of the payload."""
HANDOFF: dict[str, Any] = {"kind": "handoff", "reason": "misses"}


async def told(log: ConversationLog, engine: Engine, at: datetime, *messages: Said, status: str = "bot") -> list[str]:
    """A conversation that began at a time, with its messages; each answer replies to the shopper's last."""
    opened = await log.open(token_hash=new_id(), site_key="demo", shopper_id=None, locale="en", analytics=False)
    ids: list[str] = []
    asked = None
    with engine.execution_options(writes=True).begin() as connection:
        for place, (sender, type, seconds, payload) in enumerate(messages):
            ids.append(new_id())
            row = {"id": ids[-1], "conversation_id": opened.id, "seq": 100 + place, "sender": sender, "type": type}
            reply_to = asked if sender == "bot" else None
            row |= {"payload": payload, "at": at + timedelta(seconds=seconds), "reply_to": reply_to}
            connection.execute(insert(MessageRow), row)
            asked = ids[-1] if sender == "shopper" else asked
        changed = update(ConversationRow).where(ConversationRow.id == opened.id)
        queued = at if status == "queued" else None
        connection.execute(changed.values(status=status, created_at=at, last_at=now(), queued_at=queued))
    return ids


async def test_who_waits_how_long_and_how_soon_agents_answer(log: ConversationLog, engine: Engine) -> None:
    at = now() - timedelta(hours=5)
    for place in range(20):
        await told(
            log,
            engine,
            at,
            ("shopper", "text", 0, {}),
            ("bot", "notice", 1, HANDOFF),
            ("bot", "notice", 5, HANDOFF),  # asked twice, waits once
            ("agent", "notice", 11 + place, {"kind": "info"}),
            ("agent", "text", 31 + place, {}),
            ("agent", "text", 90, {}),
        )
    await told(log, engine, at, ("shopper", "text", 0, {}), ("bot", "notice", 2, HANDOFF | {"reason": "asked"}))

    found = service.read_service(engine, at - timedelta(hours=1), now())

    waited = [one.waited for one in found.handoffs if one.waited is not None]
    assert sorted(waited) == [10.0 + place for place in range(20)]
    assert [one.reason for one in found.handoffs if one.waited is None] == ["asked"]
    assert (found.answering.count, found.answering.half, found.answering.most) == (20, 20, 20)
    assert (found.turns.count, found.turns.half) == (21, 1)


async def test_only_the_time_asked_for(log: ConversationLog, engine: Engine) -> None:
    at = now() - timedelta(days=3)
    await told(log, engine, at, ("shopper", "text", 0, {}), ("bot", "notice", 1, HANDOFF))

    assert not service.read_service(engine, at + timedelta(hours=1), now()).handoffs
    assert len(service.read_service(engine, at, now()).handoffs) == 1
    assert service.read_begun(engine, at, now()) == [at]
    assert service.read_begun(engine, at + timedelta(hours=1), now()) == []


async def test_who_is_served_now(log: ConversationLog, engine: Engine) -> None:
    at = now() - timedelta(minutes=9)
    await told(log, engine, at, status="queued")
    await told(log, engine, at + timedelta(minutes=5), status="queued")
    await told(log, engine, at, status="agent")

    assert service.read_now(engine) == (2, at, 1)


async def test_what_agents_made_of_drafts(log: ConversationLog, engine: Engine) -> None:
    (id,) = await told(log, engine, now(), ("shopper", "text", 0, {}))
    with engine.execution_options(writes=True).begin() as connection:
        conversation = connection.execute(ConversationRow.__table__.select()).one().id
        for place, state in enumerate(["accepted"] * 6 + ["edited"] * 5 + ["rejected", "overtaken", "open"]):
            row = {"id": new_id(), "conversation_id": conversation, "reply_to": id, "messages": [], "at": now()}
            row |= {"state": state, "displayed_ms": 1000 * place, "edit_distance": 0.1 * place}
            connection.execute(insert(SuggestionRow), row)

    drafts = service.read_service(engine, now() - timedelta(hours=1), now() + timedelta(hours=1)).drafts

    assert (drafts.made, dict(drafts.states)) == (14, {"accepted": 6, "edited": 5, "rejected": 1, "overtaken": 1})
    assert drafts.edited is not None
    assert round(drafts.edited, 3) == 0.8
    assert (drafts.looked.count, drafts.looked.half) == (12, 5.5)


def test_says_nothing_of_a_few() -> None:
    assert service.times([1.0] * 4) == service.Times(4)
    assert service.times([1.0] * 19) == service.Times(19, 1.0)
    assert service.times([float(n) for n in range(21)]) == service.Times(21, 10.0, 19.0)
