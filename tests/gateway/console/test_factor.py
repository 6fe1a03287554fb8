"""Setting up one's own second factor over HTTP, and where nobody gets anywhere without one."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import httpx
import pyotp
import pytest

from data.agents import second_factor
from gateway.app import create_app
from gateway.config import GatewayConfig, SecondFactor
from tests.gateway.console.conftest import Floor, sign_in

AT = "/v1/agent/factor"


@asynccontextmanager
async def strict(config: GatewayConfig, required: SecondFactor) -> AsyncIterator[Floor]:
    app = create_app(replace(config, second_factor=required))
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        yield Floor(app, config, stack)


async def set_up(agent: httpx.AsyncClient) -> pyotp.TOTP:
    """Sets up a second factor; what shows its codes."""
    begun = (await agent.post(AT, json={})).json()
    codes = pyotp.TOTP(begun["secret"])
    assert begun["address"].startswith("otpauth://totp/Floorwalker")
    assert begun["qr_code"] == second_factor.qr_code(begun["address"])
    done = await agent.post(f"{AT}/confirm", json={"ticket": begun["ticket"], "code": codes.now()})
    assert (done.status_code, done.json()["second_factor"]) == (200, True)
    return codes


async def test_who_has_none_where_it_is_required_sets_it_up_first(config: GatewayConfig) -> None:
    async with strict(config, "required") as floor:
        anna = await floor.agent("anna")
        me = (await anna.get("/v1/agent/me")).json()
        assert me["must_set_factor"] is True
        refused = await anna.get("/v1/agent/queue")
        assert (refused.status_code, refused.json()["error"]) == (403, "factor_needed")
        assert (await anna.post("/v1/agent/presence", json={"presence": "away"})).status_code == 403

        codes = await set_up(anna)
        assert (await anna.get("/v1/agent/queue")).status_code == 200
        assert (await anna.get("/v1/agent/me")).json()["must_set_factor"] is False
        assert (await sign_in(await floor.browser(), "anna")).json()["error"] == "code_needed"
        removed = await anna.request("DELETE", AT, json={"code": codes.at(0)})
        assert removed.status_code == 403  # a wrong code
        soon = codes.at(int(time.time()) + 30)
        kept = await anna.request("DELETE", AT, json={"code": soon})
        assert (kept.status_code, kept.json()["error"]) == (409, "conflict")


@pytest.mark.parametrize(("required", "agent", "lead"), [("leads", 200, 403), ("optional", 200, 200)])
async def test_is_required_of_whom_the_settings_say(
    config: GatewayConfig, required: SecondFactor, agent: int, lead: int
) -> None:
    async with strict(config, required) as floor:
        anna, lea = await floor.agent("anna"), await floor.agent("lea", "lead")
        assert [(await one.get("/v1/agent/queue")).status_code for one in (anna, lea)] == [agent, lead]
        assert (await lea.post("/v1/agent/logout")).status_code == 204


async def test_takes_no_other_ticket_no_wrong_code_and_no_change_without_the_old_one(floor: Floor) -> None:
    anna, ben = await floor.agent("anna"), await floor.agent("ben")
    begun = (await anna.post(AT, json={})).json()
    code = pyotp.TOTP(begun["secret"]).now()
    stolen = await ben.post(f"{AT}/confirm", json={"ticket": begun["ticket"], "code": code})
    forged = await anna.post(f"{AT}/confirm", json={"ticket": "x", "code": code})
    assert [one.status_code for one in (stolen, forged)] == [409, 409]
    wrong = "000000" if code != "000000" else "111111"
    refused = await anna.post(f"{AT}/confirm", json={"ticket": begun["ticket"], "code": wrong})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (403, "code")
    assert (await sign_in(await floor.browser(), "anna")).is_success

    await set_up(anna)
    for body in ({}, {"code": "123456"}):
        assert (await anna.post(AT, json=body)).status_code == 403
    assert (await anna.request("DELETE", AT, json={})).status_code == 403


async def test_who_guesses_codes_has_to_wait(floor: Floor) -> None:
    anna = await floor.agent("anna")
    begun = (await anna.post(AT, json={})).json()
    wrong = {"ticket": begun["ticket"], "code": "000000"}
    answers = [(await anna.post(f"{AT}/confirm", json=wrong)).status_code for _ in range(11)]
    assert answers[-1] == 429
