"""Catalog files over HTTP: given, checked, imported as they were checked; cut off, too large, of others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import Message

from data.conversations.log import now
from data.database import connect
from data.privacy import audit
from data.steering import boards, jobs, uploads
from data.steering.tables import UploadPartRow, UploadRow
from gateway.config import GatewayConfig
from gateway.console.imports import PART_BYTES
from tests.gateway.console.conftest import Floor

IMPORTS = "/v1/agent/steering/imports"
FILE = {"name": "Shop 2026.csv"}


@pytest.fixture
def config(config: GatewayConfig) -> GatewayConfig:
    return replace(
        config,
        most_upload_bytes=3 * 1024 * 1024,
        site_keys=frozenset({"demo", "de"}),
        catalogs={"de": "german"},
        catalog_urls={"german": "http://127.0.0.1:9"},  # the discard port: nothing answers
    )


@pytest.fixture
def engine(floor: Floor) -> Engine:
    return connect(floor.config.database_url)


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(len(connection.execute(table.__table__.select()).all()) for table in (UploadRow, UploadPartRow))


def checked(engine: Engine, id: str, *, state: Any = "done", result: dict[str, Any] | None = None) -> None:
    jobs.claim(engine, "w", now())
    jobs.end(engine, id, "w", state, lines=[], result=result, at=now())


async def test_a_file_is_given_checked_and_imported(floor: Floor, engine: Engine, tmp_path: Path) -> None:
    ada = await floor.agent("ada", "admin")
    content = b"id,title\n\xff\x00" + b"x" * (2 * PART_BYTES)

    given = await ada.post(IMPORTS, params=FILE, content=content)
    assert given.status_code == 201, given.text
    upload = given.json()
    assert (upload["name"], upload["size"], upload["by"]) == ("Shop 2026.csv", len(content), "ada")
    uploads.write(engine, upload["id"], tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == content
    listed = (await ada.get(IMPORTS)).json()
    assert (listed["uploads"], listed["catalog"], listed["most_bytes"]) == ([upload], None, 3 * 1024 * 1024)

    check = (await ada.post(f"{IMPORTS}/{upload['id']}/check", json={"mapping": "id: SKU"})).json()
    assert (check["kind"], check["payload"]["format"]) == ("check_catalog", "auto")
    early = await ada.post(f"{IMPORTS}/{upload['id']}/import", json={"check": check["id"]})
    assert (early.status_code, early.json()["message"].partition(";")[0]) == (409, "the check is waiting")
    checked(engine, check["id"], result={"format": "csv"})
    job = (await ada.post(f"{IMPORTS}/{upload['id']}/import", json={"check": check["id"]})).json()
    assert (job["kind"], job["payload"]["format"]) == ("import_catalog", "csv")
    assert jobs.read(engine, job["id"]).payload["mapping"] == "id: SKU"
    noted = [(one.what, one.subject) for one in audit.entries(engine, most=3)]
    asked = ("ask for", "a job")
    assert noted == [asked, asked, ("give", "a catalog file")]


async def test_what_no_check_found_fit_is_not_imported(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")
    one, two = [(await ada.post(IMPORTS, params=FILE, content=b"x")).json()["id"] for _ in range(2)]
    failed = (await ada.post(f"{IMPORTS}/{one}/check", json={})).json()["id"]
    checked(engine, failed, state="failed", result={"problem": "no catalog"})
    fine = (await ada.post(f"{IMPORTS}/{one}/check", json={})).json()["id"]
    checked(engine, fine, result={"format": "csv"})

    refused = [
        await ada.post(f"{IMPORTS}/{id}/import", json={"check": check})
        for id, check in ((one, failed), (two, fine), (one, "gone"), ("gone", fine))
    ]

    assert [one.status_code for one in refused] == [409, 409, 404, 404]
    assert refused[0].json()["message"] == "the check is failed; import what a check found fit"
    assert jobs.active(engine) == []


async def test_what_is_too_large_empty_or_without_a_name_is_refused_and_not_kept(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x" * PART_BYTES

    too_large = [
        await ada.post(IMPORTS, params=FILE, content=b"x" * (3 * 1024 * 1024 + 1)),
        await ada.post(IMPORTS, params=FILE, content=unannounced()),
    ]
    empty = await ada.post(IMPORTS, params=FILE, content=b"")
    nameless = await ada.post(IMPORTS, content=b"x")

    assert [one.status_code for one in too_large] == [413, 413]
    assert "larger than 3 MB; gzip it" in too_large[0].json()["message"]
    assert (empty.status_code, empty.json()["message"]) == (400, "the file is empty; export it again")
    assert (nameless.status_code, nameless.json()["detail"][0]["field"]) == (422, "name")
    assert stored(engine) == 0


async def test_of_one_that_is_cut_off_nothing_is_kept(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")
    sent: list[Message] = []
    coming: list[Message] = [
        {"type": "http.request", "body": b"x" * PART_BYTES, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    request = ada.build_request("POST", IMPORTS, params=FILE)
    scope = {
        "type": "http",
        "method": "POST",
        "path": IMPORTS,
        "raw_path": IMPORTS.encode(),
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw if name.lower() != b"content-length"],
        "scheme": "http",
        "server": ("test", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "http_version": "1.1",
    }
    await floor.app(scope, receive, send)

    assert sent[0]["status"] == 400
    assert stored(engine) == 0


async def test_others_may_give_none(floor: Floor, engine: Engine) -> None:
    lea, nobody = await floor.agent("lea", "lead"), await floor.browser()
    ada = await floor.agent("ada", "admin")
    del ada.headers["X-CSRF-Token"]

    async def call(browser: httpx.AsyncClient) -> list[int]:
        return [
            (await browser.post(IMPORTS, params=FILE, content=b"x")).status_code,
            (await browser.post(f"{IMPORTS}/x/check", json={})).status_code,
            (await browser.delete(f"{IMPORTS}/x")).status_code,
        ]

    assert await call(lea) == [403] * 3
    assert await call(nobody) == [401] * 3
    assert await call(ada) == [403] * 3
    assert (await lea.get(IMPORTS)).status_code == 403
    assert stored(engine) == 0


async def test_shows_the_catalog_and_removes_files(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")
    report = {"rows": 3, "kept": 2}
    catalog = {"version": "c", "imported_at": "2026-05-01T00:00:00Z", "products": 2, "report": report}
    boards.put_up(engine, "catalog", catalog, now())
    id = (await ada.post(IMPORTS, params=FILE, content=b"x")).json()["id"]

    assert (await ada.get(IMPORTS)).json()["catalog"] == catalog
    assert (await ada.delete(f"{IMPORTS}/{id}")).status_code == 204
    gone = await ada.delete(f"{IMPORTS}/{id}")
    assert (gone.status_code, gone.json()["detail"][0]["field"]) == (404, "id")
    assert stored(engine) == 0


async def test_a_file_may_be_for_a_catalog_that_a_site_has_of_its_own(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")
    told = {"imported_at": "2026-03-01T10:00:00Z", "report": {"source": "de.csv"}}
    boards.put_up(engine, "catalog", {"version": "g", "products": 36, **told}, now(), "german")
    boards.put_up(engine, "import", {"report": {"problem": "cut off"}}, now(), "german")
    id = (await ada.post(IMPORTS, params=FILE, content=b"x")).json()["id"]

    listed = (await ada.get(IMPORTS)).json()
    assert (listed["catalog"], listed["failed"]) == (None, None)
    [german] = listed["others"]
    assert (german["name"], german["sites"], german["catalog"]["products"]) == ("german", ["de"], 36)
    assert german["failed"]["report"] == {"problem": "cut off"}

    unknown = await ada.post(f"{IMPORTS}/{id}/check", json={"catalog": "french"})
    assert (unknown.status_code, unknown.json()["detail"][0]["field"]) == (404, "catalog")
    assert "there are: german" in unknown.json()["message"]
    check = (await ada.post(f"{IMPORTS}/{id}/check", json={"catalog": "german"})).json()
    assert check["payload"]["catalog"] == "german"
    checked(engine, check["id"], result={"format": "csv"})
    job = (await ada.post(f"{IMPORTS}/{id}/import", json={"check": check["id"]})).json()
    assert job["payload"]["catalog"] == "german"
