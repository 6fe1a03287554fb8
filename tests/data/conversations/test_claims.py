"""Who serves a conversation, on both databases: one of several agents, and either an agent or the assistant."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.conversations import claims
from data.conversations.claims import NotServed, Taken
from data.conversations.log import Conversation, ConversationLog, NewMessage, Turn, UnknownConversation, new_id, now
from data.conversations.queue import close_all, waiting
from data.conversations.status import Status
from data.conversations.tables import ConversationRow, MessageRow
from tests.data.conversations.conftest import answer, opened, read, said

STANDS = (ConversationRow.status, ConversationRow.agent_id, ConversationRow.queue_reason)


def told(words: str = "Anna is here") -> NewMessage:
    return NewMessage({"id": new_id(), "from": "agent", "type": "notice", "kind": "info", "text": words}, now())


async def asks(log: ConversationLog, id: str, words: str = "a person please") -> str:
    """A shopper who asks for a person; their message."""
    turn = await log.add_shoppers(conversation_id=id, payload=said(words))
    await log.add_answers(
        conversation_id=id, reply_to=turn.message_id, messages=[answer("Soon.")], status="queued", reason="anger"
    )
    return turn.message_id


def texts(engine: Engine) -> list[str]:
    rows = read(engine, MessageRow.seq, MessageRow.payload)
    return [payload["text"] for _, payload in sorted(rows, key=lambda row: row[0])]


async def test_who_claims_first_has_it_and_may_ask_again(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    await asks(log, conversation.id)

    assert claims.claim(engine, conversation.id, "anna", told()).is_new
    assert not claims.claim(engine, conversation.id, "anna", told("again")).is_new
    with pytest.raises(Taken) as refused:
        claims.claim(engine, conversation.id, "ben", told("Ben is here"))

    assert refused.value.agent_id == "anna"
    assert read(engine, *STANDS) == [("agent", "anna", "anger")]
    assert waiting(engine) == []
    assert texts(engine) == ["a person please", "Soon.", "Anna is here"]


async def test_takes_over_from_who_is_absent(engine: Engine, conversation: Conversation) -> None:
    claims.claim(engine, conversation.id, "anna")

    with pytest.raises(Taken):
        claims.claim(engine, conversation.id, "ben", absent={"cleo"})
    assert claims.claim(engine, conversation.id, "ben", absent={"anna"}).is_new
    assert read(engine, *STANDS) == [("agent", "ben", None)]


async def test_one_of_two_who_claim_at_once_gets_it(log: ConversationLog, engine: Engine) -> None:
    await _double_claims(log, engine, 20)


@pytest.mark.full
async def test_one_of_two_who_claim_at_once_gets_it_in_1000_of_1000_tries(log: ConversationLog, engine: Engine) -> None:
    await _double_claims(log, engine, 1000)


async def _double_claims(log: ConversationLog, engine: Engine, times: int) -> None:
    ids = [(await opened(log, token=new_id())).id for _ in range(times)]

    def tries(id: str, agent: str) -> str:
        try:
            claims.claim(engine, id, agent)
        except Taken as error:
            return error.agent_id
        return agent

    with ThreadPoolExecutor(4) as pool:
        both = [[pool.submit(tries, id, agent) for agent in ("anna", "ben")] for id in ids]
    served = dict(read(engine, ConversationRow.id, ConversationRow.agent_id))
    assert [{one.result() for one in pair} for pair in both] == [{served[id]} for id in ids]


async def test_what_the_assistant_answers_after_a_claim_is_dropped(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"), patience=timedelta(hours=1))
    claims.claim(engine, conversation.id, "anna", told())

    async def answers_late(status: Status | None = None) -> bool:
        messages = [answer("Here is one")]
        return await log.add_answers(
            conversation_id=conversation.id, reply_to=turn.message_id, messages=messages, status=status
        )

    assert not await answers_late("queued")
    while_served = await log.add_shoppers(conversation_id=conversation.id, payload=said("hello?"))
    claims.give_back(engine, conversation.id, by="anna", told=told("The assistant is back"))
    assert not await answers_late()
    assert while_served.is_agents
    assert texts(engine) == ["a mouse", "Anna is here", "hello?", "The assistant is back"]

    after = await log.add_shoppers(conversation_id=conversation.id, payload=said("a keyboard"))
    assert not after.is_agents
    assert await log.add_answers(
        conversation_id=conversation.id, reply_to=after.message_id, messages=[answer("Here is one")]
    )
    assert read(engine, *STANDS) == [("bot", None, None)]


async def test_either_the_assistant_answers_before_a_claim_or_not_at_all(log: ConversationLog, engine: Engine) -> None:
    await _take_overs(log, engine, 20)


@pytest.mark.full
async def test_never_two_voices_in_200_of_200_take_overs(log: ConversationLog, engine: Engine) -> None:
    await _take_overs(log, engine, 200)


async def _take_overs(log: ConversationLog, engine: Engine, times: int) -> None:
    """Claims at the moment of an answer."""
    chance, late = random.Random(7), 0  # noqa: S311
    for _ in range(times):
        one = (await opened(log, token=new_id())).id
        turn = await log.add_shoppers(conversation_id=one, payload=said("a mouse"), patience=timedelta(hours=1))

        async def claims_it(one: str = one) -> None:
            await asyncio.sleep(chance.uniform(0, 0.004))
            await asyncio.to_thread(claims.claim, engine, one, "anna", told())

        async def answers_it(one: str = one, reply_to: str = turn.message_id) -> bool:
            await asyncio.sleep(chance.uniform(0, 0.004))
            return await log.add_answers(conversation_id=one, reply_to=reply_to, messages=[answer("Here is one")])

        _, is_stored = await asyncio.gather(claims_it(), answers_it())
        rows = read(engine, MessageRow.conversation_id, MessageRow.seq, MessageRow.sender)
        senders = [sender for id, _, sender in sorted(rows) if id == one]
        assert senders == (["shopper", "bot", "agent"] if is_stored else ["shopper", "agent"])
        late += not is_stored
    assert times < 100 or 0 < late < times


async def test_what_an_agent_took_is_not_answered_when_it_comes_again(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    claims.claim(engine, conversation.id, "anna", told())

    async def says_hello() -> Turn:
        hour = timedelta(hours=1)
        return await log.add_shoppers(
            conversation_id=conversation.id, payload=said("hello?"), client_id="c1", patience=hour
        )

    await says_hello()
    claims.give_back(engine, conversation.id, told=told("The assistant is back"))

    repeat = await says_hello()
    assert (repeat.is_repeat, repeat.is_agents) == (True, True)
    assert not (await log.add_shoppers(conversation_id=conversation.id, payload=said("more"))).is_agents


async def test_is_passed_on_to_a_colleague_and_back_to_the_queue(engine: Engine, conversation: Conversation) -> None:
    claims.claim(engine, conversation.id, "anna")

    with pytest.raises(Taken):
        claims.transfer(engine, conversation.id, "ben", by="ben")
    assert claims.transfer(engine, conversation.id, "ben", by="anna").is_new
    assert not claims.transfer(engine, conversation.id, "ben", by="ben").is_new
    assert read(engine, *STANDS) == [("agent", "ben", None)]
    assert claims.transfer(engine, conversation.id, None, told=told("Somebody else comes")).is_new  # a lead may

    assert read(engine, *STANDS) == [("queued", None, "asked")]
    assert [w.id for w in waiting(engine)] == [conversation.id]
    with pytest.raises(NotServed, match="queued"):
        claims.transfer(engine, conversation.id, "ben")


async def test_who_is_closed_is_the_assistants_when_they_write_again(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    await asks(log, conversation.id)
    claims.claim(engine, conversation.id, "anna")

    with pytest.raises(Taken):
        claims.close(engine, conversation.id, by="ben")
    assert claims.close(engine, conversation.id, by="anna", told=told("Bye")).told is not None
    assert not claims.close(engine, conversation.id, by="ben").is_new
    assert read(engine, *STANDS) == [("closed", None, None)]
    with pytest.raises(NotServed, match="closed"):
        claims.claim(engine, conversation.id, "ben")

    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    assert not turn.is_agents
    assert read(engine, *STANDS) == [("bot", None, None)]


async def test_a_shopper_whom_nobody_served_is_not_told_that_it_is_closed(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    await asks(log, conversation.id)

    assert claims.close(engine, conversation.id, by="ben", told=told("Bye")) == claims.Changed(True)
    assert texts(engine) == ["a person please", "Soon."]


async def test_refuses_what_is_not_there(engine: Engine) -> None:
    changes: list[Callable[[], claims.Changed]] = [
        lambda: claims.claim(engine, "nobody", "anna"),
        lambda: claims.transfer(engine, "nobody", None),
        lambda: claims.give_back(engine, "nobody"),
        lambda: claims.close(engine, "nobody"),
    ]
    for change in changes:
        with pytest.raises(UnknownConversation):
            change()


async def test_closes_all_that_wait_for_one_reason(log: ConversationLog, engine: Engine) -> None:
    angry, down, claimed = [(await opened(log, token=new_id())).id for _ in range(3)]
    await asks(log, angry)
    for id in (down, claimed):
        await log.add_answers(conversation_id=id, reply_to=None, messages=[], status="queued", reason="outage")
    claims.claim(engine, claimed, "anna")

    closed = close_all(engine, "outage", lambda locale: told(f"back ({locale})"))

    assert [(id, message.payload["text"]) for id, message in closed.items()] == [(down, "back (en)")]
    assert [(w.id, w.why) for w in waiting(engine)] == [(angry, "anger")]
    assert close_all(engine, "outage", lambda _: told()) == {}
