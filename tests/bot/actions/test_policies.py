"""Questions about the shop: a passage with its source, or none and a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import run
from bot.dialogue.services import Services
from floorwalker.settings import ROOT
from recommender.client import RecommenderClient, RecommenderUnavailable
from recommender.protocol.passages import PageQuestion, PassageRequest
from retrieval.pages.passages import read_page, write_passages
from tests.bot.conftest import Serve

PAGES = ROOT / "data" / "demo" / "pages"


async def ask(client: RecommenderClient, text: str, intent: str) -> dict[str, Any]:
    """What the assistant says first."""
    message = {"text": text, "entities": [], "intent": {"name": intent}}
    dispatcher = CollectingDispatcher()
    state = Tracker("s", {"locale": "en"}, message, [], False, None, {}, "action_listen")
    await run("action_policy", Services(client), dispatcher, state, {})
    said: dict[str, Any] = dispatcher.messages[0]
    return said


async def test_answers_with_the_passage_and_its_source(delivery_shop: RecommenderClient) -> None:
    said = await ask(delivery_shop, "how long does a parcel take?", "delivery_time")

    assert said["response"] == "utter_passage"
    assert "2 to 4 working days" in said["passage"]
    assert said["custom"]["sources"] == [{"title": "Delivery: Delivery time", "url": "/help/delivery"}]


async def test_a_word_or_two_are_about_the_topic_of_their_intent(delivery_shop: RecommenderClient) -> None:
    assert "working days" in (await ask(delivery_shop, "how fast", "delivery_time"))["passage"]


async def test_what_no_page_says_is_not_answered(delivery_shop: RecommenderClient) -> None:
    assert (await ask(delivery_shop, "which payment methods do you accept", "payment_methods"))[
        "response"
    ] == "utter_no_page"


@pytest.fixture
async def paged(serve: Serve, tmp_path: Path) -> AsyncIterator[tuple[Path, RecommenderClient]]:
    """The pages of a shop of its own, with the one on delivery, and its client."""
    pages = tmp_path / "pages.json"
    write_passages(read_page(PAGES / "delivery.md"), pages)
    with serve(pages) as url:
        async with RecommenderClient(url) as client:
            yield pages, client


async def test_takes_up_new_pages_while_it_runs(paged: tuple[Path, RecommenderClient]) -> None:
    pages, client = paged
    write_passages(read_page(PAGES / "payment.md"), pages)
    assert "PayPal" in (await ask(client, "which payment methods do you accept", "payment_methods"))["passage"]


async def test_pages_that_are_damaged_leave_the_old_ones_current(paged: tuple[Path, RecommenderClient]) -> None:
    pages, client = paged
    question = PassageRequest(questions=[PageQuestion(text="how long does delivery take")])
    before = await client.passages(question)
    pages.write_text("{", encoding="utf-8")
    assert await client.passages(question) == before


async def test_a_turn_fails_as_a_whole_while_the_search_is_down() -> None:
    down = RecommenderClient("http://down", transport=httpx.MockTransport(lambda _: httpx.Response(503)))
    with pytest.raises(RecommenderUnavailable):
        await ask(down, "how long does it take", "delivery_time")
