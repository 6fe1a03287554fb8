from __future__ import annotations

from sqlalchemy import Engine

from data.conversations.log import Conversation, ConversationLog, now
from data.conversations.verdict_uses import Use, add_uses, uses_of
from data.conversations.verdicts import Stored, put, withdraw
from tests.data.conversations.conftest import answer, said


async def test_what_became_of_a_verdict_is_kept_as_long_as_the_verdict(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    message = (await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))).message_id
    await log.add_answers(conversation_id=conversation.id, reply_to=message, messages=[answer("Which?")])
    one = put(engine, Stored(conversation.id, message, "acts", {"acts": [["search", "a mouse"]]}, "ann"))
    uses = [Use(one.id, f"v{number}", "acts", "used", now(), 0.2, 0.9, {"name": "search"}) for number in (1, 2)]

    assert [add_uses(engine, [use, Use("gone", use.version, "acts", "used", now())]) for use in uses] == [1, 1]

    assert uses_of(engine, [one.id, "gone"]) == {one.id: uses}
    assert not withdraw(engine, conversation.id, one.id, "bob")
    assert withdraw(engine, conversation.id, one.id, "ann")
    assert uses_of(engine, [one.id]) == {}
