"""The agents' page in a real browser, before the real gateway: with a shopper's page beside it, and without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect
from sqlalchemy import delete, insert

from data.agents import accounts, replies
from data.agents.tables import AgentSessionRow
from data.conversations.log import now
from data.conversations.tables import ConversationRow, MessageRow
from data.database import connect
from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import PRODUCTS, QUESTION, ScriptedRasa
from tests.gateway.console.conftest import PASSWORD, hire
from tests.serving import serving
from tests.web.conftest import CHROMIUM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
ANSWER = [{"text": "Here is what fits", "custom": PRODUCTS}, {"text": f"How light? {HOSTILE}", "custom": QUESTION}]
HANDOFF = [
    {"text": "I pass you on.", "custom": {"type": "notice", "kind": "handoff", "summary": "A mouse", "reason": "asked"}}
]


@dataclass
class Shop:
    """A gateway on a real socket, with an agent and a canned reply, and a browser."""

    url: str
    config: GatewayConfig
    rasa: ScriptedRasa
    browser: Any
    open: ExitStack

    def page(self, path: str, **options: Any) -> Page:
        """A page in a browser of its own, which complains if a script fails or breaks the page's policy."""
        context: BrowserContext = self.browser.new_context(viewport={"width": 1280, "height": 860}, **options)
        context.set_default_timeout(15_000)
        self.open.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", _complain)
        page.goto(self.url + path)
        return page

    def shopper(self, *said: str) -> Page:
        """A shopper's page, who said something and then asked for a person."""
        page = self.page("/")
        for words in said:
            say(page, words)
            expect(page.locator("floorwalker-chat .bubble.shopper").last).to_have_text(words)
            while words not in [one["message"] for one in self.rasa.asked]:  # else what follows is its answer
                page.wait_for_timeout(20)
        self.rasa.items = HANDOFF
        say(page, "a person, please")
        expect(page.get_by_text("I pass you on.").last).to_be_visible()
        self.rasa.items = ANSWER
        return page

    def caller(self, words: str) -> httpx.Client:
        """A shopper without a page, who asked for a person."""
        http = self.open.enter_context(httpx.Client(base_url=self.url))
        opened = http.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": True}})
        http.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        self.rasa.items = HANDOFF
        http.post("/v1/chat/messages", json={"text": words}).raise_for_status()
        self.rasa.items = ANSWER
        return http

    def agent(self, name: str = "anna") -> Page:
        """The page of an agent who signs in by the keyboard alone."""
        page = self.page("/console/")
        expect(page.get_by_label("Name")).to_be_focused()
        sign_in(page, name)
        expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
        return page

    def write(self, *statements: Any) -> None:
        engine = connect(self.config.database_url)
        with engine.execution_options(writes=True).begin() as connection:
            for statement in statements:
                connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(statement)
        engine.dispose()


@pytest.fixture(scope="module")
def rasa() -> Iterator[ScriptedRasa]:
    scripted = ScriptedRasa()
    with serving(scripted.app()) as scripted.url:
        yield scripted


@pytest.fixture
def shop(sqlite_url: str, rasa: ScriptedRasa, browser: Any) -> Iterator[Shop]:
    rasa.reset()
    rasa.items = ANSWER
    config = GatewayConfig(
        database_url=sqlite_url, rasa_url=rasa.url, recommender_url="http://127.0.0.1:9", web=ROOT / "web" / "dist"
    )
    anna = hire(config, "anna")
    engine = connect(sqlite_url)
    replies.put(engine, name="hello", locale="en", text="Hello, this is Anna. How can I help?", by=anna, at=now())
    accounts.set_presence(engine, anna.id, "online", now())  # else shoppers are told that nobody is there
    engine.dispose()
    with serving(create_app(config), has_sockets=True) as url, ExitStack() as opened:
        yield Shop(url, config, rasa, browser, opened)


def _complain(said: ConsoleMessage) -> None:
    if "Content Security" in said.text:
        pytest.fail(said.text)


