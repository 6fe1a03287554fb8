"""Nobody is there: the shopper leaves an address in a real browser, and an agent writes to them; axe on what is new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import ScriptedRasa
from tests.gateway.console.conftest import hire
from tests.serving import serving
from tests.web.conftest import CHROMIUM
from tests.web.test_console import ANSWER, HANDOFF, Shop, claim_next, rasa, say, transcript

__all__ = ["rasa"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]


@pytest.fixture
def shop(sqlite_url: str, rasa: ScriptedRasa, browser: Any) -> Iterator[Shop]:
    """A gateway whose admin is not there."""
    rasa.reset()
    rasa.items = ANSWER
    config = GatewayConfig(
        database_url=sqlite_url, rasa_url=rasa.url, recommender_url="http://127.0.0.1:9", web=ROOT / "web" / "dist"
    )
    hire(config, "ada", "admin")
    with serving(create_app(config), has_sockets=True) as url, ExitStack() as opened:
        yield Shop(url, config, rasa, browser, opened)


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: list[str] = page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}))"
        ".violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target).join(' '))"
    )
    return found


def test_a_shopper_leaves_an_address_and_is_written_to(shop: Shop, project: Path) -> None:
    axe = (project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    shopper = shop.page("/")
    expect(shopper.get_by_text("Here is what fits")).to_be_visible()
    shop.rasa.items = HANDOFF
    say(shopper, "a person, I am ada@example.com")
    expect(shopper.get_by_text("Nobody is there just now. Meanwhile")).to_be_visible()
    shopper.get_by_label("E-mail address or telephone number").fill("nobody")
    shopper.get_by_role("button", name="Leave it").click()
    expect(shopper.get_by_text("Write an e-mail address, as name@example.com")).to_be_visible()
    assert violations(shopper, axe) == []
    shopper.get_by_label("E-mail address or telephone number").fill("eve@example.com")
    shopper.get_by_role("button", name="Leave it").click()
    expect(shopper.get_by_text("Somebody will write to you at the address")).to_be_visible()
    expect(shopper.get_by_label("E-mail address or telephone number")).to_have_count(0)

    agent = shop.agent("ada")
    expect(agent.get_by_text("wants to be written to").first).to_be_visible()
    claim_next(agent)
    transcript(agent).get_by_role("button", name="Hidden personal data: show it").press("Enter")
    agent.keyboard.type("to look up the order")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("ada@example.com")).to_be_visible()
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("ada@example.com")).to_have_count(0)
    agent.get_by_role("button", name="Written to: delete the address").click()
    expect(agent.get_by_role("button", name="Show the address")).to_have_count(0)
    assert violations(agent, axe) == []

    agent.get_by_role("button", name="Steer").click()
    agent.get_by_role("button", name="Site settings").click()
    agent.get_by_label("There are opening hours").check()
    agent.get_by_label("Time zone").fill("Europe/Berlin")
    agent.get_by_label("Monday").fill("09:00-18:00")
    agent.get_by_label("Greeting, English").fill("Welcome <b>")
    agent.get_by_role("button", name="Save").click()
    expect(agent.get_by_text("Saved.")).to_be_visible()
    assert violations(agent, axe) == []
    shop.rasa.items = ANSWER
    expect(shop.page("/").get_by_text("Welcome <b>")).to_be_visible()
