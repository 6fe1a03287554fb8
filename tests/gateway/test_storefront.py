"""The demo's storefront is there with the demo catalog, and only then."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import gateway

PAGES = ["/type/mouse", "/product/mouse-007", "/search?q=mouse", "/cart", "/checkout", "/thanks"]


@pytest.fixture
def open_shop(config: GatewayConfig, tmp_path: Path) -> GatewayConfig:
    web, shop = tmp_path / "dist", tmp_path / "shop"
    (web / "zh").mkdir(parents=True)
    shop.mkdir()
    (web / "index.html").write_text("<!doctype html><title>Shop</title>", encoding="utf-8")
    (web / "zh" / "index.html").write_text("<!doctype html><title>小店</title>", encoding="utf-8")
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    (shop / "types.json").write_text("[]", encoding="utf-8")
    return replace(config, web=web, shop=shop)


async def test_every_address_has_its_page_in_both_languages(open_shop: GatewayConfig) -> None:
    async with gateway(open_shop) as client:
        pages = {address: await client.get(address) for page in PAGES for address in (page, f"/zh{page}")}
        types = await client.get("/demo/shop/types.json")
        others = [await client.get(f"/demo/shop/{name}.json") for name in ("nothing", "..%2Fsecret", "%2e%2e/secret")]

    assert {address for address, page in pages.items() if "小店" in page.text} == {f"/zh{page}" for page in PAGES}
    assert {page.status_code for page in pages.values()} == {200}
    assert all("script-src 'self'" in page.headers["content-security-policy"] for page in pages.values())
    assert types.json() == []
    assert {other.status_code for other in others} == {404}


async def test_it_closes_when_another_catalog_is_served(open_shop: GatewayConfig) -> None:
    async with gateway(open_shop) as client:
        assert open_shop.shop is not None
        shutil.rmtree(open_shop.shop)
        page, types, door = [await client.get(address) for address in ("/cart", "/demo/shop/types.json", "/")]

    assert (page.status_code, page.json()["error"]) == (404, "not_found")
    assert (types.status_code, door.status_code) == (404, 200)
