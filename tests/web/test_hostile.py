"""What attackers write, shown in the widget and the console of a real browser: a tripwire says whether any of it acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from data.agents import accounts
from data.conversations.log import now
from data.database import connect
from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import PRODUCT, PRODUCTS, QUESTION, ScriptedRasa
from tests.gateway.console.conftest import PASSWORD, hire
from tests.hostile import EVIL, PAYLOADS
from tests.serving import serving
from tests.web.conftest import CHROMIUM
from tests.web.test_console import HANDOFF, claim_next
from tests.web.test_console import rasa as rasa

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
TRIPWIRE = "window.tripped = 0; window.trip = window.alert = () => { window.tripped += 1; };"
STRANGE = """() => {
  const strange = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      for (const name of ["href", "src", "xlink:href", "action", "formaction", "data", "srcdoc"]) {
        const given = one.getAttribute(name);
        if (given && !/^(https?:|\\/|\\.|#|[a-z-]+\\.(js|css|svg|webmanifest)|data:image\\/svg)/.test(given)) strange.push(name + "=" + given.slice(0, 80));
      }
      if (["IFRAME", "OBJECT", "META", "FORM"].includes(one.tagName) && one.outerHTML.includes("evil")) strange.push(one.outerHTML.slice(0, 80));
      for (const { name } of one.attributes) if (name.startsWith("on")) strange.push(name);
    }
  };
  look(document);
  return strange;
}"""


@pytest.fixture
def shop(sqlite_url: str, rasa: ScriptedRasa) -> Iterator[str]:
    """A gateway with an agent who is there; its products are all hostile."""
    rasa.reset()
    shown = [
        PRODUCT
        | {"id": str(number), "title": text, "brand": text, "url": text, "image_url": text, "attributes": {text: text}}
        for number, text in enumerate(PAYLOADS)
    ]
    options = [{"value": text[:80], "label": text, "count": 1} for text in PAYLOADS]
    rasa.items = [
        {"text": text, "custom": {"type": "text", "sources": [{"title": text, "url": text}]}} for text in PAYLOADS
    ]
    rasa.items += [{"text": "Products", "custom": PRODUCTS | {"products": shown}}]
    rasa.items += [{"text": "The last question", "custom": QUESTION | {"options": options}}]
    config = GatewayConfig(
        database_url=sqlite_url, rasa_url=rasa.url, recommender_url="http://127.0.0.1:9", web=ROOT / "web" / "dist"
    )
    anna = hire(config, "anna")
    engine = connect(sqlite_url)
    accounts.set_presence(engine, anna.id, "online", now())
    engine.dispose()
    with serving(create_app(config), has_sockets=True) as url:
        yield url


def opened(browser: Any, stack: ExitStack, address: str, asked: list[str]) -> Page:
    """A page with the tripwire, which notes what it loads from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    stack.callback(context.close)
    context.set_default_timeout(30_000)
    page: Page = context.new_page()
    page.add_init_script(TRIPWIRE)

    def note(request: Request) -> None:
        if EVIL in request.url.split("/")[2:3] or request.url.startswith("data:text"):
            asked.append(request.url)

    page.on("request", note)
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    page.goto(address)
    return page


def harmless(page: Page, asked: list[str]) -> None:
    page.wait_for_timeout(300)
    assert page.evaluate("window.tripped") == 0
    assert page.evaluate(STRANGE) == []
    assert asked == []


def test_nothing_acts_in_widget_and_console(shop: str, rasa: ScriptedRasa, browser: Any) -> None:
    asked: list[str] = []
    with ExitStack() as stack:
        shopper = opened(browser, stack, f"{shop}/", asked)
        expect(shopper.get_by_text("The last question").first).to_be_visible()
        for payload in PAYLOADS[:3]:
            box = shopper.locator("floorwalker-chat textarea, floorwalker-chat input[type=text]").first
            box.fill(payload)
            box.press("Enter")
            expect(shopper.locator("floorwalker-chat .bubble.shopper").last).to_have_text(payload)
        rasa.items = HANDOFF
        box.fill("a person, please")
        box.press("Enter")
        expect(shopper.get_by_text("I pass you on.").last).to_be_visible()
        harmless(shopper, asked)

        agent = opened(browser, stack, f"{shop}/console/", asked)
        agent.get_by_label("Name").fill("anna")
        agent.get_by_label("Password").fill(PASSWORD)
        agent.get_by_label("Password").press("Enter")
        expect(agent.get_by_role("heading", name="Waiting")).to_be_visible()
        claim_next(agent)
        expect(agent.get_by_text("The last question").first).to_be_attached()
        harmless(agent, asked)
