"""What the gateway does by itself: retention while it runs, and that a failure of it is no failure of the gateway."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from data.database import connect
from data.privacy.places import Places
from gateway import keeping
from gateway.config import GatewayConfig
from gateway.keeping import Keeper
from tests.gateway.conftest import SESSION, gateway, rows


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, config: GatewayConfig, tmp_path: Path) -> GatewayConfig:
    """Retention begins with the gateway, and sessions are over as they begin."""
    monkeypatch.setattr(keeping, "FIRST_PAUSE", 0.2)
    monkeypatch.setattr(keeping, "PAUSE", 0.1)
    places = Places(tmp_path / "home", f"sqlite:///{tmp_path / 'home/bot/conversations.db'}")
    return replace(config, session_lifetime=timedelta(0), places=places)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 - it happens in a thread, of which nobody tells
            await asyncio.sleep(0.05)


def unconsented(config: GatewayConfig) -> int:
    return len(rows(config, "SELECT id FROM conversations WHERE NOT analytics"))


async def test_removes_what_is_over_while_shoppers_talk(at_once: GatewayConfig) -> None:
    async with gateway(at_once) as client:
        opened = await client.post("/v1/chat/sessions", json=SESSION | {"consent": {"analytics": False}})
        await client.post("/v1/chat/sessions", json=SESSION)
        await until(lambda: not unconsented(at_once))

    assert opened.is_success
    assert len(rows(at_once, "SELECT id FROM conversations")) == 1
    assert REGISTRY.get_sample_value("floorwalker_retention_removed_total", {"what": "unconsented"})
    assert rows(at_once, "SELECT who, what FROM audit")[0] == ("gateway", "retention")


async def test_closes_files_that_are_too_open_and_hides_older_ids(at_once: GatewayConfig) -> None:
    assert at_once.places is not None
    log = at_once.places.home / "logs" / "rasa.log"
    log.parent.mkdir(parents=True)
    log.write_text("a line", encoding="utf-8")
    log.chmod(0o644)
    engine = connect(at_once.database_url)
    async with gateway(replace(at_once, session_lifetime=timedelta(days=1))) as client:
        await client.post("/v1/chat/sessions", json=SESSION)
        with engine.begin() as connection:
            connection.execute(text("UPDATE conversations SET shopper_id = 's-1'"))
        await until(lambda: rows(at_once, "SELECT shopper_id FROM conversations") != [("s-1",)])
    engine.dispose()

    assert os.stat(log).st_mode & 0o777 == 0o600


async def test_a_failure_is_logged_and_tried_again(at_once: GatewayConfig, caplog: pytest.LogCaptureFixture) -> None:
    engine = connect(at_once.database_url)
    async with gateway(at_once) as client:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE leases RENAME TO away"))
        await until(lambda: "did not run to its end" in caplog.text)
        opened = await client.post("/v1/chat/sessions", json=SESSION | {"consent": {"analytics": False}})
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO leases"))
        await until(lambda: not unconsented(at_once))
    engine.dispose()

    assert opened.is_success


async def test_gateways_of_one_home_share_pseudonyms(at_once: GatewayConfig) -> None:
    engine = connect(at_once.database_url)
    one, other = Keeper(engine, at_once), Keeper(engine, at_once)
    alone = Keeper(engine, replace(at_once, places=None))
    named = [Keeper(engine, replace(at_once, places=None, shopper_key="k")) for _ in range(2)]
    engine.dispose()

    assert one.pseudonyms.of("anna") == other.pseudonyms.of("anna") != alone.pseudonyms.of("anna")
    assert named[0].pseudonyms.of("anna") == named[1].pseudonyms.of("anna")
