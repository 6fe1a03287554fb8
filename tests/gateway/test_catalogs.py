"""Which catalog a shopper is shown: told by the site key with which the session was opened, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response

from gateway.catalogs import SiteCatalogs
from gateway.config import GatewayConfig
from tests.gateway.conftest import DETAIL, SAY, SESSION, ScriptedRasa, gateway
from tests.serving import serving

GERMAN = DETAIL | {"title": "Norvik Maus"}


@pytest.fixture(scope="module")
def german_url() -> Iterator[str]:
    """A recommender that has the same id for another product, and is loading."""
    app = FastAPI()

    @app.get("/ready")
    async def ready(response: Response) -> dict[str, bool]:
        response.status_code = 503
        return {"ready": False}

    @app.get("/v1/products/{product_id:path}")
    async def product(product_id: str) -> dict[str, Any]:
        return GERMAN | {"id": product_id}

    with serving(app) as url:
        yield url


@pytest.fixture
def config(config: GatewayConfig, recommender_url: str, german_url: str) -> GatewayConfig:
    return replace(
        config,
        site_keys=frozenset({"demo", "de"}),
        catalogs={"de": "german"},
        recommender_url=recommender_url,
        catalog_urls={"german": german_url},
    )


async def shopper(client: httpx.AsyncClient, site_key: str) -> dict[str, str]:
    """The headers of a session of this site."""
    opened = await client.post("/v1/chat/sessions", json=SESSION | {"site_key": site_key})
    return {"Authorization": f"Bearer {opened.json()['token']}"}


async def test_the_assistant_is_told_with_every_message(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    rasa.items = [{"text": "Hello", "custom": None}]
    async with gateway(config) as client:
        for key in ("demo", "de"):
            own = await shopper(client, key)
            for said in ({"text": "a mouse"}, {"choice": {"attribute": "colour", "value": "Red"}}, {"action": "human"}):
                await client.post(SAY, json=said, headers=own)

    told = [one["metadata"].get("catalog") for one in rasa.asked]
    assert told == [None] * 4 + ["german"] * 4


async def test_a_product_is_that_of_the_sites_catalog(config: GatewayConfig) -> None:
    async with gateway(config) as client:
        titles = [
            (await client.get(f"/v1/chat/products/{DETAIL['id']}", headers=await shopper(client, key))).json()["title"]
            for key in ("demo", "de")
        ]

    assert titles == [DETAIL["title"], "Norvik Maus"]


async def test_it_is_ready_when_all_of_them_are(config: GatewayConfig, recommender_url: str) -> None:
    async with gateway(config) as client:
        loading = (await client.get("/ready")).json()
    async with gateway(replace(config, catalog_urls={"german": recommender_url})) as client:
        loaded = (await client.get("/ready")).json()

    assert (loading["recommender"], loaded["recommender"]) == (False, True)


def test_sites_without_one_of_their_own_have_the_main_one() -> None:
    sites = SiteCatalogs({"de": "german", "at": "german", "fr": "french"})

    assert [sites.of(key) for key in ("demo", "de", "at", "fr")] == ["", "german", "german", "french"]
    assert sites.others() == {"french": ["fr"], "german": ["at", "de"]}
