"""What attackers write, shown in the widget and the console of a real browser: a tripwire says whether it acts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import Engine

from data.agents import accounts, replies
from data.conversations import notes
from data.conversations.log import now
from data.conversations.picks import Pick, replace_picks
from data.database import connect
from data.steering import jobs, revisions, uploads
from floorwalker.settings import ROOT
from floorwalker.steps.reporting import DASHBOARD
from gateway.app import create_app
from gateway.config import GatewayConfig
from learning.lift import lift
from learning.report.dashboards import dashboards
from tests.gateway.conftest import PRODUCT, PRODUCTS, QUESTION, ScriptedRasa
from tests.gateway.console.conftest import PASSWORD, hire
from tests.hostile import EVIL, PAYLOADS
from tests.learning.report.test_dashboards import spread
from tests.serving import serving
from tests.web.conftest import CHROMIUM
from tests.web.tampering import Tampering
from tests.web.test_console import HANDOFF, claim_next
from tests.web.test_console import rasa as rasa

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
FORMULA = re.compile(r"\s*[=+@-](?!\d[\d.e-]*(,|$))")
"""How a cell begins that a spreadsheet computes, unless it is a number."""
TRIPWIRE = "window.tripped = 0; window.trip = window.alert = () => { window.tripped += 1; };"
STRANGE = """() => {
  const strange = [];
  const fine = /^(https?:|\\/|\\.|#|[a-z-]+\\.(js|css|svg|webmanifest)|data:image\\/svg)/;
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      for (const name of ["href", "src", "xlink:href", "action", "formaction", "data", "srcdoc"]) {
        const given = one.getAttribute(name);
        if (given && !fine.test(given)) strange.push(name + "=" + given.slice(0, 80));
      }
      const acts = ["IFRAME", "OBJECT", "META", "FORM"].includes(one.tagName);
      if (acts && one.outerHTML.includes("evil")) strange.push(one.outerHTML.slice(0, 80));
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


def signed_in(browser: Any, stack: ExitStack, shop: str, asked: list[str], name: str) -> Page:
    """An agent's console, with the tripwire too."""
    agent = opened(browser, stack, f"{shop}/console/", asked)
    agent.get_by_label("Name").fill(name)
    agent.get_by_label("Password").fill(PASSWORD)
    agent.get_by_label("Password").press("Enter")
    expect(agent.get_by_role("heading", name="Waiting")).to_be_visible()
    return agent


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

        agent = signed_in(browser, stack, shop, asked, "anna")
        claim_next(agent)
        expect(agent.get_by_text("The last question").first).to_be_attached()
        harmless(agent, asked)


@pytest.fixture
def furnished(sqlite_url: str, rasa: ScriptedRasa, tmp_path: Path) -> Iterator[tuple[str, Tampering]]:
    """A gateway with something in every room of the console, and what makes its answers hostile."""
    rasa.reset()
    rasa.items = [{"text": "Here is what fits", "custom": PRODUCTS}, {"text": "How light?", "custom": QUESTION}]
    at, told = now(), spread(now())
    found = dashboards(told, until=at, made_at=at, lift=lift(told, at), widget=None, machines=0, definitions={})
    (tmp_path / "dashboards.json").write_bytes(DASHBOARD.dump_json(found))
    config = GatewayConfig(
        database_url=sqlite_url,
        rasa_url=rasa.url,
        recommender_url="http://127.0.0.1:9",
        web=ROOT / "web" / "dist",
        dashboards=tmp_path / "dashboards.json",
        rules=tmp_path / "rules.yaml",
        knowledge=tmp_path / "knowledge.yaml",
    )
    ada = hire(config, "ada", "admin")
    engine = connect(sqlite_url)
    accounts.set_presence(engine, ada.id, "online", at)
    for number, payload in enumerate(PAYLOADS[:20]):
        replies.put(engine, name=f"reply-{number}", locale="en", text=payload, by=ada, at=at)
    for kind in ("rules", "knowledge"):
        revisions.take_in(engine, kind, "\n".join(f"# {one!r}" for one in PAYLOADS), at)
    job = jobs.ask(engine, "check_catalog", {"upload": PAYLOADS[1], "name": PAYLOADS[1]}, by="ada", at=at)
    jobs.claim(engine, "w", at)
    jobs.end(engine, job.id, "w", "failed", lines=list(PAYLOADS[:20]), error=PAYLOADS[1], at=at)
    upload = uploads.Receiving(engine, name="shop.csv", by="ada", at=at)
    upload.add(b"id,title")
    upload.finish()
    app = create_app(config)
    with serving(app, has_sockets=True) as url, httpx.Client(base_url=url) as shopper:
        converse(shopper, engine)
        yield url, Tampering(app)
    engine.dispose()


def converse(shopper: httpx.Client, engine: Engine) -> None:
    """A shopper who waits for a person and left an address, with what colleagues noted and what is to be judged."""
    opened = shopper.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": True}}).json()
    shopper.headers["Authorization"] = f"Bearer {opened['token']}"
    conversation: str = opened["session_id"]
    for words in ("a mouse", "ada@example.com is mine"):
        shopper.post("/v1/chat/messages", json={"text": words}).raise_for_status()
    messages = shopper.get("/v1/chat/messages").json()["messages"]
    last = {kind: [one["id"] for one in messages if one["type"] == kind][-1] for kind in ("text", "products")}
    notes.add_note(engine, conversation, "bo", PAYLOADS[1])
    picks = [
        Pick(conversation, last["text"], "acts", None, 1, [("not_understood", {})]),
        Pick(conversation, last["products"], "product", "a/1", 0.5, [("others_looked_at", {})]),
        Pick(conversation, last["products"], "attributes", None, 0.4, []),
    ]
    assert replace_picks(engine, picks, now()) == len(picks)
    asked_for = {"address": "eve@example.com", "note": "tomorrow"}
    shopper.post("/v1/chat/contact", json=asked_for).raise_for_status()


def test_no_field_acts_whatever_the_gateway_answers(furnished: tuple[str, Tampering], browser: Any) -> None:
    """Widget and every room of the console, with payloads in each text that they are answered."""
    url, tampering = furnished
    asked: list[str] = []
    expect.set_options(timeout=30_000)  # every text is long here
    with ExitStack() as stack:
        shopper = opened(browser, stack, f"{url}/", asked)
        expect(shopper.get_by_text("How light?").first).to_be_visible()
        tampering.of(shopper)
        shopper.reload()
        shopper.locator("floorwalker-chat .bubble").first.wait_for()
        box = shopper.locator("floorwalker-chat textarea, floorwalker-chat input[type=text]").first
        box.fill("another mouse")
        box.press("Enter")
        expect(shopper.locator("floorwalker-chat .bubble.shopper").last).to_have_text("another mouse")
        for button in shopper.locator("floorwalker-chat .card button").all()[:8]:
            button.dispatch_event("click")
        harmless(shopper, asked)

        agent = signed_in(browser, stack, url, asked, "ada")
        tampering.of(agent)
        agent.reload()
        for walk in (at_the_desk, while_teaching, while_steering, while_seeing):
            walk(agent)
            harmless(agent, asked)
    assert {"title", "label", "text", "display", "note", "error", "about"} <= tampering.fields


def at_the_desk(agent: Page) -> None:
    """Everything that a conversation, its dialogs and the lists show."""
    agent.get_by_role("heading", name="Waiting").wait_for()
    claim_next(agent)
    agent.get_by_text("How light?").first.wait_for(state="attached")
    agent.get_by_label("Reply to the shopper").fill("/")
    agent.get_by_role("button", name="Show the address").first.press("Enter")
    agent.keyboard.type("to look up the order")
    agent.keyboard.press("Enter")
    agent.get_by_role("button", name="Hide").wait_for()
    agent.keyboard.press("Escape")
    agent.get_by_label("Search conversations").press_sequentially("mouse")
    agent.keyboard.press("Enter")
    agent.wait_for_load_state("networkidle")


def while_teaching(agent: Page) -> None:
    agent.get_by_role("button", name="Teach", exact=True).press("Enter")
    agent.wait_for_load_state("networkidle")
    agent.get_by_role("button", name="My verdicts").first.press("Enter")


def while_steering(agent: Page) -> None:
    agent.get_by_role("button", name="Steer", exact=True).press("Enter")
    for section in ("Buying knowledge", "Rules", "Models", "Catalog", "Jobs", "Site settings", "Canned replies"):
        agent.get_by_role("button", name=section, exact=True).press("Enter")
        agent.wait_for_load_state("networkidle")
        for name in ("Show history", "Show changes", "What it said"):
            for button in agent.get_by_role("button", name=name).all()[:2]:
                button.press("Enter")


def while_seeing(agent: Page) -> None:
    """Every picture as a table and as a file, none of whose cells is a formula wherever a spreadsheet cuts it."""
    agent.get_by_role("button", name="See", exact=True).press("Enter")
    agent.get_by_text("Report made").wait_for()
    for button in agent.get_by_role("button", name="as a table").all():
        button.press("Enter")
    files = agent.get_by_role("button", name="download as CSV").all()
    assert len(files) > 5
    for button in files[:6]:
        with agent.expect_download() as taken:
            button.press("Enter")
        text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
        for delimiter in ",;\t":
            cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
            assert [cell for cell in cells if FORMULA.match(cell)] == []
