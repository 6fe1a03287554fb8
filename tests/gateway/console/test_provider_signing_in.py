"""Signing in at an identity provider, which is a real one on a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from data.agents import accounts
from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.provider.settings import ProviderConfig
from tests.gateway.conftest import rows
from tests.gateway.console.conftest import Floor, hire, sign_in
from tests.gateway.provider.conftest import CLIENT, SECRET, Signer, TinyProvider, provider

__all__ = ["provider"]
AT = "/v1/agent/oidc"


@asynccontextmanager
async def floor_of(config: GatewayConfig, tiny: TinyProvider, **more: Any) -> AsyncIterator[Floor]:
    told = ProviderConfig(tiny.url, CLIENT, SECRET, **more)
    app = create_app(replace(config, provider=told, second_factor="required"))
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        yield Floor(app, config, stack)


async def go(browser: httpx.AsyncClient, tiny: TinyProvider, **changes: str) -> str:
    """Signs in there; where the browser is sent in the end."""
    sent = await browser.get(f"{AT}/start")
    assert sent.status_code == 303, sent.text
    if not sent.headers["location"].startswith(tiny.url):
        return sent.headers["location"]
    back = await browser.get(f"{AT}/back", params=tiny.sign_in(sent.headers["location"]) | changes)
    return back.headers["location"]


async def test_an_agent_is_matched_once_and_has_no_password_from_then_on(
    config: GatewayConfig, provider: TinyProvider
) -> None:
    hire(config, "anna@example.com", "lead")
    async with floor_of(config, provider, label="Acme") as floor:
        browser = await floor.browser()
        assert (await browser.get(AT)).json() == {"name": "Acme"}
        assert await go(browser, provider) == "/console/"
        me = (await browser.get("/v1/agent/me")).json()
        assert (me["agent"]["name"], me["agent"]["role"], me["must_set_factor"]) == ("anna@example.com", "lead", False)
        assert (await browser.get("/v1/agent/queue")).status_code == 200

        provider.person |= {"email": "married@example.com"}  # the subject stays
        assert await go(await floor.browser(), provider) == "/console/"
        assert (await sign_in(await floor.browser(), "anna@example.com")).status_code == 401
        [(subject,)] = rows(config, "SELECT subject FROM agents")
        assert subject == f"{provider.url} u1"

        engine = connect(config.database_url)
        accounts.disable(engine, "anna@example.com")
        engine.dispose()
        assert await go(await floor.browser(), provider) == "/console/?refused=disabled"
        assert (await browser.get("/v1/agent/me")).status_code == 401


async def test_who_is_no_agent_is_refused_or_made_with_the_role_of_their_groups(
    config: GatewayConfig, provider: TinyProvider
) -> None:
    async with floor_of(config, provider) as floor:
        assert await go(await floor.browser(), provider) == "/console/?refused=unknown"
    given = {"role_claim": "realm.roles", "roles": {"floor": "agent", "floor-leads": "lead"}, "makes_accounts": True}
    async with floor_of(config, provider, **given) as floor:
        assert await go(await floor.browser(), provider) == "/console/?refused=role"
        for groups, role in ((["x", "floor", "floor-leads"], "lead"), (["floor"], "agent")):
            provider.person |= {"realm": {"roles": groups}}
            browser = await floor.browser()
            assert await go(browser, provider) == "/console/"
            agent = (await browser.get("/v1/agent/me")).json()["agent"]
            assert (agent["display"], agent["role"]) == ("Anna W.", role)
        assert rows(config, "SELECT count(*) FROM agents") == [(1,)]

        provider.person |= {"sub": "u2", "email": "eve@example.com", "email_verified": False}
        assert await go(await floor.browser(), provider) == "/console/?refused=unknown"


@pytest.mark.parametrize("wrong", [{"nonce": "x"}, {"aud": "them"}, {"iss": "https://evil.example"}, {"exp": 1}])
async def test_takes_no_token_that_is_not_of_this_sign_in(
    config: GatewayConfig, provider: TinyProvider, wrong: dict[str, Any]
) -> None:
    hire(config, "anna@example.com")
    provider.changed = wrong
    async with floor_of(config, provider) as floor:
        browser = await floor.browser()
        assert await go(browser, provider) == "/console/?refused=provider"
        assert (await browser.get("/v1/agent/me")).status_code == 401


async def test_nobody_ends_a_sign_in_that_another_browser_began(config: GatewayConfig, provider: TinyProvider) -> None:
    hire(config, "anna@example.com")
    async with floor_of(config, provider) as floor:
        assert await go(await floor.browser(), provider, state="x") == "/console/?refused=expired"
        assert await go(await floor.browser(), provider, error="access_denied") == "/console/?refused=provider"
        assert await go(await floor.browser(), provider, code="stolen") == "/console/?refused=provider"
        sent = await (await floor.browser()).get(f"{AT}/start")
        came = provider.sign_in(sent.headers["location"])
        other = await (await floor.browser()).get(f"{AT}/back", params=came)
        assert other.headers["location"] == "/console/?refused=expired"


async def test_new_keys_are_read_and_a_provider_that_is_down_stops_nothing_else(
    config: GatewayConfig, provider: TinyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.provider import client

    monkeypatch.setattr(client, "_AGAIN", 0.0)
    hire(config, "anna@example.com")
    async with floor_of(config, provider) as floor:
        assert await go(await floor.browser(), provider) == "/console/"
        provider.signer = Signer("k2")
        assert await go(await floor.browser(), provider) == "/console/"
    down = TinyProvider(url="http://127.0.0.1:9")
    async with floor_of(config, down) as floor:
        assert await go(await floor.browser(), down) == "/console/?refused=provider"
        hire(config, "ben")
        assert (await sign_in(await floor.browser(), "ben")).is_success


async def test_there_is_none_unless_it_is_set(floor: Floor) -> None:
    browser = await floor.browser()
    assert (await browser.get(AT)).json() == {"name": None}
    assert (await browser.get(f"{AT}/start")).status_code == 404
