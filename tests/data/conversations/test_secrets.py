"""What is lent to a conversation: kept encrypted, for a time, under placeholders that are never given twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.conversations.log import BeingAnswered, ConversationLog, NewMessage, new_id, now
from data.conversations.secrets import Sealed, forget_expired


async def opened(log: ConversationLog) -> str:
    conversation = await log.open(token_hash=new_id(), site_key="s", shopper_id=None, locale="en", analytics=True)
    return conversation.id


def said(text: str, sender: str = "shopper") -> dict[str, str]:
    return {"id": new_id(), "type": "text", "from": sender, "text": text}


def sealed(minutes: int = 60, **values: str) -> Sealed:
    return Sealed({f"‹{name}›": text for name, text in values.items()}, now() + timedelta(minutes=minutes))


async def test_what_is_lent_is_found_with_what_the_assistant_said_last(log: ConversationLog) -> None:
    id = await opened(log)
    turn = await log.add_shoppers(conversation_id=id, payload=said("‹email_1›"), sealed=sealed(email_1="x"))
    answers = [NewMessage(said(text, "bot"), now()) for text in ("Thanks.", "What is the order number?")]
    await log.add_answers(conversation_id=id, reply_to=turn.message_id, messages=answers, sealed=sealed(order_s1="y"))

    lent = await log.lent(conversation_id=id)

    assert lent.sealed == {"‹email_1›": "x", "‹order_s1›": "y"}
    assert lent.said_last == "Thanks.\nWhat is the order number?"


async def test_a_value_past_its_time_is_gone_its_placeholder_given(log: ConversationLog, engine: Engine) -> None:
    id = await opened(log)
    await log.add_shoppers(conversation_id=id, payload=said("‹email_1›"), sealed=sealed(-1, email_1="x"))

    assert (await log.lent(conversation_id=id)).sealed == {"‹email_1›": ""}
    with engine.begin() as connection:
        assert forget_expired(connection, now()) == 1
        assert forget_expired(connection, now()) == 0
    assert (await log.lent(conversation_id=id)).sealed == {"‹email_1›": ""}


async def test_a_placeholder_given_meanwhile_has_the_message_masked_again(log: ConversationLog) -> None:
    id = await opened(log)
    await log.add_shoppers(conversation_id=id, payload=said("‹email_1›"), sealed=sealed(email_1="x"))

    with pytest.raises(BeingAnswered):
        await log.add_shoppers(conversation_id=id, payload=said("‹email_1›"), sealed=sealed(email_1="other"))

    assert (await log.lent(conversation_id=id)).sealed == {"‹email_1›": "x"}
    assert len(await log.history(conversation_id=id)) == 1


async def test_a_repeat_adds_nothing(log: ConversationLog) -> None:
    id = await opened(log)
    for _ in range(2):
        await log.add_shoppers(conversation_id=id, payload=said("‹email_1›"), client_id="c", sealed=sealed(email_1="x"))

    assert (await log.lent(conversation_id=id)).sealed == {"‹email_1›": "x"}


async def test_a_message_is_masked_once_more_with_its_answer(log: ConversationLog) -> None:
    id = await opened(log)
    payload = said("it is K77")
    turn = await log.add_shoppers(conversation_id=id, payload=payload)
    await log.add_answers(
        conversation_id=id, reply_to=turn.message_id, messages=[], remasked=payload | {"text": "it is ‹order_s1›"}
    )

    assert [one["text"] for one in await log.history(conversation_id=id)] == ["it is ‹order_s1›"]
