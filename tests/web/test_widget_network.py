"""The widget in a real browser before the real gateway: a lost network, two tabs at once, a refused event."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from sqlalchemy import select

from data.conversations.tables import ConversationRow, EventRow, MessageRow
from data.database import connect
from tests.web.conftest import CHROMIUM, flushed
from tests.web.test_console import ANSWER, Shop, rasa, say, shop

__all__ = ["rasa", "shop"]  # its fixtures are this module's too
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]


def entered(shop: Shop) -> Page:
    """A shopper's page, with its greeting; what is said next is answered with products."""
    shop.rasa.items = [{"text": "Hello!"}]
    page = shop.page("/")
    expect(log(page).get_by_text("Hello!")).to_be_visible()
    shop.rasa.items = ANSWER
    return page


def stored(shop: Shop, *columns: Any) -> list[Any]:
    engine = connect(shop.config.database_url)
    with engine.connect() as connection:
        found = list(connection.execute(select(*columns)))
    engine.dispose()
    return found


def log(page: Page) -> Any:
    return page.locator("floorwalker-chat .log")


def said(shop: Shop) -> list[str]:
    """What shoppers said, as it is stored."""
    messages = stored(shop, MessageRow.sender, MessageRow.payload)
    return [payload["text"] for sender, payload in messages if sender == "shopper"]


def test_what_is_said_without_a_network_is_sent_once_and_in_order_when_it_is_back(shop: Shop) -> None:
    page = entered(shop)
    say(page, "a mouse")
    expect(log(page).get_by_text("Here is what fits")).to_have_count(1)
    page.context.set_offline(True)
    say(page, "a silent one")
    say(page, "for travel")

    expect(page.get_by_role("status").get_by_text("You are offline")).to_be_visible()
    expect(log(page).get_by_text("Waiting for the connection").first).to_be_visible()
    page.context.set_offline(False)
    expect(log(page).get_by_text("Here is what fits")).to_have_count(3)

    expect(page.get_by_text("You are offline")).to_have_count(0)
    assert said(shop) == ["a mouse", "a silent one", "for travel"]
    order = log(page).locator(".bubble.shopper, .products > .bubble").all_inner_texts()
    assert order == [
        "a mouse",
        "Here is what fits",
        "a silent one",
        "Here is what fits",
        "for travel",
        "Here is what fits",
    ]


def test_what_is_not_sent_outlives_a_reload(shop: Shop) -> None:
    page = entered(shop)
    say(page, "a mouse")
    expect(log(page).get_by_text("Here is what fits")).to_have_count(1)
    page.route("**/v1/chat/messages", lambda route: route.abort())
    say(page, "a silent one")
    expect(log(page).get_by_text("Waiting for the connection")).to_be_visible()
    page.unroute("**/v1/chat/messages")
    page.reload()

    expect(log(page).get_by_text("Here is what fits")).to_have_count(2)
    assert said(shop) == ["a mouse", "a silent one"]


def test_two_tabs_are_one_conversation(shop: Shop) -> None:
    first = entered(shop)
    second = first.context.new_page()
    second.goto(shop.url)
    expect(log(second).get_by_text("Hello!")).to_be_visible()
    say(first, "a mouse")
    expect(log(second).get_by_text("a mouse")).to_be_visible()
    expect(log(second).get_by_text("Here is what fits")).to_be_visible()
    say(second, "a silent one")

    for tab in (first, second):
        expect(log(tab).get_by_text("Here is what fits")).to_have_count(2)
        expect(log(tab).locator(".bubble.shopper")).to_have_text(["a mouse", "a silent one"])
        expect(log(tab).get_by_text("Hello!")).to_have_count(1)
    for tab in (first, second):
        flushed(tab)
    seen = [
        (message, payload["product_id"])
        for kind, message, payload in stored(shop, EventRow.type, EventRow.message_id, EventRow.payload)
        if kind == "impression"
    ]
    assert len(stored(shop, ConversationRow.id)) == 1
    assert seen
    assert len(seen) == len(set(seen))


def test_an_event_that_is_refused_holds_up_no_other(shop: Shop) -> None:
    warned: list[str] = []
    page = entered(shop)
    page.on("console", lambda line: _note(line, warned))
    say(page, "a mouse")
    expect(log(page).get_by_text("Here is what fits")).to_be_visible()
    page.evaluate(
        """() => {
          const { events } = document.querySelector("floorwalker-chat").chat;
          for (const type of ["csat", "dance", "csat"]) events.add(type, { score: 5 });
          events.add("csat", { score: 5, message_id: "of-another-session" });
        }"""
    )
    page.get_by_role("button", name="These fit", exact=True).click()
    flushed(page)

    types = [kind for (kind,) in stored(shop, EventRow.type)]
    assert (types.count("csat"), types.count("thumbs_up")) == (2, 1)
    assert len(warned) == 2


def _note(line: ConsoleMessage, warned: list[str]) -> None:
    if "refused an event" in line.text:
        warned.append(line.text)
