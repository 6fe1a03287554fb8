"""The room of leads in a real browser: pictures that are drawn, tables and files beside them, by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from data.conversations.log import now
from floorwalker.settings import ROOT
from floorwalker.steps.reporting import DASHBOARD
from gateway.app import create_app
from gateway.config import GatewayConfig
from learning.lift import lift
from learning.report.dashboards import dashboards
from tests.gateway.console.conftest import PASSWORD, hire
from tests.learning.report.test_dashboards import spread
from tests.serving import serving
from tests.web.conftest import CHROMIUM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]


@pytest.fixture
def page(sqlite_url: str, browser: Any, tmp_path: Path) -> Iterator[Page]:
    """The page of a lead, who signed in."""
    at, told = now(), spread(now())
    found = dashboards(told, until=at, made_at=at, lift=lift(told, at), widget=None, machines=0, definitions={})
    file = tmp_path / "dashboards.json"
    file.write_bytes(DASHBOARD.dump_json(found))
    nowhere = "http://127.0.0.1:9"
    config = GatewayConfig(
        database_url=sqlite_url,
        rasa_url=nowhere,
        recommender_url=nowhere,
        web=ROOT / "web" / "dist",
        dashboards=file,
    )
    hire(config, "lea", "lead")
    with serving(create_app(config), has_sockets=True) as url, ExitStack() as open:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="dark")
        open.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(url + "/console/")
        page.get_by_label("Name").fill("lea")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        yield page


def test_a_lead_looks_at_pictures_and_takes_tables_without_a_mouse(page: Page) -> None:
    page.get_by_role("button", name="See", exact=True).press("Enter")
    expect(page.get_by_text("Report made")).to_be_visible()
    expect(page.locator("fw-plot canvas").first).to_be_visible()

    turn = page.get_by_role("button", name="Success and purchases: as a table")
    turn.press("Enter")
    expect(page.get_by_role("region", name="Success and purchases").get_by_role("columnheader").first).to_have_text(
        "From"
    )
    with page.expect_download() as taken:
        page.get_by_role("button", name="Success and purchases: download as CSV").press("Enter")
    assert taken.value.suggested_filename == "success-and-purchases.csv"
    assert "Success: Value" in Path(taken.value.path()).read_text(encoding="utf-8-sig")

    page.get_by_role("combobox", name="Product type").select_option("Mouse")
    expect(page.get_by_text("Report made")).to_be_visible()
