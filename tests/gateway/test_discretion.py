"""Masked before anything is stored or sent on; what the shopper sees has its values."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text, update

from data.conversations.log import now
from data.conversations.tables import SecretRow
from data.database import connect
from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, ScriptedRasa, rows

SAID = "I'm Anna Meyer, order FW-10231, anna@example.com, card 4111 1111 1111 1111, password: Zebra!99"
MASKED = "I'm ‹name_1›, order ‹order_1›, ‹email_1›, card ‹card_1›, password: ‹password_1›"
VALUES = ("Anna Meyer", "FW-10231", "anna@example.com", "4111 1111 1111 1111", "Zebra!99", "Lindenweg 4")


def answer(words: str, **custom: Any) -> list[dict[str, Any]]:
    return [{"text": words, "custom": {"type": "text", **custom}}]


async def say(session: httpx.AsyncClient, words: str, **more: Any) -> list[dict[str, Any]]:
    response = await session.post(SAY, json={"text": words, **more})
    assert response.status_code == 200, response.text
    messages: list[dict[str, Any]] = response.json()["messages"]
    return messages


async def history(session: httpx.AsyncClient) -> list[str]:
    return [message["text"] for message in (await session.get(SAY)).json()["messages"] if message.get("text")]


def stored(config: GatewayConfig) -> bytes:
    """Every byte of the database's files."""
    folder = Path(config.database_url.removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir() if ".db" in path.name)


async def test_neither_the_database_nor_rasa_sees_a_value(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    address = config.vault.seal("Lindenweg 4, 10557 Berlin")
    rasa.items = answer("‹order_1› goes to ‹address_s1›.", secrets={"‹address_s1›": address})

    (answered,) = await say(session, SAID)

    (asked,) = rasa.asked
    assert asked["message"] == MASKED
    assert {mark: config.vault.unseal(one) for mark, one in asked["metadata"]["secrets"].items()}[
        "‹email_1›"
    ] == VALUES[2]
    assert not any(value in json.dumps(asked) for value in VALUES)
    everything = stored(config)
    assert MASKED.encode() in everything or json.dumps(MASKED).encode() in everything  # it is what is searched
    assert not any(form in everything for value in VALUES for form in (value.encode(), value.encode("utf-16-le")))
    assert answered["text"] == "FW-10231 goes to Lindenweg 4, 10557 Berlin."
    assert "secrets" not in answered
    assert (await history(session))[-2:] == [SAID, answered["text"]]


async def test_the_next_message_brings_what_is_lent(session: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    await say(session, "my mail is anna@example.com")
    await say(session, "is anna@example.com right?")

    assert rasa.asked[-1]["message"] == "is ‹email_1› right?"
    assert set(rasa.asked[-1]["metadata"]["secrets"]) == {"‹email_1›"}


async def test_a_repeat_gets_the_first_answer_with_its_values(session: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    rasa.items = answer("Thanks, ‹email_1›.")
    first = await say(session, "it is anna@example.com", client_id="c1")

    assert await say(session, "it is anna@example.com", client_id="c1") == first
    assert first[0]["text"] == "Thanks, anna@example.com."


async def test_what_is_past_its_time_is_dots_when_the_page_is_loaded_again(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    await say(session, "my mail is anna@example.com")
    with connect(config.database_url).begin() as connection:
        connection.execute(update(SecretRow).values(expires_at=now() - timedelta(seconds=1)))

    assert "my mail is •••" in await history(session)


async def test_what_the_assistant_asked_for_is_masked(session: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    rasa.items = answer("What is the order number?")
    await say(session, "where is it")
    await say(session, "4711")

    assert rasa.asked[-1]["message"] == "‹order_1›"


async def test_what_only_the_action_server_knew_for_personal_is_masked_afterwards(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.items = answer("Found.", secrets={"‹order_s1›": config.vault.seal("K77-AB12")})
    await say(session, "look at K77-AB12 then")

    ((payload,),) = rows(config, "SELECT payload FROM messages WHERE sender = 'shopper'")
    assert json.loads(payload)["text"] == "look at ‹order_s1› then"
    assert "look at K77-AB12 then" in await history(session)


async def test_a_message_that_is_answered_on_its_repeat_keeps_its_id(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    await say(session, "look at K77-AB12 then", client_id="c1")
    with connect(config.database_url).begin() as connection:  # as if the gateway had died before it answered
        connection.execute(text("DELETE FROM messages WHERE reply_to IS NOT NULL"))
    rasa.items = answer("Found.", secrets={"‹order_s1›": config.vault.seal("K77-AB12")})
    await say(session, "look at K77-AB12 then", client_id="c1")

    ((id, payload),) = rows(config, "SELECT id, payload FROM messages WHERE sender = 'shopper'")
    assert (json.loads(payload)["id"], json.loads(payload)["text"]) == (id, "look at ‹order_s1› then")


async def test_a_message_that_hides_an_address_behind_unseen_characters_is_masked(
    session: httpx.AsyncClient, rasa: ScriptedRasa
) -> None:
    await say(session, "mail an\u200bna@exam\u00adple.com")

    assert rasa.asked[-1]["message"] == "mail ‹email_1›"


async def test_nothing_of_another_conversation_can_be_asked_for(session: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    rasa.items = answer("You said ‹email_1›.")

    (answered,) = await say(session, "what is ‹email_1›?")

    assert rasa.asked[-1]["message"] == "what is email_1?"
    assert answered["text"] == "You said •••."


async def test_secrets_outlive_no_deleted_conversation(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    await say(session, "my mail is anna@example.com")
    with connect(config.database_url).begin() as connection:
        connection.execute(text("DELETE FROM conversations"))

    assert rows(config, "SELECT * FROM secrets") == []
