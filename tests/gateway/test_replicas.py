"""Two gateways over one database: messages of one shopper that come to both, twice, or out of order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, SESSION, ScriptedRasa, gateway, rows


@pytest.fixture
async def pair(config: GatewayConfig, rasa: ScriptedRasa) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Clients of two gateways with the token of one session."""
    async with gateway(config) as one, gateway(config) as other:
        opened = (await one.post("/v1/chat/sessions", json=SESSION)).json()
        for client in (one, other):
            client.headers["Authorization"] = f"Bearer {opened['token']}"
        rasa.asked.clear()
        yield [one, other]


async def said(client: httpx.AsyncClient, **body: Any) -> list[dict[str, Any]]:
    answered = await client.post(SAY, json=body)
    assert answered.is_success, answered.text
    messages: list[dict[str, Any]] = answered.json()["messages"]
    return messages


async def test_answers_one_message_at_a_time_whichever_gateway_it_comes_to(
    pair: list[httpx.AsyncClient], rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.1

    await asyncio.gather(*(said(pair[number % 2], text=f"message {number}") for number in range(6)))

    assert rasa.most_at_once == 1
    senders = [sender for (sender,) in rows(config, "SELECT sender FROM messages ORDER BY seq")]
    assert senders == ["bot"] + ["shopper", "bot"] * 6
    stored = rows(config, "SELECT json_extract(payload, '$.text') FROM messages WHERE sender = 'shopper' ORDER BY seq")
    assert [(asked["message"],) for asked in rasa.asked] == stored


async def test_answers_a_message_that_comes_to_both_gateways_once(
    pair: list[httpx.AsyncClient], rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.2

    first, second = await asyncio.gather(*(said(client, text="a mouse", client_id="c-1") for client in pair))
    later = await said(pair[1], text="a mouse", client_id="c-1")

    assert first == second == later
    assert len(rasa.asked) == 1
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(1,)]


async def test_gives_each_message_its_own_answer_when_they_come_late_and_again(
    pair: list[httpx.AsyncClient], rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    answers = {}
    for words in ("third", "first", "second"):
        rasa.items = [{"text": f"to {words}", "custom": None}]
        answers[words] = await said(pair[0], text=words, client_id=words)

    again = {words: await said(pair[1], text=words, client_id=words) for words in ("first", "second", "third")}

    assert again == answers
    assert [messages[0]["text"] for messages in again.values()] == ["to first", "to second", "to third"]
    assert len(rasa.asked) == 3
    assert rows(config, "SELECT count(*) FROM messages") == [(7,)]


async def test_takes_a_choice_and_words_at_once_without_mixing_them(
    pair: list[httpx.AsyncClient], rasa: ScriptedRasa
) -> None:
    rasa.delay = 0.1
    choice = {"attribute": "weight", "value": None}

    await asyncio.gather(said(pair[0], choice=choice), said(pair[1], text="rather a laptop"))

    asked = {(one["message"], str(one["metadata"].get("choice"))) for one in rasa.asked}
    assert asked == {("/choose", str(choice)), ("rather a laptop", "None")}
    assert rasa.most_at_once == 1
