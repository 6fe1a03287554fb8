"""The queue over HTTP: who waits and why, who is served, and closing what an outage left."""

from __future__ import annotations

import pytest

from tests.gateway.conftest import SAY, ScriptedRasa
from tests.gateway.console.conftest import Floor

HANDOFF = {"type": "notice", "kind": "handoff", "summary": "Looks for: mouse", "reason": "anger"}


async def test_shows_who_waits_and_why(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, waits, served = await floor.agent("anna"), await floor.shopper(), await floor.shopper()
    talks = await floor.shopper()
    await talks.post(SAY, json={"text": "a keyboard"})
    rasa.items = [{"text": "A person takes over.", "custom": HANDOFF}]
    for shopper in (waits, served):
        await shopper.post(SAY, json={"text": "useless! mail me at jo@example.org"})
    await anna.post(f"/v1/agent/conversations/{served.headers['X-Conversation']}/claim")

    queue = (await anna.get("/v1/agent/queue")).json()

    (one,) = queue["waiting"]
    assert (one["id"], one["reason"], one["told"]) == (waits.headers["X-Conversation"], "anger", "A person takes over.")
    assert (one["last_words"], one["summary"]) == ("useless! mail me at •••", "Looks for: mouse")
    assert one["queued_at"].endswith("Z")
    assert [(mine["agent"], mine["reason"]) for mine in queue["mine"]] == [("Anna", "anger")]
    assert [live["id"] for live in queue["live"]] == [talks.headers["X-Conversation"]]
    assert queue["others"] == []
    assert [(agent["name"], agent["presence"]) for agent in queue["agents"]] == [("anna", "online")]


@pytest.mark.parametrize("how", ["down", "asked"])
async def test_knows_why_the_gateway_queued_somebody(floor: Floor, rasa: ScriptedRasa, how: str) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    rasa.status = 503 if how == "down" else 200
    await shopper.post(SAY, json={"text": "a mouse"})
    assert (await anna.get("/v1/agent/queue")).json()["waiting"] == []  # nobody who did not ask
    await shopper.post(SAY, json={"action": "human"})

    (one,) = (await anna.get("/v1/agent/queue")).json()["waiting"]
    assert one["reason"] == ("outage" if how == "down" else "asked")


async def test_a_lead_closes_what_an_outage_left(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, lea = await floor.agent("anna"), await floor.agent("lea", "lead")
    down, asks = await floor.shopper(), await floor.shopper()
    await asks.post(SAY, json={"action": "human"})
    rasa.status = 503
    await down.post(SAY, json={"action": "human"})

    refused = await anna.post("/v1/agent/queue/close", json={"reason": "outage"})
    wrong = await lea.post("/v1/agent/queue/close", json={"reason": "rain"})
    closed = await lea.post("/v1/agent/queue/close", json={"reason": "outage"})

    assert (refused.status_code, wrong.status_code, closed.json()) == (403, 422, {"closed": 1})
    waiting = (await lea.get("/v1/agent/queue")).json()["waiting"]
    assert [one["id"] for one in waiting] == [asks.headers["X-Conversation"]]
    last = (await down.get(SAY)).json()["messages"][-1]
    assert last["text"] == "The assistant is with you again. Please write once more what you are looking for."
