"""The room of teaching in a real browser: a queue judged without a mouse, and a message judged on the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select

from data.conversations.log import now
from data.conversations.picks import Pick, replace_picks
from data.conversations.tables import ConversationRow
from data.conversations.verdicts import stored
from data.database import connect
from tests.web.conftest import CHROMIUM
from tests.web.test_console import Shop, rasa, shop

__all__ = ["rasa", "shop"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def test_a_queue_is_judged_without_a_mouse(shop: Shop, project: Path) -> None:
    http = shop.caller("no list comes of this")
    http.post("/v1/chat/messages", json={"text": "a red mouse, and how heavy?"}).raise_for_status()
    messages = http.get("/v1/chat/messages").json()["messages"]
    text = next(one for one in messages if one.get("text", "").startswith("a red mouse"))
    shown = next(one for one in messages if one["type"] == "products")
    engine = connect(shop.config.database_url)
    [conversation] = _conversations(engine)
    picks = [
        Pick(conversation, text["id"], "acts", None, 1, [("not_understood", {})]),
        Pick(conversation, shown["id"], "product", "a/1", 0.5, [("others_looked_at", {})]),
        Pick(conversation, shown["id"], "attributes", None, 0.4, []),
    ]
    assert replace_picks(engine, picks, now()) == 3

    page = shop.agent()
    page.get_by_role("button", name="Teach").press("Enter")
    expect(page.get_by_text("It was not understood.")).to_be_visible()
    page.evaluate((project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    assert _broken(page) == []
    page.keyboard.press("n")
    expect(page.get_by_role("combobox", name="What the message does")).to_be_focused()
    for words in ("search", "details"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Others were looked at, and not the first.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Do these matter in this order?")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("Nothing to judge.")).to_be_visible()

    said = {one.kind: one.payload for one in stored(engine)}
    assert said["acts"]["acts"] == [["search", "a red mouse,"], ["details", "and how heavy?"]]
    assert said["product"]["right"] is False
    assert said["attributes"]["order"] == ["weight"]
    page.get_by_role("button", name="My verdicts").press("Enter")
    expect(page.get_by_text("No model has learned from it yet.")).to_have_count(3)
    assert _broken(page) == []
    engine.dispose()


def _conversations(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(ConversationRow.id)).scalars())


def _broken(page: Page) -> list[Any]:
    """Rules that axe finds broken, in light and in dark."""
    found: list[Any] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(
            """async (tags) => (await axe.run(document, {runOnly: tags})).violations.map(
                 (one) => [one.id, one.nodes.map((node) => node.html)])""",
            TAGS,
        )
    return found
