"""Models, catalogs and jobs in a real browser, with a real worker, by the keyboard alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from data.catalog.store import CatalogStore
from data.database import connect
from floorwalker.settings import ROOT
from tests.gateway.console.conftest import hire
from tests.web.conftest import CHROMIUM
from tests.web.test_console import Shop, rasa, shop, sign_in

__all__ = ["rasa", "shop"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
PATIENCE = 60_000
_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
    .violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html)}`)"""


@contextmanager
def worker(shop: Shop, home: Path) -> Iterator[None]:
    """A real one, as `floorwalker serve jobs` runs it."""
    settings = {"FLOORWALKER_HOME": str(home), "FLOORWALKER_DATABASE_URL": shop.config.database_url}
    command = [sys.executable, "-m", "floorwalker", "serve", "jobs"]
    running = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings, "PYTHONPATH": str(ROOT)})
    try:
        yield
    finally:
        running.terminate()
        assert running.wait() == 0


def press(where: Locator) -> None:
    where.focus()
    where.page.keyboard.press("Enter")


def found_by_axe(page: Page, project: Path) -> list[str]:
    page.evaluate((project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_AXE)
    return found


def test_an_admin_has_a_catalog_checked_by_the_keyboard(shop: Shop, tmp_path: Path, project: Path) -> None:
    hire(shop.config, "ada", "admin")
    file = tmp_path / f"shop {HOSTILE.replace('/', '')}.csv"
    title = f"Lamp {HOSTILE}".replace('"', '""')
    file.write_text(f'id,title,category,price\n1,"{title}",Lamp,3\n2,Lamp,Lamp,4\n', encoding="utf-8")
    page = shop.page("/console/")
    expect(page.get_by_label("Name")).to_be_focused()
    sign_in(page, "ada")
    press(page.get_by_role("button", name="Steer"))
    press(page.get_by_role("button", name="Catalog"))
    expect(page.get_by_text("Nobody does jobs")).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Catalog file", exact=True).set_input_files(file)
    expect(page.get_by_text("waits", exact=True)).to_be_visible(timeout=PATIENCE)

    with worker(shop, tmp_path / "home"):
        expect(page.get_by_role("button", name="Import …")).to_be_visible(timeout=PATIENCE)
        expect(page.get_by_text("Taken for: CSV")).to_be_visible()
        assert found_by_axe(page, project) == []
        press(page.get_by_role("button", name="Import …"))
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("2 products become the catalog: 2 new")).to_be_visible()
        expect(dialog.get_by_role("button", name="Import", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        press(page.get_by_role("button", name="Models"))
        expect(page.get_by_text("No model is trained yet")).to_be_visible(timeout=PATIENCE)
        press(page.get_by_role("button", name="Jobs"))
        expect(page.get_by_role("article").get_by_text("done")).to_be_visible()
        page.get_by_label("Colours").select_option("dark")
        assert found_by_axe(page, project) == []

    assert page.title() != "hacked"
    engine = connect(shop.config.database_url)
    assert CatalogStore(engine).active() is None
    engine.dispose()
