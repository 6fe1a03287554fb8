"""Consent that changes while a session runs: what the log then says, and what else must know."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from data.database import connect
from data.privacy import consent, erased
from data.privacy.places import Places
from data.privacy.pseudonyms import Pseudonyms
from gateway.config import GatewayConfig
from gateway.consents import Consents
from tests.data.privacy.talks import talk
from tests.gateway.conftest import SAY, SESSION, gateway, rows

CONSENT = "/v1/chat/consent"


@pytest.fixture
def at_home(config: GatewayConfig, tmp_path: Path) -> GatewayConfig:
    return replace(config, places=Places(tmp_path / "home", f"sqlite:///{tmp_path / 'home/bot/conversations.db'}"))


@pytest.fixture
async def shopper(at_home: GatewayConfig) -> AsyncIterator[httpx.AsyncClient]:
    async with gateway(at_home) as client:
        opened = (await client.post("/v1/chat/sessions", json=SESSION)).json()
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        yield client


async def changed(client: httpx.AsyncClient, **body: Any) -> None:
    answered = await client.post(CONSENT, json=body)
    assert (answered.status_code, answered.json()) == (200, {"analytics": body["analytics"]})


async def test_withdrawn_it_unties_the_shopper_and_is_remembered_for_backups(
    shopper: httpx.AsyncClient, at_home: GatewayConfig
) -> None:
    assert at_home.places is not None
    home = at_home.places.home

    await changed(shopper, analytics=False)
    stamp = erased.stamp(home)
    await changed(shopper, analytics=False)

    ((id, whose, analytics),) = rows(at_home, "SELECT id, shopper_id, analytics FROM conversations")
    assert (whose, analytics) == (None, 0)
    assert erased.read([at_home.places.erased]).conversations == {erased.digest(id)}
    assert stamp == erased.stamp(home) != ""
    assert (await shopper.post(SAY, json={"text": "a mouse"})).is_success


async def test_given_again_it_counts_from_then_on(shopper: httpx.AsyncClient, at_home: GatewayConfig) -> None:
    ((before,),) = rows(at_home, "SELECT shopper_id FROM conversations")
    await changed(shopper, analytics=False)
    await changed(shopper, analytics=True, shopper_id=SESSION["shopper_id"])

    found = rows(at_home, "SELECT shopper_id, analytics, consented_at > created_at FROM conversations")
    assert found == [(before, 1, 1)]


async def test_refuses_what_is_no_consent_and_who_has_no_session(shopper: httpx.AsyncClient) -> None:
    refused = await shopper.post(CONSENT, json={"analytics": "perhaps"})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "analytics")

    del shopper.headers["Authorization"]
    assert (await shopper.post(CONSENT, json={"analytics": False})).status_code == 401


@pytest.mark.parametrize("stopped_at", ["the log", "the stamp"])
async def test_a_withdrawal_that_failed_on_its_way_is_made_whole_by_a_repeat(
    sqlite_url: str, tmp_path: Path, stopped_at: str
) -> None:
    engine, places = connect(sqlite_url), Places(tmp_path, f"sqlite:///{tmp_path / 'bot.db'}")
    id, consents = await talk(engine, shopper="~anna"), Consents(engine, places, Pseudonyms(b"k" * 32))
    if stopped_at == "the log":
        with engine.begin() as connection:
            raises = "BEGIN SELECT RAISE(ABORT, 'the power is off'); END"
            connection.exec_driver_sql(f"CREATE TRIGGER stop BEFORE UPDATE ON conversations {raises}")
    else:
        (tmp_path / erased.STAMP).mkdir()
    with pytest.raises((IntegrityError, OSError)):
        await consents.withdraw(id)
    assert erased.read([places.erased]).conversations == {erased.digest(id)}

    if stopped_at == "the log":
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER stop")
    else:
        (tmp_path / erased.STAMP).rmdir()
    await consents.withdraw(id)

    assert erased.stamp(tmp_path)
    assert not consent.is_given(engine, id)
    engine.dispose()
