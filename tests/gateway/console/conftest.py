"""Agents and shoppers of one gateway, each with a browser of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import lru_cache

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from data.agents import accounts, passwords
from data.agents.accounts import Account
from data.conversations.log import now
from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@lru_cache(maxsize=1)
def _hash() -> str:
    return passwords.hash_of(PASSWORD)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """argon2 with the least parameters: it is slow on purpose, and these tests sign in hundreds of times."""
    _hash.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    _hash.cache_clear()


def hire(config: GatewayConfig, name: str, role: str = "agent") -> Account:
    """Adds an agent, who signs in with PASSWORD; shoppers see the name with a capital."""
    engine = connect(config.database_url)
    try:
        return accounts.add(
            engine,
            name=name,
            display=name.capitalize(),
            role=role,
            locale="en",
            password_hash=_hash(),
            at=now(),
        )
    finally:
        engine.dispose()


async def sign_in(browser: httpx.AsyncClient, name: str, **more: str) -> httpx.Response:
    """Signs an agent in; later calls of the browser carry the CSRF token."""
    answer = await browser.post("/v1/agent/login", json={"name": name, "password": PASSWORD} | more)
    if answer.is_success:
        browser.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return answer


@dataclass
class Floor:
    """A running gateway, and the browsers that speak to it."""

    app: FastAPI
    config: GatewayConfig
    stack: AsyncExitStack
    hired: dict[str, Account] = field(default_factory=dict)

    async def browser(self) -> httpx.AsyncClient:
        """One in which nobody is signed in."""
        transport = httpx.ASGITransport(app=self.app)
        return await self.stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://test"))

    async def agent(self, name: str = "anna", role: str = "agent") -> httpx.AsyncClient:
        """The browser of an agent who is signed in, and hired before if need be."""
        if name not in self.hired:
            self.hired[name] = hire(self.config, name, role)
        browser = await self.browser()
        assert (await sign_in(browser, name)).status_code == 200
        return browser

    async def shopper(self) -> httpx.AsyncClient:
        """The browser of a shopper with an open session; its id is the header X-Conversation."""
        browser = await self.browser()
        opened = await browser.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": True}})
        browser.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        browser.headers["X-Conversation"] = opened.json()["session_id"]
        return browser


@pytest.fixture
async def floor(config: GatewayConfig) -> AsyncIterator[Floor]:
    app = create_app(config)
    async with app.router.lifespan_context(app), AsyncExitStack() as stack:
        yield Floor(app, config, stack)
