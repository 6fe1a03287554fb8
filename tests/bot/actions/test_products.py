"""Questions about products that were shown, over the real recommender."""

from __future__ import annotations

import pytest

from recommender.client import RecommenderClient
from tests.bot.conftest import Conversation

SHOWN = ["mouse-3", "mouse-4", "mouse-5", "mouse-9"]


class Talk(Conversation):
    """Questions of a shopper who was shown mice."""

    async def ask(self, text: str) -> str:
        """What is said to a question; the name of the response where it has words of its own."""
        message = {"text": text, "metadata": {}, "entities": [], "intent": {"name": "details", "confidence": 0.9}}
        (response,) = await self.hear("action_details", message)
        return str(self.messages[0].get("answer") or response)


@pytest.fixture
def talk(shop: RecommenderClient) -> Talk:
    return Talk(shop, locale="en", shown=SHOWN, product_types=["Mouse"])


async def test_a_question_without_a_focus_is_about_all_that_are_shown(talk: Talk) -> None:
    assert await talk.ask("which of these are wireless") == "Connectivity Wireless – yes: 2; no: 1, 3 and 4."
    assert talk.slots.get("focus") is None


async def test_a_place_is_the_one_asked_about_and_stays_so(talk: Talk) -> None:
    said = await talk.ask("is the second one available in red")

    assert said.startswith("No. ")
    assert "Colour: White." in said
    assert "You find that with 4 (Colour Red)." in said
    assert talk.slots["focus"] == "mouse-4"
    assert await talk.ask("how heavy is it") == "utter_value"
    assert (await talk.ask("how heavy are they")).startswith("Weight – 1: 75 g; 2: 80 g;")


async def test_a_description_tells_which_is_meant(talk: Talk) -> None:
    assert "Weight: 105 g" in await talk.ask("how heavy is the red one")
    assert talk.slots["focus"] == "mouse-9"


async def test_what_nothing_states_is_no_dead_end(talk: Talk) -> None:
    said = await talk.ask("has it got good reviews")

    assert said == "The data sheets of these do not say. A colleague can tell you: just ask for a person."


async def test_stock_is_told_of_all(talk: Talk) -> None:
    assert await talk.ask("are they in stock") == "utter_in_stock_all"


async def test_without_a_question_everything_is_shown(talk: Talk) -> None:
    assert await talk.ask("tell me about the second one") == "utter_details"
    assert await talk.ask("the third") == "utter_details"
    assert talk.slots["focus"] == "mouse-5"


async def test_products_that_are_gone_are_said_to_be(talk: Talk) -> None:
    talk.slots |= {"shown": ["gone"], "focus": None}

    assert await talk.ask("what colour is it") == "utter_product_gone"


async def test_the_answer_is_in_the_shoppers_language(talk: Talk) -> None:
    talk.slots["locale"] = "zh"

    assert await talk.ask("这些都是什么颜色") == "Colour：1：Black；2和3：White；4：Red。"
