"""What stands behind the dots: shown to who serves the shopper and says why, and noted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx

from gateway.config import GatewayConfig
from tests.gateway.conftest import ScriptedRasa, rows
from tests.gateway.console.conftest import Floor
from tests.gateway.console.test_conversations import AT, does, say

WHY = "to look up the order"


async def reveal(agent: httpx.AsyncClient, shopper: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await does(agent, shopper, "reveal", **({"reason": WHY} | body))


async def first(agent: httpx.AsyncClient, shopper: httpx.AsyncClient) -> dict[str, Any]:
    """The first message of the shopper, as the agent sees it."""
    opened = (await agent.get(f"{AT}/{shopper.headers['X-Conversation']}")).json()
    said: dict[str, Any] = next(one for one in opened["messages"] if one["sender"] == "shopper")
    return said


async def test_who_serves_sees_what_they_ask_for_with_a_reason(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    rasa.items = [{"text": "Yes"}]
    await say(shopper, "••• I am at ada@example.com or eve@example.com")
    await does(anna, shopper, "claim")
    said = await first(anna, shopper)
    assert said["message"]["text"] == "••• I am at ••• or •••"

    seen = await reveal(anna, shopper, message_id=said["id"], place=2, reason=f"{WHY} of bob@example.com")
    assert (seen.status_code, seen.json()) == (200, {"value": "eve@example.com", "note": "", "seconds": 60})
    assert seen.headers["cache-control"] == "no-store"
    [(who, details)] = rows(floor.config, "SELECT who, details FROM audit WHERE what = 'reveal'")
    assert (who, json.loads(details)["reason"]) == ("agent anna", f"{WHY} of ‹email_1›")
    assert "example.com" not in details

    for place, reason in ((0, "no longer kept"), (3, "3 dots")):
        refused = await reveal(anna, shopper, message_id=said["id"], place=place)
        assert (refused.status_code, refused.json()["detail"][0]["field"]) == (404, "place")
        assert reason in refused.json()["message"]
    for wrong in ({"message_id": "x"}, {"note_id": "x"}):
        assert (await reveal(anna, shopper, **wrong)).status_code == 404
    assert (await reveal(anna, shopper, message_id=said["id"], reason=" ok ")).status_code == 422
    assert len(rows(floor.config, "SELECT who FROM audit WHERE what = 'reveal'")) == 1


async def test_nobody_else_sees_it_but_a_lead(floor: Floor) -> None:
    anna, ben, lea = await floor.agent("anna"), await floor.agent("ben"), await floor.agent("lea", "lead")
    shopper, other = await floor.shopper(), await floor.shopper()
    await say(shopper, "ada@example.com")
    await does(ben, shopper, "claim")
    said = await first(anna, shopper)

    refused = await reveal(anna, shopper, message_id=said["id"])
    assert (refused.status_code, refused.json()["error"]) == (403, "not_allowed")
    assert (await reveal(lea, shopper, message_id=said["id"])).json()["value"] == "ada@example.com"
    assert (await reveal(lea, other, message_id=said["id"])).status_code == 404
    del ben.headers["X-CSRF-Token"]
    assert (await reveal(ben, shopper, message_id=said["id"])).status_code == 403


async def test_a_note_is_revealed_as_a_message_is(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await say(shopper, "hello")
    await does(anna, shopper, "claim")
    noted = await does(anna, shopper, "notes", text="call +49 30 1234567")

    assert (await reveal(anna, shopper, note_id=noted.json()["id"])).json()["value"] == "+49 30 1234567"


async def test_an_address_that_was_left_is_revealed_and_forgotten(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await say(shopper, "a person")
    left = {"address": "ada@example.com", "note": "after six"}
    assert (await shopper.post("/v1/chat/contact", json=left)).is_success
    assert (await reveal(anna, shopper)).status_code == 403
    assert (await does(anna, shopper, "claim")).json()["conversation"]["contact"] is True

    assert (await reveal(anna, shopper)).json() == {"value": "ada@example.com", "note": "after six", "seconds": 60}
    for _ in range(2):
        assert (await does(anna, shopper, "contact/done")).json()["conversation"]["contact"] is False
    assert (await reveal(anna, shopper)).status_code == 404
    assert rows(floor.config, "SELECT count(*) FROM audit WHERE what = 'forget address'") == [(1,)]


async def test_who_looks_too_often_has_to_wait(config: GatewayConfig) -> None:
    from contextlib import AsyncExitStack

    from gateway.app import create_app

    app = create_app(replace(config, reveals_per_agent="2/day"))
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        floor = Floor(app, config, stack)
        anna, shopper = await floor.agent("anna"), await floor.shopper()
        await say(shopper, "ada@example.com")
        await does(anna, shopper, "claim")
        said = await first(anna, shopper)
        codes = [(await reveal(anna, shopper, message_id=said["id"])).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
