from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from data.conversations.log import Conversation, ConversationLog, UnknownConversation, UnknownMessage
from data.conversations.sessions import session_of
from data.conversations.verdicts import Stored, store, stored
from tests.data.conversations.conftest import answer, opened, said


async def told(log: ConversationLog, conversation: Conversation) -> str:
    message = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    await log.add_answers(conversation_id=conversation.id, reply_to=message.message_id, messages=[answer("Which?")])
    return message.message_id


async def test_verdicts_of_several_people_are_kept_and_of_one_the_last(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    message = await told(log, conversation)
    first = Stored(conversation.id, message, "acts", {"acts": [["search", "a mouse"]]}, "ann")
    changed = replace(first, payload={"acts": [["details", "a mouse"]]})
    products = [
        Stored(conversation.id, message, "product", {"product_id": id, "right": True}, "ann") for id in ("p", "q")
    ]

    assert store(engine, [first, replace(first, agent="bob")]) == 2
    store(engine, [changed, *products])

    found = {(one.agent, one.kind, str(one.payload)) for one in stored(engine)}
    assert found == {
        ("bob", "acts", str(first.payload)),
        ("ann", "acts", str(changed.payload)),
        *(("ann", "product", str(one.payload)) for one in products),
    }
    session = session_of(engine, conversation.id)
    assert session is not None
    assert len(session.verdicts) == 4


async def test_what_is_not_there_or_without_consent_is_refused_and_nothing_is_stored(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    message = await told(log, conversation)
    private = await opened(log, token="other", analytics=False)
    own = Stored(conversation.id, message, "flag", {"flag": "skip"}, "ann")

    for other in (replace(own, conversation_id="nobody"), replace(own, conversation_id=private.id)):
        with pytest.raises(UnknownConversation):
            store(engine, [own, other])
    with pytest.raises(UnknownMessage):
        store(engine, [own, replace(own, message_id="none")])

    assert stored(engine) == []
    assert session_of(engine, private.id) is None
