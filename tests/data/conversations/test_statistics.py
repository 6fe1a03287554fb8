"""What the log says of itself, on both databases."""

from __future__ import annotations

from sqlalchemy import Engine

from data.conversations.log import Conversation, ConversationLog
from data.conversations.statistics import read_statistics
from tests.data.conversations.conftest import click, opened, said, shown


async def test_counts_what_is_stored_and_what_is_joined(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    await opened(log, token="silent", analytics=False)
    await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    await log.add_answers(conversation_id=conversation.id, reply_to=None, messages=[shown("a")])
    events = [click("1", "a"), click("2", "a", type="purchase"), click("3", "z"), click("4", "z")]
    await log.add_events(conversation_id=conversation.id, events=events)

    found = read_statistics(engine)

    assert (found.rows["conversations"], found.with_consent, found.rows["messages"]) == (2, 1, 2)
    assert found.events == {"product_click": (1, 1), "purchase": (1, 1)}
    assert found.joined == 1.0
    assert found.kept_apart == {"its product was not shown": 2}
    assert found.first is not None
    assert found.last is not None
    assert found.first <= found.last
    assert found.bytes > 10_000


def test_counts_an_empty_log(engine: Engine) -> None:
    found = read_statistics(engine)

    assert (found.first, found.last, found.joined, sum(found.rows.values())) == (None, None, 1.0, 0)
