"""The widget for whoever cannot see it or use a mouse: in each of its states, light, dark, and from right to left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.web.conftest import CHROMIUM
from tests.web.scripted import SEEN, ScriptedGateway
from tests.web.test_widget import gateway, menu, page, say

__all__ = ["gateway", "page"]  # its fixtures are this module's too
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
_CHECK = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
  .violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""
OUTAGE: dict[str, Any] = SEEN | {
    "type": "notice",
    "id": "n1",
    "kind": "error",
    "reason": "outage",
    "text": "I cannot answer just now",
    "offers": ["again", "human"],
}
AWAY: dict[str, Any] = SEEN | {
    "type": "notice",
    "id": "n2",
    "kind": "handoff",
    "text": "Nobody is there just now",
    "contact": True,
}
SAID = {"type": "text", "from": "agent", "agent": "Anna"}
FORMS = [
    {"id": f"{colour}{size}", "options": {"colour": colour, "size": size}, "text": f"{colour}, Size: {size}"}
    | {"price": price, "list_price": 39.0, "available": size != 42 or colour != "Red"}
    for colour, size, price in (("Red", 42, 25.0), ("Red", 44, 25.0), ("Blue", 42, 28.0))
]
SHIRT: dict[str, Any] = SEEN | {
    "type": "product_detail",
    "id": "d1",
    "text": "Which one shall it be?",
    "product": {
        "id": "shirt",
        "title": "Linen shirt",
        "description": "",
        "price": 25.0,
        "highest_price": 28.0,
        "list_price": 39.0,
        "currency": "EUR",
        "available": True,
        "attributes": {"colour": ["Red", "Blue"], "size": [42, 44]},
        "labels": {"colour": "Colour", "size": "Size"},
        "units": {},
        "options": [
            {
                "name": name,
                "label": name.title(),
                "values": [{"value": v, "label": str(v), "available": True} for v in of],
            }
            for name, of in (("colour", ("Red", "Blue")), ("size", (42, 44)))
        ],
        "variants": FORMS,
    },
}
_FOCUS = "document.querySelector('floorwalker-chat').shadowRoot.activeElement?."


def check(page: Page, state: str) -> None:
    """By axe, which the page has, each rule of WCAG 2.2 A and AA that a program can check."""
    found = page.evaluate(_CHECK)
    assert found == [], f"{state}: {found}"


def focused(page: Page, what: str) -> Any:
    return page.evaluate(_FOCUS + what)


@pytest.mark.parametrize("look", ["light", "dark", "rtl"])
def test_breaks_no_rule_in_any_state(browser: Any, gateway: ScriptedGateway, project: Path, look: str) -> None:
    """Light in a place of its own on the page, else in a panel over it; one after the other in one page."""
    axe = (project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page, streams = opened(browser, gateway, look, axe)
    said_by_the_assistant(page)
    forms_to_choose(page, gateway)
    through_a_bad_network(page, gateway)
    with_a_person(page, streams)
    if look != "light":
        closed(page, streams)
    until_its_end(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def opened(browser: Any, gateway: ScriptedGateway, look: str, axe: str) -> tuple[Page, list[WebSocketRoute]]:
    """A page that asks for consent, and what it listens to; its gateway tells it nothing by itself."""
    gateway.consent = "May we keep what you write, to get better at this?"
    page: Page = browser.new_page(viewport={"width": 1200, "height": 900})
    streams: list[WebSocketRoute] = []
    page.route_web_socket("**/v1/chat/stream", lambda stream: streams.append(stream))
    page.goto(gateway.url if look == "light" else f"{gateway.url}/auto")
    page.evaluate(axe)
    page.evaluate(
        """(look) => {
          if (look === "rtl") document.documentElement.dir = "rtl";
          else document.querySelector("floorwalker-chat").setAttribute("theme", look);
        }""",
        look,
    )
    if look != "light":
        expect(page.get_by_text("You are chatting with a program")).to_be_visible()
        check(page, "opened by itself")
        page.get_by_role("button", name="Close", exact=True).click()
        check(page, "closed")
        page.get_by_role("button", name="Need help").click()
    expect(page.get_by_text("Hello!")).to_be_visible()
    expect(page.get_by_role("button", name="I agree")).to_be_visible()
    check(page, "greeting, and consent asked for")
    page.get_by_role("button", name="I agree").click()
    return page, streams


def said_by_the_assistant(page: Page) -> None:
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    expect(page.locator("floorwalker-chat .card")).to_have_count(2)
    check(page, "products and question")
    page.get_by_role("button", name="Details of Pell mouse").click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_be_visible()
    check(page, "a product's details")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="These do not fit", exact=True).click()
    check(page, "why it does not fit")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("floorwalker-chat .comparison")).to_be_visible()
    check(page, "comparison")


def through_a_bad_network(page: Page, gateway: ScriptedGateway) -> None:
    gateway.failures = 3
    page.context.set_offline(True)
    say(page, "offline")
    expect(page.get_by_text("You are offline")).to_be_visible()
    check(page, "offline")
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    check(page, "failed")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Here is what fits")).to_have_count(2)
    gateway.instead = [OUTAGE]
    say(page, "down")
    expect(page.get_by_role("button", name="Talk to a person")).to_be_visible()
    check(page, "outage")


def tell(streams: list[WebSocketRoute], **frame: Any) -> None:
    """The page is told so by its newest stream."""
    streams[-1].send(json.dumps(frame))


def with_a_person(page: Page, streams: list[WebSocketRoute]) -> None:
    tell(streams, type="status", status="queued", agent=None)
    expect(page.get_by_text("A person will be with you soon")).to_be_visible()
    check(page, "a person is waited for")
    tell(streams, type="messages", messages=[AWAY])
    expect(page.get_by_label("E-mail address or telephone number")).to_be_visible()
    check(page, "nobody is there")
    tell(streams, type="status", status="agent", agent="Anna")
    tell(streams, type="messages", messages=[SEEN | SAID | {"id": "a1", "text": "I am Anna"}])
    tell(streams, type="typing", **{"from": "agent", "agent": "Anna"})
    expect(page.get_by_text("Anna types")).to_be_visible()
    expect(page.get_by_text("Anna is with you")).to_be_visible()
    check(page, "with a person who types")


def closed(page: Page, streams: list[WebSocketRoute]) -> None:
    page.get_by_role("button", name="Close", exact=True).click()
    tell(streams, type="messages", messages=[SEEN | SAID | {"id": "a2", "text": "Are you there?"}])
    expect(page.get_by_text("1 new")).to_be_visible()
    check(page, "closed, with a new message")
    page.get_by_role("button", name="Need help").click()
    expect(page.get_by_text("Are you there?")).to_be_visible()


def until_its_end(page: Page) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    check(page, "menu")
    page.keyboard.press("Escape")
    menu(page, "Delete my conversation")
    check(page, "to be deleted")
    page.get_by_role("button", name="Keep it").click()
    menu(page, "End the chat")
    expect(page.get_by_role("button", name="Good", exact=True)).to_be_visible()
    check(page, "how it was")
    page.get_by_role("button", name="Good", exact=True).click()
    expect(page.get_by_text("Thank you. The chat has ended.")).to_be_visible()
    check(page, "ended")


def forms_to_choose(page: Page, gateway: ScriptedGateway) -> None:
    gateway.instead = [SHIRT]
    say(page, "a shirt")
    expect(page.get_by_role("group", name="Colour")).to_be_visible()
    check(page, "a choice of forms")
    page.get_by_role("radio", name="Red").check()
    check(page, "a form that is chosen")


def test_a_form_is_chosen_by_the_keyboard(page: Page, gateway: ScriptedGateway) -> None:
    gateway.instead = [SHIRT]
    say(page, "a shirt")
    page.get_by_role("button", name="Add to cart").press("Enter")
    expect(page.get_by_role("radio", name="Red")).to_be_focused()  # what is still to be chosen
    expect(page.get_by_role("status").get_by_text("Choose: Colour")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Blue")).to_be_checked()
    expect(page.get_by_role("radio", name="44 (sold out)")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_text("Blue, Size: 42", exact=True)).to_be_visible()
    page.get_by_role("button", name="Add to cart").press("Enter")

    def added() -> list[tuple[str, str]]:
        return [(one["product_id"], one["variant_id"]) for one in gateway.events if one["type"] == "add_to_cart"]

    for _ in range(100):
        if not added():
            page.wait_for_timeout(100)
    assert added() == [("shirt", "Blue42")]


def test_goes_on_by_the_keyboard_where_the_answer_is_and_says_it_once(page: Page) -> None:
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    heard = page.evaluate("document.querySelector('floorwalker-chat').announcer.region.textContent")
    assert heard.startswith("Here is what fits 2 products Which connectivity?")
    page.get_by_role("button", name="Bluetooth (14)").press("Enter")
    expect(page.get_by_text("Here is what fits")).to_have_count(2)

    page.wait_for_function(_FOCUS + "classList.contains('products')")
    assert focused(page, "dataset.message") == "p1"
    assert page.locator("floorwalker-chat .log").get_attribute("aria-live") == "off"


def test_opens_and_closes_by_the_keyboard_and_gives_it_back(browser: Any, gateway: ScriptedGateway) -> None:
    page: Page = browser.new_page(
        viewport={"width": 640, "height": 400}, reduced_motion="reduce"
    )  # 1280 × 800 at 200 %
    page.goto(gateway.url)
    page.evaluate(
        """() => {
          document.querySelector("floorwalker-chat").remove();
          const chat = document.createElement("floorwalker-chat");
          chat.setAttribute("site-key", "demo");
          document.body.append(chat);
        }"""
    )
    page.get_by_role("button", name="Need help").press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    box = page.get_by_label("Your message").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 400
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Need help")).to_be_focused()
    page.close()


def test_says_again_what_could_not_be_answered_until_it_is(page: Page, gateway: ScriptedGateway) -> None:
    gateway.instead = [OUTAGE, OUTAGE]
    say(page, "mouse")
    again = page.get_by_role("button", name="Try again")
    again.press("Enter")
    expect(page.get_by_text(OUTAGE["text"])).to_have_count(1)
    again.press("Enter")
    expect(page.get_by_text("Here is what fits")).to_be_visible()

    expect(again).to_have_count(0)
    expect(page.get_by_role("button", name="Talk to a person")).to_have_count(0)
    assert len(gateway.told) == 3
    assert len({told["client_id"] for told in gateway.told}) == 1
    page.wait_for_function(_FOCUS + "classList.contains('products')")
