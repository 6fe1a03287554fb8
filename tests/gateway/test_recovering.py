"""What was left without an answer, and is answered: once, by whichever gateway, and heard by who waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import update

from data.conversations.log import now
from data.conversations.tables import ConversationRow
from data.conversations.unanswered import LEASE
from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, SESSION, ScriptedRasa, gateway, rows

ANSWERS = "SELECT count(*) FROM messages WHERE sender = 'bot' AND type = 'products' AND reply_to IS NOT NULL"


async def until(config: GatewayConfig, query: str, expected: list[Any]) -> None:
    """Returns once the database says so."""
    async with asyncio.timeout(30):
        while rows(config, query) != expected:  # noqa: ASYNC110  (the gateways are others)
            await asyncio.sleep(0.05)


def die(config: GatewayConfig) -> None:
    """As if the gateway that is answering had died so long ago that its loan is over."""
    engine = connect(config.database_url)
    with engine.begin() as connection:
        over = now() - timedelta(seconds=1)
        connection.execute(update(ConversationRow).values(answering_until=over))
    engine.dispose()


async def test_who_waits_is_answered_once_by_one_of_several_gateways(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    async with gateway(config) as one, gateway(config), gateway(config):
        tokens = [(await one.post("/v1/chat/sessions", json=SESSION)).json()["token"] for _ in range(3)]
        rasa.asked.clear()
        rasa.status = 503
        saying = [
            one.post(SAY, json={"text": "a mouse"}, headers={"Authorization": f"Bearer {token}"}) for token in tokens
        ]
        told = [answer.json()["messages"][0]["reason"] for answer in await asyncio.gather(*saying)]
        rasa.status = 200

        await until(config, ANSWERS, [(3,)])
        await until(config, "SELECT count(*) FROM conversations WHERE answering_until IS NOT NULL", [(0,)])

    assert told == ["outage"] * 3
    assert rows(config, ANSWERS) == [(3,)]
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(3,)]


async def test_what_a_gateway_that_died_was_answering_is_answered_by_the_next(
    config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    async with gateway(config) as client, gateway(config):
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        rasa.delay = 0.9
        headers = {"Authorization": f"Bearer {token}"}
        said = {"text": "a mouse", "client_id": "c"}
        first = asyncio.create_task(client.post(SAY, json=said, headers=headers))
        await until(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'", [(1,)])
        die(config)
        await until(config, "SELECT count(*) FROM conversations WHERE answering_until IS NULL", [(1,)])
        again = await client.post(SAY, json=said, headers=headers)

    assert (await first).json() == again.json()
    assert rows(config, ANSWERS) == [(1,)]  # and it came back to life in time to see that another one had answered


async def test_an_answer_that_takes_long_is_not_taken_from_its_gateway(config: GatewayConfig) -> None:
    engine = connect(config.database_url)
    app = create_app(config)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        await client.post("/v1/chat/sessions", json=SESSION)
        conversation = rows(config, "SELECT id FROM conversations")[0][0]
        loans = app.state.services.turns._loans
        with engine.begin() as connection:
            connection.execute(update(ConversationRow).values(answering_until=now() + LEASE / 2))
        async with loans.kept(conversation):
            await until(config, "SELECT answering_until > datetime('now', '+2 seconds') FROM conversations", [(1,)])
    engine.dispose()


async def test_what_fails_again_is_tried_less_and_less_and_what_is_old_is_let_go(
    config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    async with gateway(config) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        rasa.status = 503
        await client.post(SAY, json={"text": "a mouse"}, headers={"Authorization": f"Bearer {token}"})
        tried = len(rasa.asked)
        while len(rasa.asked) < tried + 1:  # noqa: ASYNC110  (Rasa is in another thread)
            await asyncio.sleep(0.05)
        engine = connect(config.database_url)
        with engine.begin() as connection:
            connection.execute(update(ConversationRow).values(last_at=now() - timedelta(hours=2)))
        engine.dispose()
        await until(config, "SELECT answering_until FROM conversations", [(None,)])

    assert rows(config, "SELECT type FROM messages ORDER BY seq")[1:] == [("text",), ("notice",)]
