"""The conversation log, on both databases: what it keeps, in which order, and that repeats and rivals do no harm."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from data.conversations.log import (
    BeingAnswered,
    Conversation,
    ConversationLog,
    UnknownConversation,
    UnknownMessage,
    now,
)
from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    RankingRow,
    ShownAttributeRow,
    ShownProductRow,
)
from data.conversations.unanswered import AnsweredBefore
from data.database import Base, connect
from tests.data.conversations.conftest import answer, event, opened, read, said, shown

TABLES = (ConversationRow, MessageRow, RankingRow, ShownProductRow, ShownAttributeRow, EventRow)


def test_has_the_tables_that_the_migrations_make(url: str) -> None:
    engine, ours = connect(url), set(Base.metadata.tables)
    with engine.connect() as connection:
        # SQLite calls one type by two names: FLOAT, DOUBLE. Rasa may keep its table beside ours.
        options = {"compare_type": False, "include_name": lambda name, kind, _: kind != "table" or name in ours}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert [found for found in differences if any(table.__tablename__ in str(found) for table in TABLES)] == []


async def test_finds_a_conversation_by_its_token_while_it_is_active(
    log: ConversationLog, conversation: Conversation
) -> None:
    hour = timedelta(hours=1)

    assert await log.find(token_hash="t", since=now() - hour, begun_since=now() - hour) == conversation
    assert await log.find(token_hash="t", since=now() - hour, begun_since=now() + hour) is None
    assert await log.find(token_hash="t", since=now() + hour, begun_since=now() - hour) is None
    assert await log.find(token_hash="other", since=now() - hour, begun_since=now() - hour) is None


@pytest.mark.parametrize(("analytics", "kept"), [(True, "s-1"), (False, None)])
async def test_keeps_who_the_shopper_is_only_with_consent(
    log: ConversationLog, engine: Engine, analytics: bool, kept: str | None
) -> None:
    await opened(log, analytics=analytics)

    assert read(engine, ConversationRow.shopper_id, ConversationRow.analytics) == [(kept, analytics)]


@pytest.mark.parametrize(
    "words", ["😀", "我想要一个鼠标", "<script>alert(1)</script>", "'; DROP TABLE messages; --", "\ud800"]
)
async def test_gives_words_back_as_they_were(log: ConversationLog, conversation: Conversation, words: str) -> None:
    await log.add_shoppers(conversation_id=conversation.id, payload=said(words))

    assert [m["text"] for m in await log.history(conversation_id=conversation.id)] == [words]


async def test_reads_both_sides_in_their_order_or_what_is_behind_a_message(
    log: ConversationLog, conversation: Conversation
) -> None:
    for number in range(12):
        turn = await log.add_shoppers(conversation_id=conversation.id, payload=said(f"question {number}"))
        replies = [answer(f"answer {number}"), answer("more")]
        await log.add_answers(conversation_id=conversation.id, reply_to=turn.message_id, messages=replies)

    everything = await log.history(conversation_id=conversation.id)
    later = await log.history(conversation_id=conversation.id, after=everything[-3]["id"])

    assert [m["text"] for m in everything[:4]] == ["question 0", "answer 0", "more", "question 1"]
    assert later == everything[-2:]


async def test_reads_nothing_behind_a_message_of_another_conversation(
    log: ConversationLog, conversation: Conversation
) -> None:
    other = await opened(log, token="other")
    turn = await log.add_shoppers(conversation_id=other.id, payload=said("hi"))

    with pytest.raises(UnknownMessage):
        await log.history(conversation_id=conversation.id, after=turn.message_id)


async def test_finds_the_answers_of_a_message_that_is_sent_again(
    log: ConversationLog, conversation: Conversation
) -> None:
    first = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"), client_id="c")
    unanswered = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"), client_id="c")
    await log.add_answers(conversation_id=conversation.id, reply_to=first.message_id, messages=[answer("Here")])
    answered = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"), client_id="c")

    assert (first.is_repeat, unanswered.is_repeat, answered.is_repeat) == (False, True, True)
    assert unanswered.answers == []
    assert (answered.message_id, [m["text"] for m in answered.answers]) == (first.message_id, ["Here"])


async def test_takes_the_same_client_id_in_another_conversation_for_another_message(
    log: ConversationLog, conversation: Conversation
) -> None:
    other = await opened(log, token="other")
    await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"), client_id="c")

    assert not (await log.add_shoppers(conversation_id=other.id, payload=said("a desk"), client_id="c")).is_repeat


async def test_stores_every_product_and_weight_that_was_shown(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    message = shown("a/1", "b", offset=5)

    await log.add_answers(conversation_id=conversation.id, reply_to=None, messages=[message], status="queued")

    ranking = (RankingRow.message_id, RankingRow.query, RankingRow.model_version, RankingRow.catalog_version)
    assert read(engine, *ranking) == [(message.id, "mouse", "m", "c")]
    places = read(engine, ShownProductRow.position, ShownProductRow.product_id, ShownProductRow.matched)
    assert sorted(places) == [(5, "a/1", ["colour"]), (6, "b", ["colour"])]
    weights = read(engine, ShownAttributeRow.position, ShownAttributeRow.name, ShownAttributeRow.weight)
    assert sorted(weights) == [(0, "colour", 0.7), (1, "weight", 0.3)]
    assert read(engine, ConversationRow.status) == [("queued",)]


async def test_stores_an_answer_whole_or_not_at_all(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    broken = shown("b")
    del broken.payload["model_version"]

    with pytest.raises(KeyError):
        await log.add_answers(
            conversation_id=conversation.id, reply_to=None, messages=[shown("a"), broken], status="queued"
        )

    assert read(engine, MessageRow.id) == read(engine, RankingRow.message_id) == []
    assert read(engine, ConversationRow.status) == [("bot",)]


async def test_deletes_a_conversation_with_all_that_is_stored_with_it_and_nothing_else(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    other = await opened(log, token="other")
    for one in (conversation, other):
        message = shown("a")
        await log.add_shoppers(conversation_id=one.id, payload=said("hi"))
        await log.add_answers(conversation_id=one.id, reply_to=None, messages=[message])
        await log.add_events(conversation_id=one.id, events=[event("e", message_id=message.id)])
    before = {table.__tablename__: len(read(engine, table)) for table in TABLES}

    await log.delete(conversation_id=conversation.id)

    assert {table.__tablename__: 2 * len(read(engine, table)) for table in TABLES} == before


async def test_stores_nothing_for_a_conversation_that_was_deleted(
    log: ConversationLog, conversation: Conversation
) -> None:
    await log.delete(conversation_id=conversation.id)

    with pytest.raises(UnknownConversation):
        await log.add_shoppers(conversation_id=conversation.id, payload=said("hi"))
    with pytest.raises(UnknownConversation):
        await log.add_answers(conversation_id=conversation.id, reply_to=None, messages=[answer("hi")])
    with pytest.raises(UnknownConversation):
        await log.add_events(conversation_id=conversation.id, events=[event("a")])


async def test_lets_two_gateways_write_to_one_conversation_at_once(
    log: ConversationLog, conversation: Conversation, url: str, engine: Engine
) -> None:
    gateways = (log, ConversationLog(connect(url)))

    async def write(number: int) -> None:
        gateway = gateways[number % 2]
        turn = await gateway.add_shoppers(
            conversation_id=conversation.id, payload=said(str(number)), client_id=str(number // 2)
        )
        with contextlib.suppress(AnsweredBefore):
            await gateway.add_answers(
                conversation_id=conversation.id, reply_to=turn.message_id, messages=[answer(str(number))]
            )
        await gateway.add_events(conversation_id=conversation.id, events=[event("same"), event(str(number))])

    await asyncio.gather(*(write(number) for number in range(20)))
    gateways[1].close()

    numbers = read(engine, MessageRow.seq, MessageRow.sender)
    assert sorted(seq for seq, _ in numbers) == list(range(1, 21))  # 10 messages, each sent twice, and answered once
    assert sum(sender == "shopper" for _, sender in numbers) == 10
    assert len(read(engine, EventRow.event_id)) == 21
    assert set(read(engine, EventRow.type)) == {("csat",)}


async def test_takes_one_message_at_a_time_whichever_gateway_it_comes_to(
    log: ConversationLog, conversation: Conversation, url: str
) -> None:
    other, minute = ConversationLog(connect(url)), timedelta(minutes=1)
    one = await log.add_shoppers(conversation_id=conversation.id, payload=said("a"), client_id="a", patience=minute)

    for words in ("a", "b"):  # the same again, and another
        with pytest.raises(BeingAnswered):
            await other.add_shoppers(
                conversation_id=conversation.id, payload=said(words), client_id=words, patience=minute
            )
    await log.add_answers(conversation_id=conversation.id, reply_to=one.message_id, messages=[answer("yes")])
    again = await other.add_shoppers(conversation_id=conversation.id, payload=said("a"), client_id="a", patience=minute)
    new = await other.add_shoppers(conversation_id=conversation.id, payload=said("b"), client_id="b", patience=minute)
    other.close()

    assert (again.is_repeat, [a["text"] for a in again.answers], new.is_repeat) == (True, ["yes"], False)


async def test_takes_the_next_message_when_the_gateway_that_answered_is_long_gone(
    log: ConversationLog, conversation: Conversation
) -> None:
    gone = await log.add_shoppers(
        conversation_id=conversation.id, payload=said("a"), client_id="a", patience=timedelta(microseconds=1)
    )

    again = await log.add_shoppers(
        conversation_id=conversation.id, payload=said("a"), client_id="a", patience=timedelta(minutes=1)
    )

    assert (again.message_id, again.is_repeat, again.answers) == (gone.message_id, True, [])


async def test_loses_nothing_when_fifty_conversations_write_at_once(log: ConversationLog, engine: Engine) -> None:
    async def talk(number: int) -> None:
        one = await opened(log, token=f"t{number}")
        for _ in range(2):
            turn = await log.add_shoppers(conversation_id=one.id, payload=said("hi"))
            await log.add_answers(conversation_id=one.id, reply_to=turn.message_id, messages=[shown("a", "b")])

    await asyncio.gather(*(talk(number) for number in range(50)))

    assert len(read(engine, MessageRow.id)) == 200
    assert len(read(engine, ShownProductRow.position)) == 200
