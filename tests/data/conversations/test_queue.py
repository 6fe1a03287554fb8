"""Who waits for a person, on both databases: what a person needs to know of them, and that closing ends the wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data.conversations.log import ConversationLog, NewMessage, UnknownConversation, new_id, now
from data.conversations.queue import close, transcript, waiting


def bot(kind: str, text: str, **more: Any) -> NewMessage:
    return NewMessage({"id": new_id(), "from": "bot", "type": "notice", "kind": kind, "text": text} | more, now())


async def queued(log: ConversationLog, words: str, **notice: Any) -> str:
    """A conversation that was passed on after these words."""
    opened = await log.open(token_hash=new_id(), site_key="demo", shopper_id=None, locale="en", analytics=False)
    said = {"id": new_id(), "from": "shopper", "type": "text", "text": words}
    await log.add_shoppers(conversation_id=opened.id, payload=said)
    messages = [bot("handoff", "A person takes over.", **notice), bot("info", "Noted.")]
    await log.add_answers(conversation_id=opened.id, reply_to=said["id"], messages=messages, status="queued")
    return opened.id


async def test_lists_who_waits_longest_first_with_what_a_person_needs(log: ConversationLog, engine: Engine) -> None:
    started = now()
    first = await queued(log, "where is my parcel", summary="About an order")
    second = await queued(log, "a mouse")
    await log.open(token_hash="other", site_key="demo", shopper_id=None, locale="en", analytics=False)

    one, two = waiting(engine)

    assert (one.id, two.id) == (first, second)
    assert (one.last_words, one.reason, one.summary) == ("where is my parcel", "A person takes over.", "About an order")
    assert timedelta(0) <= one.since - started < timedelta(minutes=1)


async def test_who_asks_for_a_person_again_waits_since_the_first_time(log: ConversationLog, engine: Engine) -> None:
    one = await queued(log, "a person please")
    since = waiting(engine)[0].since
    await log.add_answers(conversation_id=one, reply_to=None, messages=[bot("handoff", "Soon.")], status="queued")

    assert [(w.since, w.reason) for w in waiting(engine)] == [(since, "Soon.")]


async def test_closes_one_or_all_and_they_may_wait_again(log: ConversationLog, engine: Engine) -> None:
    ids = [await queued(log, words) for words in ("one", "two", "three")]

    assert close(engine, ids[:1]) == 1
    assert [w.id for w in waiting(engine)] == ids[1:]
    assert close(engine) == 2
    assert waiting(engine) == []

    before = now()
    await log.add_answers(conversation_id=ids[0], reply_to=None, messages=[bot("handoff", "Again.")], status="queued")
    assert [(w.id, w.since >= before) for w in waiting(engine)] == [(ids[0], True)]


async def test_refuses_to_close_who_does_not_wait_and_then_closes_nobody(log: ConversationLog, engine: Engine) -> None:
    one = await queued(log, "a person please")

    with pytest.raises(UnknownConversation, match="nobody"):
        close(engine, [one, "nobody"])

    assert [w.id for w in waiting(engine)] == [one]


async def test_reads_both_sides_of_a_conversation(log: ConversationLog, engine: Engine) -> None:
    one = await queued(log, "a person please")

    assert [m["text"] for m in transcript(engine, one)] == ["a person please", "A person takes over.", "Noted."]
    with pytest.raises(UnknownConversation):
        transcript(engine, "nobody")
