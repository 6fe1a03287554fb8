"""Questions about the shop: a passage with its source, or none and a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.policies import ActionPolicy
from bot.dialogue.services import Services
from floorwalker.settings import ROOT
from recommender.client import RecommenderClient
from recommender.protocol.passages import PageQuestion, PassageRequest
from retrieval.pages.passages import read_page, write_passages

Serve = Callable[[Path | None], AbstractAsyncContextManager[RecommenderClient]]


@pytest.fixture
async def shop(serve: Serve, tmp_path: Path) -> AsyncIterator[RecommenderClient]:
    """A shop with the page on delivery."""
    write_passages(read_page(ROOT / "data" / "demo" / "pages" / "delivery.md"), tmp_path / "pages.json")
    async with serve(tmp_path / "pages.json") as client:
        yield client


async def ask(client: RecommenderClient, text: str, intent: str) -> dict[str, Any]:
    """What the assistant says first."""
    message = {"text": text, "entities": [], "intent": {"name": intent}}
    dispatcher = CollectingDispatcher()
    state = Tracker("s", {"locale": "en"}, message, [], False, None, {}, "action_listen")
    await ActionPolicy(Services(client)).run(dispatcher, state, {})
    said: dict[str, Any] = dispatcher.messages[0]
    return said


async def test_answers_with_the_passage_and_its_source(shop: RecommenderClient) -> None:
    said = await ask(shop, "how long does a parcel take?", "delivery_time")

    assert said["response"] == "utter_passage"
    assert "2 to 4 working days" in said["passage"]
    assert said["custom"]["sources"] == [{"title": "Delivery: Delivery time", "url": "/help/delivery"}]


async def test_a_word_or_two_are_about_the_topic_of_their_intent(shop: RecommenderClient) -> None:
    assert "working days" in (await ask(shop, "how fast", "delivery_time"))["passage"]


async def test_what_no_page_says_is_not_answered(shop: RecommenderClient) -> None:
    assert (await ask(shop, "which payment methods do you accept", "payment_methods"))["response"] == "utter_no_page"


async def test_takes_up_new_pages_while_it_runs(shop: RecommenderClient, tmp_path: Path) -> None:
    write_passages(read_page(ROOT / "data" / "demo" / "pages" / "payment.md"), tmp_path / "pages.json")
    assert "PayPal" in (await ask(shop, "which payment methods do you accept", "payment_methods"))["passage"]


async def test_pages_that_are_damaged_leave_the_old_ones_current(shop: RecommenderClient, tmp_path: Path) -> None:
    question = PassageRequest(questions=[PageQuestion(text="how long does delivery take")])
    before = await shop.passages(question)
    (tmp_path / "pages.json").write_text("{", encoding="utf-8")
    assert await shop.passages(question) == before


async def test_says_so_while_the_search_is_down() -> None:
    down = RecommenderClient("http://down", transport=httpx.MockTransport(lambda _: httpx.Response(503)))
    assert (await ask(down, "how long does it take", "delivery_time"))["response"] == "utter_search_down"
