"""The page in a real browser, before a scripted gateway: what a shopper sees, and what the shop is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.serving import serving
from tests.web.conftest import CHROMIUM, flushed
from tests.web.scripted import HOSTILE, ScriptedGateway

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]


@pytest.fixture
def gateway() -> Iterator[ScriptedGateway]:
    scripted = ScriptedGateway()
    with serving(scripted.app()) as scripted.url:
        yield scripted


@pytest.fixture
def page(browser: Any, gateway: ScriptedGateway) -> Iterator[Page]:
    page: Page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(gateway.url)
    expect(page.get_by_text("Hello!")).to_be_visible()
    yield page
    page.close()


def say(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.keyboard.press("Enter")


def test_goes_from_words_to_products_to_a_tapped_answer(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "I need a wireless mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    page.get_by_role("button", name="Bluetooth (14)").click()
    expect(page.get_by_text("Here is what fits")).to_have_count(2)
    page.get_by_role("button", name="I don't mind").last.click()
    expect(page.get_by_text("Here is what fits")).to_have_count(3)

    told = [{k: v for k, v in body.items() if k not in ("client_id", "page")} for body in gateway.told]
    assert told == [
        {"text": "I need a wireless mouse"},
        {"choice": {"attribute": "connectivity", "value": "Bluetooth"}},
        {"choice": {"attribute": "connectivity", "value": None}},
    ]
    assert {body["page"]["url"] for body in gateway.told} == {f"{gateway.url}/"}


def test_says_what_speaks_for_a_product_and_lets_it_be_tapped_away(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "a mouse to carry on trains")

    expect(page.get_by_text("80 g · Silent clicks").first).to_be_visible()
    expect(page.get_by_text("Connection: Wireless")).to_be_visible()
    page.get_by_role("button", name="Do not go by Weight").click()
    expect(page.get_by_text("Not because of Weight")).to_be_visible()
    expect(page.get_by_text("Here is what fits")).to_have_count(2)
    assert gateway.told[-1]["choice"] == {"attribute": "weight", "value": None}


def test_shows_hostile_text_as_text(page: Page) -> None:
    say(page, HOSTILE)

    expect(page.get_by_text(f"Norvik mouse {HOSTILE}").first).to_be_visible()
    expect(page.locator("floorwalker-chat .bubble.shopper")).to_have_text(HOSTILE)
    assert "hacked" not in page.title()
    assert page.locator("floorwalker-chat img").count() == 0


def test_tells_the_shop_what_was_seen_and_done(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "mouse")
    page.get_by_role("button", name="Add Pell mouse to the cart").click()
    expect(page.locator("#cart")).to_contain_text("Cart: 1")
    page.get_by_role("button", name="These fit", exact=True).click()
    flushed(page)

    types = [event["type"] for event in gateway.events]
    assert types.count("impression") == 2
    assert {"add_to_cart", "thumbs_up"} <= set(types)
    cart = next(event for event in gateway.events if event["type"] == "add_to_cart")
    assert (cart["message_id"], cart["product_id"], cart["position"]) == ("p1", "m2", 1)


def test_tells_what_was_compared_once(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "mouse")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("floorwalker-chat .comparison")).to_be_visible()
    page.reload()
    expect(page.locator("floorwalker-chat .comparison")).to_be_visible()
    flushed(page)

    compared = [event for event in gateway.events if event["type"] == "compare"]
    assert [(event["message_id"], event["product_id"]) for event in compared] == [("c1", "m/1"), ("c1", "m2")]


def test_asks_once_what_is_wrong_with_products_that_do_not_fit(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "mouse")
    page.get_by_role("button", name="These do not fit", exact=True).click()
    page.get_by_role("button", name="Too expensive").click()
    expect(page.get_by_text("Thank you")).to_be_visible()
    flushed(page)

    said = [(event["type"], event.get("reason")) for event in gateway.events if event["type"].startswith("thumbs")]
    assert said == [("thumbs_down", None), ("thumbs_reason", "too_expensive")]
    assert page.get_by_role("button", name="Too expensive").count() == 0


def test_tells_what_was_bought_of_a_shopper_who_chatted(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    page.evaluate("document.querySelector('floorwalker-chat').purchased([{id: 'm2', price: 20, quantity: 1}])")
    flushed(page)

    [bought] = [event for event in gateway.events if event["type"] == "purchase"]
    assert (bought["product_id"], bought["price"], bought["quantity"]) == ("m2", 20, 1)


def test_keeps_the_conversation_when_the_page_is_loaded_again(page: Page) -> None:
    say(page, "a mouse, please")
    expect(page.get_by_text("Here is what fits")).to_be_visible()

    page.reload()

    expect(page.get_by_text("a mouse, please")).to_be_visible()
    expect(page.get_by_text("Here is what fits")).to_be_visible()


def test_offers_to_send_again_what_could_not_be_answered(page: Page, gateway: ScriptedGateway) -> None:
    gateway.failures = 3  # it tries twice again by itself
    say(page, "a mouse")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_text("Here is what fits")).to_be_visible()
    assert [body["text"] for body in gateway.told] == ["a mouse"]


def test_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 380, "height": 760})
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_what_was_understood_is_tapped_away_exactly(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "not black, under 50")
    page.get_by_role("button", name="Take away: not Black").press("Enter")
    expect(page.get_by_text("Without: not Black")).to_be_visible()

    expect(page.get_by_text("Here is what fits")).to_have_count(2)
    assert gateway.told[-1]["choice"] == {"attribute": "colour", "value": None}
    chips = page.get_by_role("button", name="Take away: not Black")
    assert [chip.is_enabled() for chip in chips.all()] == [False, True]


def test_the_question_stays_in_view_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_in_viewport()

    expect(page.get_by_role("button", name="Bluetooth (14)")).to_be_in_viewport()


def test_a_comparison_on_a_phone_breaks_no_word(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    say(page, "mouse")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("rowheader", name="Water protection certificate")).to_be_visible()

    broken = page.evaluate(
        """() => [...document.querySelector("floorwalker-chat").shadowRoot
            .querySelectorAll(".comparison tbody :is(th, td)")]
            .flatMap((cell) => [...cell.textContent.matchAll(/\\S+/g)].map((word) => {
                const range = document.createRange();
                range.setStart(cell.firstChild, word.index);
                range.setEnd(cell.firstChild, word.index + word[0].length);
                return range.getClientRects().length > 1 ? word[0] : null;
            })).filter(Boolean)"""
    )
    assert broken == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_program_says_that_it_is_one(page: Page, gateway: ScriptedGateway) -> None:
    expect(page.get_by_text("You are chatting with a program, not with a person.")).to_be_visible()
    page.get_by_role("note").get_by_role("button", name="A person, please").click()
    expect(page.get_by_text("I would like to talk to a person")).to_be_visible()
    expect(page.get_by_text("Here is what fits")).to_be_visible()

    assert gateway.told[-1]["action"] == "human"


def menu(page: Page, name: str) -> None:
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name=name).click()


def test_the_end_asks_how_it_was_once(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    menu(page, "End the chat")
    page.get_by_role("button", name="Good", exact=True).click()
    expect(page.get_by_text("Thank you. The chat has ended.")).to_be_visible()

    assert [event["score"] for event in gateway.events if event["type"] == "csat"] == [4]
    assert (gateway.left, gateway.sessions) == (["POST"], 1)
    say(page, "another mouse")
    expect(page.get_by_text("Here is what fits")).to_have_count(2)
    assert gateway.sessions == 2


def test_a_conversation_is_deleted_once_that_is_confirmed(page: Page, gateway: ScriptedGateway) -> None:
    say(page, "mouse")
    expect(page.get_by_text("Here is what fits")).to_be_visible()
    menu(page, "Delete my conversation")
    page.get_by_role("button", name="Keep it").click()
    assert gateway.left == []

    menu(page, "Delete my conversation")
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("Your conversation was deleted.")).to_be_visible()

    assert gateway.left == ["DELETE"]
    expect(page.get_by_text("Here is what fits")).to_have_count(0)


def test_opens_by_itself_where_the_shop_wishes_it_until_it_is_closed(page: Page, gateway: ScriptedGateway) -> None:
    page.evaluate("localStorage.clear()")
    page.goto(f"{gateway.url}/auto")
    expect(page.get_by_text("You are chatting with a program")).to_be_visible()
    assert gateway.sessions == 1  # of the page before: this one begins when the shopper writes

    page.get_by_role("button", name="Close", exact=True).click()
    page.reload()
    expect(page.get_by_role("button", name="Need help finding something?")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_text("You are chatting with a program")).to_be_hidden()


POLICY = (
    "default-src 'none'; script-src {url}; connect-src {url} {socket}; img-src https:; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What web/README.md asks of a page's policy, and that nothing may become markup or script."""


def test_works_where_no_text_may_become_script(browser: Any, gateway: ScriptedGateway) -> None:
    page: Page = browser.new_page()
    broken: list[str] = []
    page.on("console", lambda line: broken.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    shop = f"{gateway.url}/a-shop"
    html = '<!doctype html><html lang="en"><title>Shop</title><script src="/widget.js" defer></script>'
    policy = POLICY.format(url=gateway.url, socket=gateway.url.replace("http", "ws"))
    page.route(
        shop,
        lambda route: route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": policy}),
    )
    page.goto(shop)
    page.get_by_role("button", name="Need help").click()
    say(page, "mouse")
    page.get_by_role("button", name="Details of Pell mouse").click()
    expect(page.get_by_role("dialog").get_by_text("A mouse", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("floorwalker-chat .comparison")).to_be_visible()
    menu(page, "End the chat")
    expect(page.get_by_role("button", name="Good", exact=True)).to_be_visible()

    assert [line for line in broken if "WebSocket" not in line] == []  # the scripted gateway has none
    refused = """() => { try { document.body.innerHTML = "<b></b>"; } catch (error) { return error.name; } }"""
    assert page.evaluate(refused) == "TypeError", "the page's policy holds"
    page.close()
