"""Drafts in a real browser: sent by keys alone, overtaken by the shopper, and read without a mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.conftest import CHROMIUM
from tests.web.test_console import Shop, claim_next, of_shopper, press, rasa, say, shop, transcript

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]
__all__ = ["rasa", "shop"]  # its fixtures are this module's too


def test_an_agent_sends_a_draft_by_keys_alone_and_one_that_is_overtaken_vanishes(shop: Shop) -> None:
    shopper = shop.shopper("a silent mouse")
    agent = shop.agent()
    claim_next(agent)
    press(agent, "Escape")
    draft = agent.get_by_role("region", name="Draft of the assistant")
    say(shopper, "in black")
    expect(draft.get_by_text("Here is what fits")).to_be_visible()
    shop.rasa.items = [{"text": "Yes, all of them.", "custom": {"type": "text"}}]
    say(shopper, "and wireless?")
    expect(draft.get_by_text("Yes, all of them.")).to_be_visible()
    expect(draft.get_by_text("Here is what fits")).to_have_count(0)
    expect(of_shopper(shopper).get_by_text("Yes, all of them.")).to_have_count(0)

    agent.get_by_role("heading", name="Conversation").first.focus()
    press(agent, "a")
    expect(draft.get_by_role("button", name="Send")).to_be_focused()
    press(agent, "Enter")
    expect(of_shopper(shopper).get_by_text("Yes, all of them.")).to_be_visible()
    expect(transcript(agent).get_by_text("Anna (You)").last).to_be_visible()
    expect(draft).to_have_count(0)


def test_a_draft_leaves_the_transcript_in_sight(shop: Shop, project: Path) -> None:
    shopper = shop.shopper("a silent mouse")
    agent = shop.agent()
    claim_next(agent)
    press(agent, "Escape")
    draft = agent.get_by_role("region", name="Draft of the assistant")
    say(shopper, "in black")
    expect(draft).to_be_visible()
    last = transcript(agent).get_by_text("in black")
    for width, height in ((1366, 768), (1920, 1080)):
        agent.set_viewport_size({"width": width, "height": height})
        expect(last).to_be_in_viewport(ratio=1)  # though nobody scrolled
        share = draft.bounding_box()["height"] / height  # type: ignore[index]
        assert share < 0.35
    agent.evaluate((project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    for _ in range(2):  # whole, then folded
        broken = agent.evaluate("async () => (await axe.run(document)).violations.map((one) => one.id)")
        assert broken == []
        press(agent, "v")
    press(agent, "v")
    expect(draft.get_by_role("listitem")).to_have_count(0)
    press(agent, "a", "Enter")  # folded, it is sent as well
    expect(of_shopper(shopper).get_by_text("Here is what fits").last).to_be_visible()

    agent.set_viewport_size({"width": 1366, "height": 480})  # so that there is something to scroll
    transcript(agent).evaluate(
        "async (log) => { while (log.scrollTop === 0) await new Promise(requestAnimationFrame); log.scrollTo(0, 0) }"
    )
    say(shopper, "and in red")
    expect(agent.get_by_role("button", name="New messages")).to_be_visible()  # who reads above is left there
