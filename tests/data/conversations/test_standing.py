"""What stands before a shopper, on both databases: what was said and sent, never what was only drafted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from data.conversations import agent_messages
from data.conversations.claims import claim, give_back
from data.conversations.log import Conversation, ConversationLog, NewMessage, new_id, now
from data.conversations.standing import Standing
from data.conversations.suggestions import Decision, Part, decide, suggest
from tests.data.conversations.conftest import said, shown

QUESTION = {"type": "question", "text": "How light?", "attribute": "weight", "label": "Weight"}


def message(sender: str, **payload: Any) -> NewMessage:
    return NewMessage(payload | {"id": new_id(), "from": sender}, now())


def listed(*ids: str) -> dict[str, Any]:
    return shown(*ids).payload | {"text": None}


class Talk:
    """A shopper, the assistant and Anna."""

    def __init__(self, log: ConversationLog, engine: Engine, id: str) -> None:
        self.log, self.engine, self.id = log, engine, id

    async def says(self, text: str = "hm") -> str:
        return (await self.log.add_shoppers(conversation_id=self.id, payload=said(text))).message_id

    async def answered(self, to: str, *payloads: dict[str, Any]) -> None:
        messages = [message("bot", **one) for one in payloads]
        assert await self.log.add_answers(conversation_id=self.id, reply_to=to, messages=messages)

    def sent(self, *payloads: dict[str, Any]) -> None:
        messages = [message("agent", agent="Anna", **one) for one in payloads]
        agent_messages.add(self.engine, self.id, "anna", messages, new_id())

    def drafted(self, to: str, *, is_sent: bool) -> None:
        found = suggest(self.engine, self.id, to, [Part(message("bot", **listed("d")).payload)])
        assert found is not None
        if is_sent:
            parts = [message("agent", agent="Anna", **listed("d"))]
            decide(self.engine, self.id, found.id, "anna", Decision("accepted", parts, new_id()))

    async def stands(self) -> Standing | None:
        return await self.log.standing(conversation_id=self.id, message_id=await self.says())


@pytest.fixture
async def talk(log: ConversationLog, engine: Engine, conversation: Conversation) -> Talk:
    """After the assistant's list and question, Anna came."""
    talk = Talk(log, engine, conversation.id)
    await talk.answered(await talk.says("a mouse"), listed("a", "b"), QUESTION | {"options": [{"value": True}]})
    claim(engine, conversation.id, "anna", message("bot", type="notice", kind="info", text="Anna is here"))
    return talk


async def test_what_the_assistant_said_itself_it_knows(talk: Talk) -> None:
    assert await talk.stands() is None


async def test_that_anybody_was_there_is_known_of_each_message(
    log: ConversationLog, conversation: Conversation, talk: Talk
) -> None:
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("hm"))
    assert turn.was_served
    give_back(talk.engine, talk.id)
    assert (await log.add_shoppers(conversation_id=conversation.id, payload=said("hm"))).was_served


async def test_of_a_draft_that_was_not_sent_nothing_stands(talk: Talk) -> None:
    talk.drafted(await talk.says("in black"), is_sent=False)

    stands = await talk.stands()

    assert stands == Standing(
        shown=["a", "b"], asked="weight", kind="boolean", said=["products", "question"], is_said=False
    )


async def test_of_one_that_was_sent_all_does(talk: Talk) -> None:
    talk.drafted(await talk.says("in black"), is_sent=True)

    assert await talk.stands() == Standing(shown=["d"], said=["products"], is_said=True)


async def test_what_an_agent_sends_stands(talk: Talk) -> None:
    asked = QUESTION | {"options": [{"value": {"min": 1, "max": 2}}, {"value": "other"}]}
    talk.sent({"type": "comparison", "products": [{"id": "a"}, {"id": "b"}], "rows": []})
    talk.sent({"type": "product_detail", "product": {"id": "b"}}, asked)

    stands = await talk.stands()

    assert stands == Standing(
        shown=["a", "b"],
        compared=["a", "b"],
        focus="b",
        asked="weight",
        kind="categorical",
        said=["products", "question", "comparison", "product_detail", "question"],
        is_said=True,
    )
    talk.sent({"type": "text", "text": "And for whom?"})
    later = await talk.stands()
    assert later is not None
    assert (later.asked, later.said, later.shown) == (None, ["text"], ["a", "b"])
