"""Drafts for agents in the log, on both databases: one decision each, and none for what was overtaken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from data.conversations.claims import NotServed, Taken, claim, give_back, transfer
from data.conversations.log import Conversation, ConversationLog, NewMessage, new_id, now
from data.conversations.suggestions import (
    Decision,
    Part,
    Settled,
    Suggestion,
    UnknownSuggestion,
    decide,
    read_one,
    suggest,
    suggestions,
    unanswered,
)
from data.conversations.tables import SuggestionRow
from data.privacy.remasking import remask_log
from tests.data.conversations.conftest import answer, read, said

PART = Part({"id": "x", "from": "bot", "type": "text", "text": "Yes, it is."})


def by_agent(text: str = "Yes, it is.") -> NewMessage:
    payload = {"id": new_id(), "from": "agent", "agent": "Anna", "type": "text", "text": text}
    return NewMessage(payload, now())


def accepted(client_id: str = "d1") -> Decision:
    return Decision("accepted", [by_agent()], client_id, displayed_ms=700, edit_distance=0.0)


@pytest.fixture
async def asked(log: ConversationLog, engine: Engine, conversation: Conversation) -> str:
    """The id of a message to which Anna, who serves the conversation, owes an answer."""
    claim(engine, conversation.id, "anna")
    return (await log.add_shoppers(conversation_id=conversation.id, payload=said("is it silent?"))).message_id


@pytest.fixture
def draft(engine: Engine, conversation: Conversation, asked: str) -> Suggestion:
    found = suggest(engine, conversation.id, asked, [PART])
    assert found is not None
    return found


def test_a_draft_waits_for_a_decision(engine: Engine, conversation: Conversation, draft: Suggestion) -> None:
    assert suggestions(engine, conversation.id, is_open=True) == [draft]
    assert draft.parts == [PART]
    assert suggest(engine, conversation.id, draft.reply_to, []) is None


async def test_is_decided_on_once(
    log: ConversationLog, engine: Engine, conversation: Conversation, draft: Suggestion
) -> None:
    sent = decide(engine, conversation.id, draft.id, "anna", accepted())
    again = decide(engine, conversation.id, draft.id, "anna", accepted())

    assert (sent.is_new, again) == (True, (sent.payloads, False))
    assert [one["from"] for one in await log.history(conversation_id=conversation.id)] == ["shopper", "agent"]
    found = read_one(engine, conversation.id, draft.id)
    assert (found.state, found.agent_id, found.displayed_ms, found.edit_distance) == ("accepted", "anna", 700, 0.0)
    with pytest.raises(Settled, match="accepted"):
        decide(engine, conversation.id, draft.id, "anna", accepted("d2"))


def test_of_two_decisions_at_once_one_counts(engine: Engine, conversation: Conversation, draft: Suggestion) -> None:
    def tried(number: int) -> bool:
        try:
            return decide(engine, conversation.id, draft.id, "anna", accepted(f"d{number}")).is_new
        except Settled:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(tried, range(4))) == [False, False, False, True]


async def test_the_next_message_overtakes(
    log: ConversationLog, engine: Engine, conversation: Conversation, draft: Suggestion
) -> None:
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("and light?"))

    assert turn.overtaken == [draft.id]
    with pytest.raises(Settled, match="overtaken"):
        decide(engine, conversation.id, draft.id, "anna", accepted())
    late = suggest(engine, conversation.id, draft.reply_to, [PART])
    assert late is not None
    assert late.state == "overtaken"
    assert suggestions(engine, conversation.id, is_open=True) == []


def test_only_who_serves_decides(engine: Engine, conversation: Conversation, draft: Suggestion) -> None:
    with pytest.raises(Taken):
        decide(engine, conversation.id, draft.id, "ben", accepted())
    transfer(engine, conversation.id, "ben")
    assert decide(engine, conversation.id, draft.id, "ben", accepted()).is_new
    give_back(engine, conversation.id)
    with pytest.raises(NotServed):
        decide(engine, conversation.id, draft.id, "ben", accepted("d2"))
    with pytest.raises(UnknownSuggestion):
        decide(engine, conversation.id, "nothing", "ben", accepted())


async def test_knows_what_the_assistant_never_answered(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    assert unanswered(engine, conversation.id) is None
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    down = answer("It is down", type="notice", kind="handoff", reason="outage")
    await log.add_answers(conversation_id=conversation.id, reply_to=turn.message_id, messages=[down], status="queued")

    found = unanswered(engine, conversation.id)

    assert found is not None
    assert (found[0].id, found[1]["text"]) == (conversation.id, "a mouse")
    claim(engine, conversation.id, "anna")
    suggest(engine, conversation.id, turn.message_id, [PART])
    assert unanswered(engine, conversation.id) is None


def test_is_masked_again_with_its_conversation(engine: Engine, conversation: Conversation, asked: str) -> None:
    suggest(engine, conversation.id, asked, [Part(PART.payload | {"text": "Write to jo@example.org"})])
    remask_log(engine)
    assert "jo@example.org" not in str(read(engine, SuggestionRow.messages))
