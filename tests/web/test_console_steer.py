"""Room "steer" in a real browser: a rule that is written, tried and made current by the keyboard alone, and undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from data.catalog.products import Catalog
from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from recommender.config import RecommenderConfig
from recommender.server import app as recommender_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.gateway.console.conftest import PASSWORD, hire
from tests.serving import serving, until_success
from tests.web.conftest import CHROMIUM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def gateway(
    sqlite_url: str, small_catalog: Catalog, encoder: Encoder, tiny_model: Path, tmp_path: Path
) -> Iterator[tuple[str, Path]]:
    """Its URL, before a real recommender, and its file of rules."""
    publish(ProductIndex.build(small_catalog, encoder, tmp_path / "indexes"))
    shop = RecommenderConfig("sqlite://", tmp_path / "indexes", language_model=str(tiny_model), device="cpu", workers=1)
    rules = tmp_path / "rules.yaml"
    with serving(recommender_app.create_app(shop, lambda _version: small_catalog)) as recommender:
        until_success(f"{recommender}/ready")
        config = GatewayConfig(sqlite_url, "http://127.0.0.1:9", recommender, web=ROOT / "web" / "dist")
        config = replace(config, rules=rules, knowledge=tmp_path / "knowledge.yaml")
        hire(config, "lea", "lead")
        with serving(create_app(config), has_sockets=True) as url:
            yield url, rules


def _enter(page: Page, url: str) -> None:
    page.goto(f"{url}/console/")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("lea")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Steer").press("Enter")
    expect(page.get_by_text("Nobody has written anything here yet.")).to_be_visible()


def _broken(page: Page) -> list[Any]:
    found: list[Any] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(
            """async (tags) => (await axe.run(document, {runOnly: tags})).violations.map(
                 (one) => [one.id, one.nodes.map((node) => node.target.flat().join(' '))])""",
            TAGS,
        )
    return found


def test_a_rule_is_tried_and_made_current_and_undone(gateway: tuple[str, Path], browser: Any, project: Path) -> None:
    url, rules = gateway
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security" in said.text else None)
    _enter(page, url)

    page.get_by_label("Attribute").focus()
    page.keyboard.type("Wieght")
    page.keyboard.press("Enter")
    expect(page.get_by_text("did you mean 'Weight'?")).to_be_visible()
    page.get_by_role("button", name="Line 2").press("Enter")
    page.keyboard.type("  - attribute: Weight")
    page.get_by_label("Requests to try").focus()
    page.keyboard.type("mouse")
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.get_by_text("1 of 1 requests would be answered otherwise.")).to_be_visible()
    assert not rules.exists()
    page.get_by_role("button", name="Make current").press("Enter")
    expect(page.get_by_text("It is current now.")).to_be_visible()
    assert rules.read_text() == "pin:\n  - attribute: Weight\n"

    page.get_by_label("Text", exact=False).first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("# nothing")
    page.get_by_role("button", name="Make current").press("Enter")
    expect(page.get_by_text("It is current now.")).to_be_visible()
    page.get_by_role("button", name="Show history").press("Enter")
    page.get_by_role("button", name="Show changes").first.press("Enter")
    preview = page.get_by_role("button", name="Preview")
    expect(preview).to_be_enabled()  # the changes are there
    preview.press("Enter")
    expect(page.get_by_text("0 of 1 requests")).to_be_visible()
    page.evaluate((project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    assert _broken(page) == []
    page.get_by_role("button", name="Bring this text back").press("Enter")
    expect(page.get_by_text("It is current now.")).to_be_visible()
    assert rules.read_text() == "pin:\n  - attribute: Weight\n"
    page.close()
