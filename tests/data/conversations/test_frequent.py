"""What shoppers ask for most, on both databases: of conversations with consent, of these days, of nobody alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, update

from data.conversations.frequent import frequent_queries
from data.conversations.log import ConversationLog, new_id, now
from data.conversations.tables import ConversationRow, MessageRow
from tests.data.conversations.conftest import opened, shown

LATELY = timedelta(days=7)


async def searched(log: ConversationLog, *queries: str, analytics: bool = True) -> str:
    """A conversation in which lists were shown for some words; its id."""
    one = await opened(log, token=new_id(), analytics=analytics)
    lists = [shown("a", query=query) for query in queries]
    await log.add_answers(conversation_id=one.id, reply_to=None, messages=lists)
    return one.id


async def test_counts_conversations_whatever_case_and_gives_the_most_frequent_first(
    log: ConversationLog, engine: Engine
) -> None:
    for queries in (
        ("Quiet mouse", "a desk", "a desk", "a desk"),
        ("quiet MOUSE",),
        ("quiet mouse", "chair"),
        ("chair",),
    ):
        await searched(log, *queries)

    assert frequent_queries(engine, now() - LATELY, 10) == ["quiet mouse", "chair", "a desk"]
    assert frequent_queries(engine, now() - LATELY, 1) == ["quiet mouse"]


async def test_leaves_out_what_is_one_persons_old_empty_or_without_consent(
    log: ConversationLog, engine: Engine
) -> None:
    old = await searched(log, "yesterday's hat")
    later = await searched(log, "before consent")
    await searched(log, "case for ‹email_1›", "", "shoes")
    await searched(log, "secret wish", analytics=False)
    with engine.begin() as connection:
        before = update(MessageRow).where(MessageRow.conversation_id == old)
        connection.execute(before.values(at=now() - 2 * LATELY))
        given = update(ConversationRow).where(ConversationRow.id == later)
        connection.execute(given.values(consented_at=now() + timedelta(minutes=1)))

    assert frequent_queries(engine, now() - LATELY, 10) == ["shoes"]
