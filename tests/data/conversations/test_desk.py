"""What those who serve shoppers find in lists, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from data.conversations import claims
from data.conversations.desk import LIVELY, find, line, lists
from data.conversations.log import ConversationLog, UnknownConversation, new_id, now
from data.conversations.notes import add_note
from data.conversations.tables import ConversationRow
from tests.data.conversations.conftest import answer, opened, said


async def talk(log: ConversationLog, words: str = "a mouse", *, queued: bool = False) -> str:
    one = await opened(log, token=new_id())
    turn = await log.add_shoppers(conversation_id=one.id, payload=said(words))
    handoff = answer("A person takes over.", type="notice", kind="handoff", summary="Looks for: mouse")
    messages = [handoff] if queued else [answer("Here is one")]
    await log.add_answers(
        conversation_id=one.id,
        reply_to=turn.message_id,
        messages=messages,
        status="queued" if queued else None,
        reason="misses" if queued else None,
    )
    return one.id


async def test_lists_who_waits_who_is_served_and_who_talks_to_the_assistant(
    log: ConversationLog, engine: Engine
) -> None:
    first, second = [await talk(log, words, queued=True) for words in ("where is it", "hello?")]
    mine, theirs, live, quiet = [await talk(log) for _ in range(4)]
    claims.claim(engine, mine, "anna")
    claims.claim(engine, theirs, "ben")
    await opened(log, token="silent")
    with engine.begin() as connection:
        connection.execute(
            update(ConversationRow).where(ConversationRow.id == quiet).values(last_at=now() - 2 * LIVELY)
        )

    found = lists(engine, "anna", now())

    assert [one.id for one in found.waiting] == [first, second]
    assert [[one.id for one in part] for part in found[1:]] == [[mine], [theirs], [live]]
    waits = found.waiting[0]
    assert (waits.status, waits.reason, waits.last_words) == ("queued", "misses", "where is it")
    assert (waits.told, waits.summary) == ("A person takes over.", "Looks for: mouse")
    assert [(one.status, one.agent_id) for one in (*found.mine, *found.others)] == [("agent", "anna"), ("agent", "ben")]


async def test_finds_conversations_by_words_said_and_noted_the_newest_first(
    log: ConversationLog, engine: Engine
) -> None:
    asked = ("A Silent mouse", "a laptop", "100%_ silent", 'an iPhone, "Größe" \\ 鼠标')
    mice, laptops, percent, odd = [await talk(log, words) for words in asked]
    add_note(engine, laptops, "Anna", "wants it SILENT too")

    def ids(query: str) -> list[str]:
        return [one.id for one in find(engine, query)[0]]

    assert ids("silent") == [percent, laptops, mice]
    assert ids("silent mouse") == [mice]
    assert ids("laptop silent") == [laptops]
    assert ids("%_") == [percent]
    assert [ids(word) for word in ("\\", "iphone", "Größe", '"Größe"', "鼠标")] == [[odd]] * 5
    assert ids("elephant") == ids("shopper") == ids("text") == []  # names of what is stored are no words
    assert ids("Here is one") == [odd, percent, laptops, mice]


async def test_pages_of_what_is_found_join(log: ConversationLog, engine: Engine) -> None:
    ids = [await talk(log) for _ in range(3)]

    first, more = find(engine, "", limit=2)
    assert ([one.id for one in first], more) == ([ids[2], ids[1]], True)
    rest, more = find(engine, "", limit=2, before=first[-1].last_at)
    assert ([one.id for one in rest], more) == ([ids[0]], False)


async def test_one_conversation_alone(log: ConversationLog, engine: Engine) -> None:
    one = await talk(log, "a mouse")

    assert line(engine, one).last_words == "a mouse"
    assert line(engine, one).last_at - line(engine, one).started_at < timedelta(minutes=1)
    with pytest.raises(UnknownConversation):
        line(engine, "nobody")
