"""The demo's storefront in a real browser before the real gateway: a shopper looks around, chats, and buys nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from data.conversations.tables import ConversationRow, EventRow
from data.database import connect
from data.demo.stock import write_stock
from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import PRODUCT, PRODUCTS, ScriptedRasa
from tests.serving import serving
from tests.web.conftest import CHROMIUM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
_AXE = """async () => (await axe.run({exclude: [["floorwalker-chat"]]}, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
  "wcag21aa", "wcag22aa"]})).violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html))"""
MICE = 30
"""More than one page of them."""


def row(key: str, number: int, title: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"{key}-{number:03d}",
        "title": title,
        "description": "For long days at the desk.",
        "brand": "Norvik",
        "category": key.capitalize(),
        "price": 20.0,
        "currency": "EUR",
        "image_url": "/favicon.svg",
        "url": f"/product/{key}-{number:03d}",
        "available": True,
        "attributes": {"Connection": "Wireless", "Weight": "80 g", "Silent clicks": True},
    } | changes


_MICE = [row("mouse", n, f"Norvik mouse {n:02d}") for n in range(1, MICE + 1)]
ROWS = [*_MICE, row("kettle", 1, "Kettle", available=False)]
SHOWN = PRODUCT | {"id": "mouse-002", "title": "Norvik mouse 02", "url": "/product/mouse-002"}


class Shop:
    """The storefront on a real socket, and what the log has of its visitors."""

    def __init__(self, url: str, config: GatewayConfig, browser: Any, opened: ExitStack) -> None:
        self.url, self._config, self._browser, self._opened = url, config, browser, opened

    def page(self, path: str, **options: Any) -> Page:
        """A visitor's page, which complains if a script fails or breaks the page's policy."""
        context = self._browser.new_context(**({"viewport": {"width": 1200, "height": 900}} | options))
        context.set_default_timeout(15_000)
        self._opened.callback(context.close)
        page: Page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", lambda said: pytest.fail(said.text) if "Content Security" in said.text else None)
        page.goto(self.url + path)
        return page

    def events(self, page: Page, *types: str) -> list[EventRow]:
        """What is stored of these types, once something of the last is."""
        engine = connect(self._config.database_url)
        try:
            for _ in range(200):
                with engine.connect() as connection:
                    query = select(EventRow).where(EventRow.type.in_(types)).order_by(EventRow.at)
                    found: list[Any] = list(connection.execute(query))
                if any(event.type == types[-1] for event in found):
                    return found
                page.wait_for_timeout(50)
        finally:
            engine.dispose()
        raise AssertionError(f"no {types[-1]} was stored")

    def conversations(self) -> list[Any]:
        engine = connect(self._config.database_url)
        with engine.connect() as connection:
            found = list(connection.execute(select(ConversationRow)))
        engine.dispose()
        return found


@pytest.fixture(scope="module")
def rasa() -> Iterator[ScriptedRasa]:
    scripted = ScriptedRasa()
    with serving(scripted.app()) as scripted.url:
        scripted.items = [{"text": "Here you are", "custom": PRODUCTS | {"products": [SHOWN], "total": 1}}]
        yield scripted


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path, rasa: ScriptedRasa, browser: Any) -> Iterator[Shop]:
    write_stock(ROWS, tmp_path / "shop")
    config = GatewayConfig(
        sqlite_url, rasa.url, "http://127.0.0.1:9", web=ROOT / "web" / "dist", shop=tmp_path / "shop"
    )
    with serving(create_app(config), has_sockets=True) as url, ExitStack() as opened:
        yield Shop(url, config, browser, opened)


def say(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Here you are").last).to_be_visible()


def test_a_shopper_chats_goes_on_through_the_shop_and_the_log_has_it_all(shop: Shop) -> None:
    page = shop.page("/")
    say(page, "a mouse")
    page.get_by_role("link", name="Mouse 30 products").click()
    page.get_by_role("link", name="Norvik mouse 02 ").click()
    expect(page.get_by_role("heading", name="Norvik mouse 02")).to_be_visible()
    page.get_by_role("button", name="Ask about this product").click()
    expect(page.get_by_text("Here you are").last).to_be_visible()  # the conversation went along
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Add to cart", exact=True).click()
    expect(page.locator("#cart")).to_have_text("Cart: 1 · €20.00")
    assert [one.page["product_id"] for one in shop.conversations()] == ["mouse-002"]

    page.goto(f"{shop.url}/cart")
    page.get_by_label("Quantity of Norvik mouse 02").fill("3")
    page.keyboard.press("Tab")
    expect(page.locator(".total b")).to_have_text("€60.00")
    page.get_by_role("link", name="To the checkout").click()
    for field, text in (("Name", "N"), ("Delivery address", "A"), ("E-mail address", "n@example.com")):
        page.get_by_label(field, exact=True).fill(text)
    page.get_by_role("button", name="Order (nothing)").click()
    expect(page.get_by_role("heading", name="Thank you for ordering nothing")).to_be_visible()
    page.reload()  # reported once, all the same
    expect(page.locator("#cart")).to_have_text("Cart: empty")

    found = shop.events(page, "product_click", "add_to_cart", "purchase")
    told = [(event.type, event.payload["product_id"], event.payload.get("quantity")) for event in found]
    assert told == [
        ("product_click", "mouse-002", None),
        ("add_to_cart", "mouse-002", 1),
        ("add_to_cart", "mouse-002", 2),
        ("purchase", "mouse-002", 3),
    ]
    assert {event.list_id for event in found} == {found[0].list_id}
    assert found[0].list_id is not None


def test_nothing_is_kept_of_who_does_not_chat(shop: Shop) -> None:
    page = shop.page("/type/mouse")
    page.get_by_role("link", name="Norvik mouse 07").click()
    page.get_by_role("button", name="Add to cart", exact=True).click()
    page.get_by_role("link", name="Cart: 1").click()
    page.get_by_role("button", name="Remove Norvik mouse 07").click()
    expect(page.get_by_text("There is nothing in the cart yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="Cart")).to_be_focused()

    assert shop.conversations() == []


def test_addresses_searches_and_pages_are_real(shop: Shop) -> None:
    page = shop.page("/type/mouse?page=2")
    expect(page.locator(".goods li")).to_have_count(MICE - 24)
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator(".goods li")).to_have_count(24)
    page.get_by_role("searchbox").fill("norvik 17")
    page.keyboard.press("Enter")
    expect(page.locator(".goods .title")).to_have_text(["Norvik mouse 17"])
    page.go_back()
    expect(page.get_by_role("heading", name="Mouse")).to_be_visible()
    page.goto(f"{shop.url}/product/mouse-999")
    expect(page.get_by_role("heading", name="This page is not here (any more)")).to_be_visible()


def test_the_shop_is_in_chinese_too_down_to_the_details(shop: Shop) -> None:
    page = shop.page("/zh/type/mouse")
    expect(page.get_by_role("heading", name="鼠标")).to_be_visible()
    page.get_by_role("link", name="Norvik mouse 03 ").click()
    expect(page.locator(".details tr").first).to_have_text("连接无线")
    expect(page.locator("floorwalker-chat .launcher")).not_to_contain_text("help")
    page.get_by_role("link", name="English").click()
    expect(page.locator(".details tr").first).to_have_text("ConnectionWireless")


def test_every_page_is_clean_for_axe_on_a_phone_light_and_dark(shop: Shop, project: Path) -> None:
    axe = (project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page = shop.page("/", viewport={"width": 380, "height": 760})
    cart = [{"id": "mouse-001", "title": "Mouse", "price": 20, "currency": "EUR", "image": None, "quantity": 2}]
    page.evaluate("lines => localStorage.setItem('floorwalker.demo.cart', lines)", json.dumps(cart))
    for path in ("/", "/type/mouse", "/zh/search?q=mouse", "/product/mouse-001", "/cart", "/zh/checkout", "/thanks"):
        page.goto(shop.url + path)
        expect(page.locator("h1")).to_be_visible()
        page.evaluate(axe)
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            assert page.evaluate(_AXE) == [], (path, dark)
        assert page.evaluate("document.documentElement.scrollWidth") <= 380, path
