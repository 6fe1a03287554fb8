"""What-if and sending in two real browsers, before a real gateway and a real recommender of the small catalog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from data.catalog.products import Catalog
from gateway.app import create_app
from recommender.config import RecommenderConfig
from recommender.server.app import create_app as create_recommender
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.gateway.conftest import PRODUCTS, ScriptedRasa
from tests.serving import serving, until_success
from tests.web.conftest import CHROMIUM
from tests.web.test_console import HANDOFF, Shop, claim_next, press, rasa, say, shop

__all__ = ["rasa", "shop"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
_AXE = """async () => (await axe.run(
  document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})).violations.map(
  (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""


@pytest.fixture
def furnished(
    shop: Shop, rasa: ScriptedRasa, small_catalog: Catalog, encoder: Encoder, tiny_model: Any, tmp_path: Path
) -> Iterator[Shop]:
    """The same shop with a recommender of the small catalog, of which wireless mice were shown."""
    publish(ProductIndex.build(small_catalog, encoder, tmp_path / "indexes"))
    config = RecommenderConfig(
        "sqlite://", tmp_path / "indexes", language_model=str(tiny_model), device="cpu", workers=1
    )
    wish = {"attribute": "connectivity", "op": "eq", "value": "Wireless"}
    asked = {"query": "mouse", "constraints": [wish]}
    trace: dict[str, Any] = {"category": "Mouse", "policy": {"model_version": "m"}, "request": asked}
    trace |= {"propensity": 1.0, "propensities": [1.0, 1.0]}
    rasa.items = [{"text": "Here", "custom": PRODUCTS | {"constraints": [wish], "trace": trace}}]
    with serving(create_recommender(config, lambda _version: small_catalog)) as url:
        until_success(f"{url}/ready")
        with serving(create_app(replace(shop.config, recommender_url=url)), has_sockets=True) as own:
            shop.url = own
            yield shop


def test_an_agent_tries_without_a_mouse_and_the_shopper_taps(furnished: Shop, project: Path) -> None:
    shopper = furnished.page("/")
    say(shopper, "a wireless mouse")
    expect(shopper.locator("floorwalker-chat .card").nth(2)).to_be_visible()
    furnished.rasa.items = HANDOFF
    say(shopper, "a person, please")
    expect(shopper.get_by_text("I pass you on.")).to_be_visible()
    agent = furnished.agent()
    claim_next(agent)
    press(agent, "Escape", "w")
    expect(agent.get_by_role("heading", name="What if")).to_be_focused()
    expect(agent.get_by_text("6 products fit")).to_be_visible()

    agent.get_by_role("button", name="Add a wish").press("Enter")
    agent.locator("fw-wish-form [name=attribute]").select_option("colour")
    agent.locator("fw-wish-form [name=value]").fill("Red")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("2 products fit; now 6")).to_be_visible()
    agent.get_by_role("button", name="Move down: ").first.press("Alt+ArrowDown")
    expect(agent.locator("[aria-live]", has_text="place 2 of")).to_be_attached()
    agent.evaluate((project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        agent.emulate_media(color_scheme=scheme)
        assert agent.evaluate(_AXE) == []

    agent.get_by_role("button", name="Send these 2").press("Enter")
    expect(shopper.locator("floorwalker-chat .products").last.locator(".card")).to_have_count(2)
    agent.get_by_role("combobox", name="Ask for").select_option("brand")
    agent.get_by_role("button", name="Send the question").press("Enter")
    option = shopper.locator("floorwalker-chat .question .option").first
    expect(option).to_be_visible()
    words = str(option.evaluate("(chip) => chip.firstChild.textContent"))  # without its count
    option.click()
    expect(agent.locator(".tap").last).to_contain_text(words)
    press(agent, "Escape")
    expect(agent.get_by_role("heading", name="What if")).to_have_count(0)
    say(shopper, "thank you")
    expect(agent.get_by_text("thank you").last).to_be_visible()
