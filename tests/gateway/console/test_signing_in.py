"""Signing in and out over HTTP: cookies, CSRF, lock-out, the second factor."""

from __future__ import annotations

from tests.gateway.console.conftest import Floor


async def test_an_agent_signs_in_and_out(floor: Floor) -> None:
    anna = await floor.agent("anna", "lead")

    me = await anna.get("/v1/agent/me")
    assert me.status_code == 200
    assert me.json()["agent"]["name"] == "anna"
    assert me.json()["agent"]["role"] == "lead"
    assert me.json()["agent"]["presence"] == "online"
    assert (await anna.post("/v1/agent/logout")).status_code == 204
    assert (await anna.get("/v1/agent/me")).status_code == 401
