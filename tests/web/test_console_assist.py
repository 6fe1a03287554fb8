"""Drafts in a real browser: sent by keys alone, overtaken by the shopper, and read without a mouse."""

from __future__ import annotations

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
