"""The product whose page the shopper is on, over the real recommender."""

from __future__ import annotations

from typing import Any

import pytest

from recommender.client import RecommenderClient
from tests.bot.conftest import Conversation


class Visit(Conversation):
    """A conversation on the page of a product: of a red, wired mouse, if none else is said."""

    async def say(self, act: str, text: str, viewed: str = "mouse-9") -> list[str]:
        message = {"text": text, "metadata": {"viewed": viewed}, "entities": [], "intent": {"name": act}}
        return await self.hear("action_answer", message)

    @property
    def answer(self) -> str:
        return str(self.messages[0].get("answer"))

    @property
    def found(self) -> list[dict[str, Any]]:
        shown = [m["custom"] for m in self.messages if (m["custom"] or {}).get("type") == "products"]
        return list(shown[0]["products"])


@pytest.fixture
def visit(shop: RecommenderClient) -> Visit:
    return Visit(shop, locale="en")


@pytest.mark.parametrize("act", ["details", "search"])
async def test_a_question_is_about_the_product_of_the_page(visit: Visit, act: str) -> None:
    assert await visit.say(act, "does it come in red?") == ["utter_answer"]
    assert visit.answer.startswith("Yes. ")
    await visit.say(act, "is this one wireless?")
    assert visit.answer.startswith("No. ")


async def test_what_its_data_do_not_say_is_said_so(visit: Visit) -> None:
    await visit.say("details", "does this have a touchscreen?")

    assert visit.answer.startswith("The data sheet of ")


@pytest.mark.parametrize("act", ["search", "alternatives"])
async def test_a_cheaper_one_is_of_its_kind_and_cheaper(visit: Visit, act: str) -> None:
    own = await visit.client.product("mouse-9")

    await visit.say(act, "is there a cheaper one like this?")

    assert own is not None
    assert own.price is not None
    assert visit.found
    assert all(one["category"] == "Mouse" and one["price"] < own.price for one in visit.found)


async def test_this_in_another_colour_is_looked_for_among_its_kind(visit: Visit) -> None:
    await visit.say("search", "i want this in black")

    assert {one["category"] for one in visit.found} == {"Mouse"}
    assert visit.slots["product_types"] == ["Mouse"]


async def test_the_product_comes_back_by_this_after_a_list(visit: Visit) -> None:
    await visit.say("search", "laptops")
    assert visit.slots["focus"] is None

    await visit.say("details", "is this one wireless?")

    assert visit.answer.startswith("No. ")


async def test_another_page_is_another_product(visit: Visit) -> None:
    await visit.say("details", "is it red?")
    await visit.say("details", "is it red?", viewed="mouse-0")

    assert visit.answer.startswith("No. ")
    assert visit.slots["viewed"] == {"id": "mouse-0", "is_offered": True}


async def test_a_product_that_the_catalog_does_not_have_is_passed_over(visit: Visit) -> None:
    assert await visit.say("details", "is it red?", viewed="of another shop") == await Visit(
        visit.client, locale="en"
    ).say("details", "is it red?", viewed="")
    assert visit.slots["viewed"] == {"id": "of another shop", "is_offered": False}
