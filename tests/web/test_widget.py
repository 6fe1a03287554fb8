"""The page in a real browser, before a scripted gateway: what a shopper sees, and what the shop is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Page, expect

from floorwalker.settings import ROOT
from gateway.headers import SecurityHeaders
from tests.serving import serving
from tests.web.conftest import CHROMIUM, flushed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
SEEN = {"at": "2026-01-01T00:00:00Z", "from": "bot"}
PRODUCT = {
    "id": "m/1",
    "title": f"Norvik mouse {HOSTILE}",
    "brand": "Norvik",
    "category": "Mouse",
    "price": 20.0,
    "currency": "EUR",
    "image_url": "javascript:alert(1)",
    "url": None,
    "available": True,
    "score": 0.9,
    "attributes": {"connectivity": "Bluetooth"},
    "matched": ["connectivity"],
    "missed": [],
    "fits": [
        {"attribute": "weight", "label": "Weight", "text": "80 g", "affinity": 0.9, "why": "it is carried all day"},
        {"attribute": "silent", "label": "Silent clicks", "text": "Silent clicks", "affinity": 0.5, "why": None},
    ],
}
PRODUCTS = SEEN | {
    "type": "products",
    "id": "p1",
    "text": "Here is what fits",
    "products": [PRODUCT, PRODUCT | {"id": "m2", "title": "Pell mouse"}],
    "total": 2,
    "offset": 0,
    "query": "mouse",
    "constraints": [],
    "attributes": [{"name": "connectivity", "label": "Connectivity", "weight": 0.7, "unit": None}],
    "leanings": [
        {"attribute": "weight", "label": "Weight", "towards": "low", "weight": 0.3, "why": "it is carried all day"},
        {"attribute": "connection", "label": "Connection", "towards": ["Wireless"], "weight": 0.2, "why": None},
    ],
    "wishes": [
        {
            "attribute": "price",
            "label": f"Price {HOSTILE}",
            "unit": "EUR",
            "constraint": {"attribute": "price", "op": "lt", "value": 50},
            "towards": None,
        },
        {
            "attribute": "colour",
            "label": "Colour",
            "unit": None,
            "constraint": {"attribute": "colour", "op": "neq", "value": "Black"},
            "towards": None,
        },
    ],
    "query_id": "q",
    "model_version": "m",
    "catalog_version": "c",
}
QUESTION = SEEN | {
    "type": "question",
    "id": "q1",
    "attribute": "connectivity",
    "label": "Connectivity",
    "text": f"Which connectivity? {HOSTILE}",
    "unit": None,
    "options": [{"value": "Bluetooth", "label": "Bluetooth", "count": 14}],
    "may_skip": True,
}


COMPARISON = SEEN | {
    "type": "comparison",
    "id": "c1",
    "text": "",
    "products": PRODUCTS["products"],
    "rows": [
        {"attribute": "weight", "label": "Weight", "unit": "g", "values": [80, None]},
        {
            "attribute": "w",
            "label": "Water protection certificate",
            "unit": None,
            "values": ["IPX5", "Splashproofness"],
        },
    ],
}
AUTO = (
    '<!doctype html><html lang="en"><title>A page</title><body>'
    '<script src="/widget.js" data-site-key="demo" data-open-after="0" data-open-on="/auto*" defer></script>'
)


@dataclass
class ScriptedGateway:
    """Answers every message with the same products and question, or with their comparison; keeps what it was told."""

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    failures: int = 0
    instead: list[dict[str, Any]] = field(default_factory=list)
    sessions: int = 0
    left: list[str] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_middleware(SecurityHeaders, images=lambda: " https:")
        history: list[dict[str, Any]] = []

        @app.post("/v1/chat/sessions")
        async def sessions() -> Any:
            self.sessions += 1
            history[:] = [SEEN | {"type": "text", "id": "g", "text": "Hello!"}]
            return {"session_id": "s", "token": "t", "messages": history}

        @app.get("/v1/chat/messages")
        async def read() -> Any:
            return {"messages": history}

        @app.post("/v1/chat/messages")
        async def take(request: Request) -> Any:
            if self.failures:
                self.failures -= 1
                return json.loads("{")
            body = await request.json()
            self.told.append(body)
            said = {"id": "x", "at": SEEN["at"], "from": "shopper"}
            if "text" in body:
                history.append(said | {"type": "text", "text": body["text"]})
            if self.instead:
                return {"messages": [self.instead.pop()]}
            answer: list[dict[str, Any]] = [COMPARISON] if body.get("action") == "compare" else [PRODUCTS, QUESTION]
            history.extend(answer)
            return {"messages": answer}

        @app.post("/v1/chat/events", status_code=202)
        async def events(request: Request) -> Any:
            known = {event["event_id"] for event in self.events}
            self.events += [one for one in (await request.json())["events"] if one["event_id"] not in known]
            return {"stored": 1, "repeated": 0}

        @app.post("/v1/chat/session/end", status_code=204)
        @app.delete("/v1/chat/session", status_code=204)
        async def leave(request: Request) -> None:
            self.left.append(request.method)

        @app.get("/auto", response_class=HTMLResponse)
        async def auto() -> str:
            return AUTO

        app.mount("/", StaticFiles(directory=ROOT / "web" / "dist", html=True))
        return app


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
        """() => [...document.querySelector("floorwalker-chat").shadowRoot.querySelectorAll(".comparison tbody :is(th, td)")]
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
