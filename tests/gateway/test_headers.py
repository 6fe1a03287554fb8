"""What browsers are told with every answer, whoever gives it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from data.catalog.changes import ChangeLog
from data.catalog.image_hosts import CatalogImages
from data.catalog.products import Attribute, Product, Variant
from data.catalog.store import CatalogStore
from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import gateway


async def test_the_console_is_framed_by_nobody_and_speaks_to_us_alone(config: GatewayConfig, tmp_path: Path) -> None:
    (tmp_path / "dist" / "console").mkdir(parents=True)
    for name in ("index.html", "console/index.html"):
        (tmp_path / "dist" / name).write_text("<!doctype html>", encoding="utf-8")

    async with gateway(replace(config, web=tmp_path / "dist")) as client:
        console, shop = await client.get("/console/"), await client.get("/")

    rules = dict(rule.split(" ", 1) for rule in console.headers["content-security-policy"].split("; "))
    assert rules["frame-ancestors"] == rules["default-src"] == rules["base-uri"] == "'none'"
    assert rules["connect-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert console.headers["x-frame-options"] == "DENY"
    assert console.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'self'" in shop.headers["content-security-policy"]
    assert "x-frame-options" not in shop.headers


@pytest.mark.parametrize("path", ["me", "login", "replies", "nothing"])
async def test_no_cache_keeps_what_agents_are_answered(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/v1/agent/{path}")).headers["cache-control"] == "no-store"


ANSWERS = [
    ("GET", "/health", 200),
    ("GET", "/ready", 503),
    ("GET", "/metrics", 200),
    ("GET", "/", 200),
    ("GET", "/console/", 200),
    ("GET", "/widget.js", 200),
    ("GET", "/demo/images/1.svg", 200),
    ("GET", "/docs", 200),
    ("GET", "/nothing", 404),
    ("GET", "/v1/nothing", 404),
    ("PUT", "/v1/chat/messages", 405),
    ("GET", "/v1/chat/messages", 401),
    ("POST", "/v1/chat/sessions", 422),
    ("POST", "/v1/chat/sessions", 413),
    ("POST", "/v1/chat/sessions", 400),
    ("OPTIONS", "/v1/chat/sessions", 200),
    ("OPTIONS", "/v1/chat/session", 400),
]


async def test_every_answer_has_them(config: GatewayConfig, tmp_path: Path) -> None:
    (tmp_path / "dist" / "console").mkdir(parents=True)
    for name in ("index.html", "console/index.html", "widget.js"):
        (tmp_path / "dist" / name).write_text("<!doctype html>", encoding="utf-8")
    async with gateway(replace(config, web=tmp_path / "dist")) as client:
        for method, path, status in ANSWERS:
            origin = {200: "https://shop.example", 400: "https://evil.example"}.get(status, "")
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"} if method == "OPTIONS" else {}
            content = {413: b"x" * 70_000, 400: b"\xff"}.get(status) if method == "POST" else None

            answered = await client.request(method, path, headers=asked, content=content)

            headers = answered.headers
            assert (path, answered.status_code) == (path, status)
            assert headers["x-content-type-options"] == "nosniff"
            assert "default-src" in headers["content-security-policy"]
            assert "camera=()" in headers["permissions-policy"]
            assert "strict-transport-security" not in headers
            is_kept = not path.startswith("/v1/") and status < 400
            assert is_kept or (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")


async def test_a_failure_that_nobody_foresaw_has_them_too(config: GatewayConfig) -> None:
    app = create_app(config)

    @app.get("/v1/broken")
    async def broken() -> None:
        raise RuntimeError("of nobody's making")

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        failed = await client.get("/v1/broken")

    assert (failed.status_code, failed.json()["error"]) == (500, "internal")
    assert (failed.headers["x-content-type-options"], failed.headers["cache-control"]) == ("nosniff", "no-store")


async def test_by_tls_browsers_are_told_to_stay_there(config: GatewayConfig) -> None:
    async with gateway(config) as client:
        assert "max-age" in (await client.get("https://test/health")).headers["strict-transport-security"]
    async with gateway(replace(config, is_tls=True)) as client:
        assert "max-age" in (await client.get("/nothing")).headers["strict-transport-security"]


async def test_pages_take_pictures_from_where_the_catalogs_are(config: GatewayConfig, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>", encoding="utf-8")
    addresses = ("https://cdn.example/1.jpg", "//img.example:8443/2.jpg", "/demo/images/3.svg", None)
    products = [Product(str(number), "A", image_url=address) for number, address in enumerate(addresses)]
    engine = connect(config.database_url)
    version = CatalogStore(engine).save(
        products, {"brand": Attribute("brand", "Brand", "categorical")}, source_fingerprint="f"
    )
    form = Variant("9-red", {"brand": "B"}, image_url="https://forms.example/9-red.jpg")
    ChangeLog(engine).append(version, [Product("9", "B", image_url="https://new.example/9.jpg", variants=(form,))])
    engine.dispose()

    config = replace(config, web=tmp_path / "dist", catalog_images=CatalogImages())
    async with gateway(config) as client:
        of_catalog = _images(await client.get("/"))
    async with gateway(replace(config, image_hosts=frozenset({"*.shop.example"}))) as client:
        of_setting = _images(await client.get("/"))

    hosts = ["https://cdn.example", "https://forms.example", "https://img.example:8443", "https://new.example"]
    assert of_catalog == ["'self'", "data:", *hosts]
    assert of_setting == ["'self'", "data:", "*.shop.example"]


def _images(answered: httpx.Response) -> list[str]:
    rules = dict(rule.split(" ", 1) for rule in answered.headers["content-security-policy"].split("; "))
    return rules["img-src"].split()


async def test_what_developers_and_prometheus_need_is_not_for_everybody(config: GatewayConfig) -> None:
    async with gateway(replace(config, api_docs=False, metrics_token=None)) as client:
        for path in ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/metrics"):
            assert (await client.get(path)).status_code == 404
    async with gateway(replace(config, metrics_token="t" * 32)) as client:
        for given, status in ((None, 401), ("Bearer wrong", 401), (f"Bearer {'t' * 32}", 200)):
            headers = {"Authorization": given} if given else {}
            assert (await client.get("/metrics", headers=headers)).status_code == status
