"""`floorwalker products`: what it sends, what it says, and what is left when the recommender is killed meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from data.catalog.changes import ChangeLog
from data.catalog.products import Catalog, Product
from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from floorwalker.cli import app
from floorwalker.commands.products import BATCH
from floorwalker.processes.edge import inner_token
from floorwalker.settings import Settings
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, current, publish, read_manifest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with a free port for the recommender."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    monkeypatch.setenv("FLOORWALKER_RECOMMENDER_PORT", str(port))
    return tmp_path


@pytest.fixture
def log(home: Path, small_catalog: Catalog) -> Iterator[ChangeLog]:
    """The log of a home whose catalog is imported and indexed."""
    url = f"sqlite:///{home / 'floorwalker.db'}"
    upgrade(url)
    engine = connect(url)
    store = CatalogStore(engine)
    store.save(small_catalog.products, small_catalog.attributes, source_fingerprint="1")
    publish(ProductIndex.build(store.load(), Encoder(device="cpu"), home / "index"))
    yield ChangeLog(engine)
    engine.dispose()


class Recommender:
    """The recommender as a process of its own, as `floorwalker up` runs it."""

    def __init__(self) -> None:
        self.url = f"http://127.0.0.1:{os.environ['FLOORWALKER_RECOMMENDER_PORT']}"
        self.process = subprocess.Popen([sys.executable, "-m", "floorwalker", "serve", "recommender"])
        for _ in range(600):
            try:
                if httpx.get(f"{self.url}/ready").is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        self.kill()
        pytest.fail("the recommender did not become ready")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["products", *arguments])


def said(result: Result) -> str:
    return " ".join(result.output.split())


def lines(path: Path, *products: dict[str, Any]) -> str:
    path.write_text("\n".join(json.dumps(product) for product in products) + "\n\n", encoding="utf-8")
    return str(path)


def lamps(count: int) -> list[dict[str, Any]]:
    return [{"id": f"lamp-{n}", "title": f"Lamp {n}", "price": n + 1.0} for n in range(count)]


def test_says_what_to_do_when_the_recommender_does_not_run(home: Path) -> None:
    result = run("set", lines(home / "lamps.jsonl", *lamps(1)))

    assert result.exit_code == 1
    assert "does not answer" in said(result)
    assert "run: floorwalker up" in said(result)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "1"}', "line 2: title: Field required"),
        ('{"id": "1", "title": "A", "price": -1}', "line 2: price: Input should be greater than 0"),
        ('{"id": "1", "title": "A", "colour": "Red"}', "line 2: colour: Extra inputs are not permitted"),
        ("{", "line 2: the line: Invalid JSON"),
    ],
)
def test_names_the_line_that_is_wrong_and_sends_nothing(home: Path, line: str, words: str) -> None:
    (home / "lamps.jsonl").write_text(f'{{"id": "0", "title": "Lamp"}}\n{line}\n', encoding="utf-8")

    result = run("set", str(home / "lamps.jsonl"))

    assert result.exit_code == 1
    assert words in said(result)
    assert "nothing was changed" in said(result)


def test_a_file_that_is_no_text_is_refused(home: Path) -> None:
    (home / "lamps.jsonl").write_bytes(b"\xff\xfe\x00")

    assert "cannot be read" in said(run("set", str(home / "lamps.jsonl")))


@pytest.mark.usefixtures("home")
def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    result = run("set", lines(tmp_path / "none.jsonl"))

    assert (result.exit_code, said(result)) == (0, "There is nothing to change.")


@pytest.mark.slow
@pytest.mark.usefixtures("log")
def test_sets_and_deletes_products_of_the_running_recommender(home: Path) -> None:
    recommender = Recommender()
    try:
        count = BATCH + 20
        twice = {"id": "lamp-0", "title": "Lamp, second edition"}
        set_ = run("set", lines(home / "lamps.jsonl", *lamps(count), twice))
        assert (set_.exit_code, said(set_)) == (
            0,
            f"{count} changes are applied; the catalog has {18 + count} products.",
        )
        assert recommender.get("/v1/products/lamp-0").json()["title"] == "Lamp, second edition"

        deleted = run("delete", "lamp-1", "mouse-1", "nothing")
        assert deleted.exit_code == 0
        assert said(deleted).startswith("Not in the catalog: nothing 2 changes are applied")
        assert recommender.get("/v1/products/mouse-1").json()["error"] == "product_gone"

        wrong = {"id": "laptop-9", "title": "A laptop", "attributes": {"memory": "8 GB"}}
        refused = run("set", lines(home / "wrong.jsonl", *lamps(BATCH), wrong))
        assert refused.exit_code == 1
        assert "attributes.memory: must be a number, not '8 GB'" in said(refused)
        assert f"{BATCH} of {BATCH + 1} changes are applied" in said(refused)
    finally:
        recommender.kill()


@pytest.mark.slow
def test_a_recommender_that_is_killed_while_products_change_comes_back_with_them(log: ChangeLog) -> None:
    confirmed: list[str] = []
    shown = {"Authorization": f"Bearer {inner_token(Settings())}"}

    def change(url: str) -> None:
        for number in range(10_000):
            pair = [{"id": f"{side}-{number}", "title": f"Lamp {side} {number}"} for side in ("left", "right")]
            try:
                body = {"upserts": pair, "deletes": ["mouse-1"]}
                response = httpx.post(f"{url}/v1/products/changes", json=body, headers=shown)
            except httpx.HTTPError:
                return
            assert response.is_success
            confirmed.append(str(number))

    recommender = Recommender()
    changer = threading.Thread(target=change, args=[recommender.url])
    changer.start()
    while len(confirmed) < 10:
        time.sleep(0.005)
    recommender.kill()
    changer.join()

    again = Recommender()
    try:
        version = again.get("/ready").json()["catalog_version"]
        stored = [item.product_id for item in log.since(version)]
        assert len(stored) % 3 == 0
        pairs = {id.removeprefix("left-") for id in stored if id.startswith("left")}
        assert pairs == {id.removeprefix("right-") for id in stored if id.startswith("right")} >= set(confirmed)
        for number in pairs:
            assert again.get(f"/v1/products/left-{number}").is_success
            assert again.get(f"/v1/products/right-{number}").is_success
        assert again.get("/v1/products/mouse-1").json()["error"] == "product_gone"
        assert again.get("/ready").json()["products"] == 17 + 2 * len(pairs)
    finally:
        again.kill()


@pytest.mark.slow
def test_index_builds_the_changes_in(home: Path, log: ChangeLog) -> None:
    def index() -> str:
        return said(CliRunner().invoke(app, ["index"]))

    assert index() == "The index is up to date."
    published = read_manifest(current(home / "index") or home)
    log.append(published.catalog_version, [Product("lamp", "Lamp")], ["mouse-1", "mouse-2"])

    assert "The index is built and in use." in index()

    published = read_manifest(current(home / "index") or home)
    assert (published.products, published.sequence) == (17, 3)
    assert index() == "The index is up to date."
    recommender = Recommender()
    try:
        assert recommender.get("/ready").json()["products"] == 17
        assert recommender.get("/v1/products/lamp").is_success
        assert recommender.get("/v1/products/mouse-1").json()["error"] == "product_gone"
    finally:
        recommender.kill()
