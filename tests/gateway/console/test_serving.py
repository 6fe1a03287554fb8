"""What goes wrong between an agent and a shopper: one leaves, both speak at once, the other is gone for good."""

from __future__ import annotations

import asyncio

import httpx

from tests.gateway.conftest import SAY, rows
from tests.gateway.console.conftest import Floor
from tests.gateway.console.test_conversations import AT, does, history, say


async def test_a_shopper_who_left_reads_it_when_they_are_back(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await say(shopper, "is it silent?")
    await does(anna, shopper, "claim")
    left = shopper.headers.copy()
    await shopper.aclose()

    assert (await does_of(anna, left["X-Conversation"], "Yes, it is.")).status_code == 201
    back = await floor.browser()
    back.headers.update({"Authorization": left["Authorization"]})
    assert (await history(back))[-1] == ("agent", "Yes, it is.")


async def test_what_is_said_to_a_shopper_who_is_erased_meanwhile_is_stored_nowhere(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await say(shopper, "hello")
    await does(anna, shopper, "claim")
    await floor.app.state.services.conversations.delete(conversation_id=shopper.headers["X-Conversation"])

    refused = await does(anna, shopper, "messages", text="hi", client_id="c1")
    assert (refused.status_code, refused.json()["error"]) == (404, "not_found")
    assert rows(floor.config, "SELECT count(*) FROM messages") == [(0,)]
    assert (await shopper.post(SAY, json={"text": "hello?"})).status_code == 401


async def test_both_who_speak_at_once_are_heard_once_and_in_one_order(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await say(shopper, "hello")
    await does(anna, shopper, "claim")

    answers = await asyncio.gather(
        *(does(anna, shopper, "messages", text=f"agent {n}", client_id=f"a{n // 2}") for n in range(16)),
        *(shopper.post(SAY, json={"text": f"shopper {n}", "client_id": f"s{n}"}) for n in range(8)),
    )
    assert {one.status_code for one in answers} <= {200, 201}
    seen = [text for _, text in await history(shopper)][-16:]
    opened = (await anna.get(f"{AT}/{shopper.headers['X-Conversation']}")).json()
    assert [one["message"]["text"] for one in opened["messages"]][-16:] == seen
    assert sorted(text for text in seen if text.startswith("shopper")) == [f"shopper {n}" for n in range(8)]
    assert len({text for text in seen if text.startswith("agent")}) == 8  # a repeat is said once


async def does_of(agent: httpx.AsyncClient, id: str, text: str) -> httpx.Response:
    return await agent.post(f"{AT}/{id}/messages", json={"text": text, "client_id": "c1"})
