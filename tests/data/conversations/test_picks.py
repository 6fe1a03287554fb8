from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from data.conversations.log import Conversation, ConversationLog, now
from data.conversations.picks import Pick, picked_at, picks_for, replace_picks
from data.conversations.verdicts import Stored, store
from tests.data.conversations.conftest import answer, opened, said


async def test_what_is_picked_replaces_what_was_and_is_left_out_for_who_judged_it(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    message = (await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))).message_id
    await log.add_answers(conversation_id=conversation.id, reply_to=message, messages=[answer("Which?")])
    private = await opened(log, token="other", analytics=False)
    hidden = (await log.add_shoppers(conversation_id=private.id, payload=said("a mouse"))).message_id
    pick = Pick(conversation.id, message, "acts", None, 1.0, [("unsure", {"sure": 0.4})])
    assert (picked_at(engine), picks_for(engine, "ann")) == (None, [])

    assert replace_picks(engine, [pick, replace(pick, conversation_id=private.id, message_id=hidden)], now()) == 1
    assert replace_picks(engine, [replace(pick, kind="product", product_id="p"), pick], at := now()) == 2

    assert picked_at(engine) == at
    assert [(one.kind, one.product_id, one.priority) for one in picks_for(engine, "ann")] == [
        ("product", "p", 1.0),
        ("acts", None, 1.0),
    ]
    store(engine, [Stored(conversation.id, message, "acts", {"acts": [["search", "a mouse"]]}, "ann")])
    assert [one.kind for one in picks_for(engine, "ann")] == ["product"]
    store(engine, [Stored(conversation.id, message, "flag", {"flag": "skip"}, "ann")])
    assert picks_for(engine, "ann") == []
    assert len(picks_for(engine, "bob")) == 2