def say(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.keyboard.press("Enter")


def sign_in(page: Page, name: str) -> None:
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def claim_next(page: Page) -> None:
    press(page, "j")
    expect(page.get_by_role("button", name="Claim")).to_be_visible()
    press(page, "c")
    expect(page.get_by_label("Reply to the shopper")).to_be_focused()


def transcript(page: Page) -> Locator:
    return page.get_by_role("region", name="Transcript")


def of_shopper(page: Page) -> Locator:
    return page.locator("floorwalker-chat .log")


def test_an_agent_claims_answers_and_gives_back_without_a_mouse(shop: Shop) -> None:
    shopper = shop.shopper("a silent mouse")
    agent = shop.agent()
    expect(agent.get_by_text("asked for a person")).to_be_visible()
    claim_next(agent)
    expect(transcript(agent).get_by_text("a silent mouse")).to_be_visible()
    expect(transcript(agent).get_by_text("Norvik <b>mouse</b>").first).to_be_visible()
    expect(of_shopper(shopper).get_by_text("Anna is with you now.")).to_be_visible()

    agent.keyboard.type("/hel")
    press(agent, "Tab")
    expect(agent.get_by_label("Reply to the shopper")).to_have_value("Hello, this is Anna. How can I help?")
    press(agent, "Control+Enter")
    expect(of_shopper(shopper).get_by_text("Hello, this is Anna. How can I help?")).to_be_visible()
    say(shopper, f"in black {HOSTILE}")
    expect(transcript(agent).get_by_text(f"in black {HOSTILE}")).to_be_visible()
    expect(of_shopper(shopper).get_by_text("Hello, this is Anna")).to_have_count(1)
    expect(of_shopper(shopper).get_by_text("Here is what fits")).to_have_count(2)  # a draft is for the agent alone

    press(agent, "Escape", "n")
    agent.keyboard.type(f"Likes black {HOSTILE}")
    press(agent, "Control+Enter", "Escape")
    expect(transcript(agent).get_by_text(f"Likes black {HOSTILE}")).to_be_visible()
    press(agent, "b")
    expect(of_shopper(shopper).get_by_text("The assistant is with you again.")).to_be_visible()
    say(shopper, "and lighter?")
    expect(of_shopper(shopper).get_by_text("Here is what fits")).to_have_count(3)
    assert "Likes black" not in shopper.content()
    assert ["hacked" in page.title() for page in (agent, shopper)] == [False, False]


def test_a_new_agent_answers_five_by_what_the_help_says(shop: Shop) -> None:
    shoppers = [shop.caller(f"mouse {number}") for number in range(5)]
    agent = shop.agent()
    press(agent, "?")
    expect(agent.get_by_role("dialog")).to_contain_text("next conversation")
    press(agent, "Escape")
    expect(agent.get_by_role("dialog")).to_have_count(0)

    for number, shopper in enumerate(shoppers):
        claim_next(agent)
        expect(transcript(agent).get_by_text(f"mouse {number}", exact=True)).to_be_visible()
        agent.keyboard.type(f"answer {number}")
        press(agent, "Control+Enter")
        expect(transcript(agent).get_by_text(f"answer {number}")).to_be_visible()
        press(agent, "Escape", "x", "Enter")
        expect(agent.get_by_text("closed · English")).to_be_visible()
        heard = [message.get("text") for message in shopper.get("/v1/chat/messages").json()["messages"]]
        assert heard[-3:-1] == ["Anna is with you now.", f"answer {number}"]
    expect(agent.get_by_text("Nobody waits.")).to_be_visible()


def test_a_reply_outlives_a_lost_network_and_a_reload(shop: Shop) -> None:
    shopper = shop.shopper()
    agent = shop.agent()
    claim_next(agent)
    agent.keyboard.type("One moment, please")
    agent.context.set_offline(True)
    press(agent, "Control+Enter")
    expect(agent.locator(".failed")).to_contain_text("Not sent.")
    agent.keyboard.type("half a sen")
    agent.context.set_offline(False)
    agent.reload()

    expect(agent.get_by_label("Reply to the shopper")).to_have_value("half a sen")
    agent.get_by_role("button", name="Send again").press("Enter")
    expect(of_shopper(shopper).get_by_text("One moment, please")).to_have_count(1)
    expect(agent.locator(".failed")).to_have_count(0)


def test_an_agent_whose_session_is_over_signs_in_and_goes_on(shop: Shop) -> None:
    shop.shopper()
    agent = shop.agent()
    claim_next(agent)
    agent.keyboard.type("half a sen")
    shop.write(delete(AgentSessionRow))
    press(agent, "Control+Enter")
    expect(agent.get_by_text("Your session is over.")).to_be_visible()
    sign_in(agent, "anna")

    expect(agent.get_by_role("button", name="Send again")).to_be_visible()
    cookies = {cookie["name"]: cookie for cookie in agent.context.cookies()}
    assert cookies["fw_agent"]["httpOnly"]
    stored = agent.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert cookies["fw_agent"]["value"] not in stored
    assert PASSWORD not in stored


def test_a_colleague_who_was_faster_is_named(shop: Shop) -> None:
    hire(shop.config, "ben")
    shop.shopper()
    anna, ben = shop.agent(), shop.agent("ben")
    for page in (anna, ben):
        press(page, "j")
        expect(page.get_by_role("button", name="Claim")).to_be_visible()
    press(anna, "c")
    expect(anna.get_by_label("Reply to the shopper")).to_be_focused()

    expect(ben.get_by_text("Anna serves this conversation.", exact=False)).to_be_visible()
    expect(ben.get_by_role("button", name="Claim")).to_have_count(0)
    press(ben, "c")
    expect(ben.get_by_role("alert")).to_contain_text("Anna")


def test_five_hundred_who_wait_are_a_list_of_which_few_rows_are_made(shop: Shop) -> None:
    began = now() - timedelta(hours=1)
    waiting = [
        {"id": f"w{number}", "token_hash": f"t{number}", "site_key": "demo", "locale": "en", "analytics": True}
        | {"status": "queued", "created_at": began, "last_at": began, "queued_at": began + timedelta(seconds=number)}
        | {"queue_reason": "outage", "arm": "assistant"}
        for number in range(500)
    ]
    said = [
        {"id": f"m{number}", "conversation_id": f"w{number}", "seq": 1, "sender": "shopper", "type": "text"}
        | {"payload": {"type": "text", "text": f"help {number}", "from": "shopper", "id": f"m{number}"}, "at": began}
        for number in range(500)
    ]
    shop.write((insert(ConversationRow), waiting), (insert(MessageRow), said))
    agent = shop.agent()

    expect(agent.get_by_role("button", name="Waiting 500")).to_be_visible()
    for number in range(40):
        press(agent, "j")
        expect(agent.locator(".row[aria-current=true]")).to_contain_text(f"help {number}")
    assert agent.locator(".row").count() < 60
    hire(shop.config, "cleo", "lead")
    lead = shop.agent("cleo")
    lead.get_by_role("button", name="Give all back to the assistant").press("Enter")
    press(lead, "Enter")
    expect(lead.get_by_text("Nobody waits.")).to_be_visible(timeout=60_000)  # each of them is told


def test_breaks_no_rule_of_wcag_that_a_machine_can_check(shop: Shop, project: Path) -> None:
    shop.shopper("a silent mouse")
    axe = (project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    agent = shop.page("/console/", reduced_motion="reduce")
    agent.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def broken() -> list[Any]:
        found: list[Any] = []
        for scheme in ("light", "dark"):
            agent.emulate_media(color_scheme=scheme)
            found += agent.evaluate(
                """async (tags) => (await axe.run(document, {runOnly: tags})).violations.map(
                     (one) => [one.id, one.nodes.map((node) => node.target.flat().join(' '))])""",
                tags,
            )
        return found

    expect(agent.get_by_label("Name")).to_be_focused()
    assert broken() == []
    sign_in(agent, "anna")
    expect(agent.get_by_role("heading", name="Waiting")).to_be_visible()
    claim_next(agent)
    agent.keyboard.type("/h")
    expect(agent.get_by_role("option", name="hello")).to_be_visible()
    assert broken() == []
    press(agent, "Escape", "Escape", "n")
    agent.keyboard.type("a note")
    press(agent, "Control+Enter", "Escape")
    expect(transcript(agent).get_by_text("a note")).to_be_visible()
    press(agent, "?")
    assert broken() == []
