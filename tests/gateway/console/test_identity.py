"""Who asks, over HTTP and over a WebSocket."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.requests import HTTPConnection

from gateway.console.identity import AdminDep, LeadDep, agent_of, csrf_of
from gateway.errors import NotAllowed, NotSignedIn
from tests.gateway.console.conftest import Floor


def socket(cookie: str = "", **headers: str) -> HTTPConnection:
    """What a browser sends to open a WebSocket."""
    given = {"host": "test", "cookie": f"fw_agent={cookie}"} | headers
    raw = [(name.encode(), value.encode()) for name, value in given.items()]
    return HTTPConnection({"type": "websocket", "path": "/v1/agent/stream", "headers": raw})


async def test_a_websocket_is_its_agents(floor: Floor) -> None:
    anna = await floor.agent()
    services = floor.app.state.services

    found = await agent_of(socket(anna.cookies["fw_agent"], origin="http://test"), services, keeps_alive=False)

    assert (found.id, found.presence) == (floor.hired["anna"].id, "online")
    with pytest.raises(NotAllowed, match="only the console's own page"):
        await agent_of(socket(anna.cookies["fw_agent"], origin="https://shop.example"), services)
    for cookie in ("", "x", "ä"):
        with pytest.raises(NotSignedIn, match="sign in"):
            await agent_of(socket(cookie), services)


def test_a_csrf_token_is_of_one_session_and_does_not_tell_it() -> None:
    assert csrf_of("a") == csrf_of("a")
    assert csrf_of("a") != csrf_of("b")
    assert len(csrf_of("a")) == 64


@pytest.mark.parametrize(("role", "codes"), [("agent", [403, 403]), ("lead", [200, 403]), ("admin", [200, 200])])
async def test_rights_are_those_of_the_role(floor: Floor, role: str, codes: list[int]) -> None:
    _add_routes(floor.app)
    browser = await floor.agent("anna", role)

    answers = [await browser.get(path) for path in ("/v1/agent/test/lead", "/v1/agent/test/admin")]

    assert [answer.status_code for answer in answers] == codes
    assert all(answer.json()["error"] == "not_allowed" for answer in answers if answer.status_code == 403)


def _add_routes(app: FastAPI) -> None:
    @app.get("/v1/agent/test/lead")
    async def lead(account: LeadDep) -> str:
        return account.name

    @app.get("/v1/agent/test/admin")
    async def admin(account: AdminDep) -> str:
        return account.name
