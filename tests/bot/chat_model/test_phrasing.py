"""The actions with a chat model: its words where they are supported, their own words in every other case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from recommender.client import RecommenderClient
from tests.bot.chat_model.conftest import converse

Employ = Callable[..., Any]
TIME = "how long does a parcel take?"


async def run(
    action: str, client: RecommenderClient, text: str, intent: str = "", **slots: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first message, and the slots that are set."""
    messages, kept = await converse(action, client, text, intent, slots)
    return messages[0], kept


async def test_a_supported_answer_is_said_with_its_source(delivery_shop: RecommenderClient, employ: Employ) -> None:
    words = "Within the country, a parcel takes 2 to 4 working days."
    model = employ(words)

    said, _ = await run("action_policy", delivery_shop, TIME, "delivery_time")

    assert (said["response"], said["passage"]) == ("utter_passage", words)
    assert said["custom"]["sources"] == [{"title": "Delivery: Delivery time", "url": "/help/delivery"}]
    assert TIME in model.prompts[0]
    assert "2 to 4 working days" in model.prompts[0]


@pytest.mark.parametrize(
    "answer", ["A parcel takes 2 days.", "Shipping is free.", RuntimeError("down"), "NONE", "I do not know."]
)
async def test_an_unsupported_answer_is_the_passage_with_its_source(
    delivery_shop: RecommenderClient, employ: Employ, answer: Any
) -> None:
    employ(answer)
    said, _ = await run("action_policy", delivery_shop, TIME, "delivery_time")

    assert said["passage"].startswith("Orders placed before 14:00")
    assert said["custom"]["sources"] == [{"title": "Delivery: Delivery time", "url": "/help/delivery"}]


async def test_a_slow_model_costs_its_timeout_and_no_answer(delivery_shop: RecommenderClient, employ: Employ) -> None:
    employ("late", seconds=30, timeout=0.05)
    said, _ = await run("action_policy", delivery_shop, TIME, "delivery_time")
    assert said["passage"].startswith("Orders placed before 14:00")


async def test_what_no_page_says_is_not_asked_of_the_model(delivery_shop: RecommenderClient, employ: Employ) -> None:
    model = employ("You can pay in gold.")
    said, _ = await run("action_policy", delivery_shop, "which payment methods do you accept", "payment_methods")

    assert said["response"] == "utter_no_page"
    assert model.prompts == []


@pytest.mark.parametrize(
    "slots", [{"order_task": "order_status"}, {"pending_change": {"task": "cancel_order"}}, {"locale": "xx"}]
)
async def test_nothing_is_sent_while_an_order_is_talked_about_or_that_cannot_be_checked(
    delivery_shop: RecommenderClient, employ: Employ, slots: dict[str, Any]
) -> None:
    model = employ("Within the country, a parcel takes 2 to 4 working days.")
    said, _ = await run("action_policy", delivery_shop, TIME, "delivery_time", **slots)

    assert said["response"] == "utter_passage"
    assert model.prompts == []


async def test_personal_data_is_not_sent(delivery_shop: RecommenderClient, employ: Employ) -> None:
    model = employ("x")
    await run("action_policy", delivery_shop, f"FW-10231 anna@example.com +49 170 123456: {TIME}", "delivery_time")

    mark = model.prompts[0].strip().removesuffix("]").rpartition(" ")[2]  # drawn by chance: it may hold any digits
    assert model.prompts[0].count(mark) > 2
    sent = model.prompts[0].replace(mark, "")
    assert not [word for word in ("10231", "anna", "example.com", "170") if word in sent]
    assert TIME in sent


async def advise(client: RecommenderClient, text: str = "which would you take for a student?") -> tuple[Any, Any, Any]:
    """The first message, the slots, and the products shown before."""
    found, slots = await run("action_search", client, "a laptop")
    said, after = await run("action_advice", client, text, "advice", **slots)
    return said, after, found["custom"]["products"]


async def test_advice_is_in_the_model_s_words_with_the_titles_put_in(
    delivery_shop: RecommenderClient, employ: Employ
) -> None:
    model = employ("For a student I would take [2]. [1] comes in silver.")

    said, slots, products = await advise(delivery_shop)

    assert said["response"] == "utter_advice_worded"
    assert said["advice"].startswith(f"For a student I would take {products[1]['title']}.")
    assert products[1]["title"] not in model.prompts[0]
    assert f"{products[0]['price']:.2f} EUR" in model.prompts[0]
    assert slots == {"focus": None, "misses": None}  # which one it means is its opinion: "take it" asks


@pytest.mark.parametrize("answer", ["I would take [9].", "[1] is waterproof.", "Take the laptop.", RuntimeError("no")])
async def test_other_advice_is_the_assistant_s_own(
    delivery_shop: RecommenderClient, employ: Employ, answer: Any
) -> None:
    employ(answer)
    said, slots, products = await advise(delivery_shop)

    assert said["response"].startswith("utter_advice_pick")
    assert slots["focus"] in [product["id"] for product in products]


@pytest.mark.parametrize(
    ("action", "response"), [("action_fallback", "fallback"), ("action_out_of_scope", "out_of_scope")]
)
async def test_a_fallback_takes_up_what_was_said(
    delivery_shop: RecommenderClient, employ: Employ, action: str, response: str
) -> None:
    reply = "Sorry, I did not understand that. Do you mean a blorp?"
    model = employ(reply)

    said, slots = await run(action, delivery_shop, "qwertz blorp")
    assert (said["response"], said["reply"]) == ("utter_fallback_worded", reply)
    assert slots["misses"] == 1.0

    said, slots = await run(action, delivery_shop, "qwertz blorp", **slots)  # the next steps are certain
    assert said["response"] == "utter_fallback_choices"
    assert len(model.prompts) == 1

    employ("We deliver blorps for free!")
    said, _ = await run(action, delivery_shop, "qwertz blorp")
    assert said["response"] == f"utter_{response}"
