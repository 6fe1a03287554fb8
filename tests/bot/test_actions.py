"""Actions as Rasa calls them: the slots and the message in, events and utterances out."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import base
from bot.dialogue.services import Services
from recommender.client import RecommenderClient, RecommenderUnavailable

PRODUCT = {"id": "m1", "title": "Mouse", "score": 0.9, "attributes": {}}
WEIGHT = {
    "name": "weight",
    "label": "Weight",
    "weight": 0.6,
    "kind": "numeric",
    "unit": "g",
    "values": [
        {"value": {"min": 0, "max": 80}, "label": "up to 80 g", "count": 3},
        {"value": 90, "label": "90 g", "count": 1},
    ],
}
COLOUR = {
    "name": "colour",
    "label": "Colour",
    "weight": 0.4,
    "kind": "categorical",
    "values": [{"value": "Black", "label": "Black", "count": 2}, {"value": "Red", "label": "Red", "count": 2}],
}
FOUND = {
    "query_id": "q",
    "model_version": "m",
    "catalog_version": "c",
    "total": 9,
    "decision": "ask",
    "question": {"attribute": "colour", "utility": 0.4},
    "attributes": [WEIGHT, COLOUR],
    "products": [PRODUCT, PRODUCT | {"id": "m2"}],
    "latency_ms": {},
}
NOTHING = FOUND | {"total": 0, "products": [], "decision": "show", "question": None}
USED = FOUND | {
    "question": {"attribute": "what-for", "utility": 1.0},
    "uses": [
        {"value": "fast games", "label": "Fast games", "count": 3},
        {"value": "small hands", "label": "Small hands", "count": 4},
    ],
}
ASKED_USE: dict[str, Any] = {"asked": "what-for", "use_asked": True}
RED = {"attribute": "colour", "op": "eq", "value": "Red"}
OFFER = {"attribute": "colour", "constraint": None}
UNDERSTOOD = {"product_types": ["Mouse"], "constraints": [], "rest": "mouse"}


class Recommender:
    """A recommender that answers from a script and keeps what it was asked, as JSON."""

    def __init__(self, found: dict[str, Any] | int = 200, understood: dict[str, Any] | None = None) -> None:
        self.found: Any = FOUND if found == 200 else found
        self.understood = understood or UNDERSTOOD
        self.asked: list[Any] = []
        transport = httpx.MockTransport(self._answer)
        self.services = Services(RecommenderClient("http://recommender", transport=transport))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.found, int):
            return httpx.Response(self.found, json={"error": "x", "message": "brand must be text"})
        if request.url.path == "/v1/understand":
            return httpx.Response(200, json=self.understood)
        self.asked.append(httpx.Response(200, content=request.content).json())
        return httpx.Response(200, json=self.found)


def tracker(text: str = "", metadata: dict[str, Any] | None = None, **slots: Any) -> Tracker:
    message = {"text": text, "metadata": metadata or {}, "entities": [], "intent": {}}
    return Tracker("s", slots, message, [], False, None, {}, "action_listen")


async def run(action: str, services: Services, state: Tracker) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The slots that the action sets, and what it utters."""
    dispatcher = CollectingDispatcher()
    events = await base.run(action, services, dispatcher, state, {})
    return {event["name"]: event["value"] for event in events}, dispatcher.messages


async def test_a_search_shows_products_and_asks_what_the_recommender_would_ask() -> None:
    recommender = Recommender()

    slots, (products, question) = await run("action_search", recommender.services, tracker("I need a mouse"))

    assert recommender.asked[0]["query"] == "mouse"
    assert (products["response"], products["total"]) == ("utter_products", 9)
    assert [p["id"] for p in products["custom"]["products"]] == ["m1", "m2"]
    assert [(a["name"], a["weight"], a["unit"]) for a in products["custom"]["attributes"]] == [
        ("weight", 0.6, "g"),
        ("colour", 0.4, None),
    ]
    assert (question["response"], question["custom"]["attribute"], question["label"]) == (
        "utter_ask_categorical",
        "colour",
        "colour",
    )
    assert (slots["query"], slots["asked"], slots["offset"], slots["shown"]) == ("mouse", "colour", 2.0, ["m1", "m2"])


async def test_asks_nothing_when_asking_no_longer_pays() -> None:
    recommender = Recommender(FOUND | {"decision": "show", "question": None})

    slots, messages = await run("action_search", recommender.services, tracker("a mouse"))

    assert [m["custom"]["type"] for m in messages] == ["products"]
    assert slots["asked"] is None


async def test_asks_what_to_look_for_when_the_words_say_nothing() -> None:
    recommender = Recommender(understood={"product_types": [], "constraints": [], "rest": ""})

    _, messages = await run("action_search", recommender.services, tracker("yes"))

    assert [m["response"] for m in messages] == ["utter_ask_what"]


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("action", ["action_choose", "action_answer"])
async def test_a_turn_fails_as_a_whole_when_the_recommender_does(status: int, action: str) -> None:
    services, state = Recommender(status).services, tracker("xyzzy", query="mouse", metadata=choice("Red"))
    state.latest_message["intent"] = {"name": "message"}

    with pytest.raises(RecommenderUnavailable):
        await run(action, services, state)


async def test_gives_the_reason_when_the_recommender_refuses_a_constraint() -> None:
    slots, messages = await run(
        "action_choose", Recommender(422).services, tracker(query="mouse", metadata=choice("Red"))
    )

    assert (messages[0]["response"], messages[0]["reason"]) == ("utter_not_understood_constraint", "brand must be text")
    assert slots == {}  # the conversation goes on as if it had not been said


def choice(value: object) -> dict[str, Any]:
    return {"choice": {"attribute": "colour", "value": value}}


async def test_a_tapped_value_becomes_a_constraint_and_is_not_asked_again() -> None:
    recommender = Recommender()

    slots, _ = await run("action_choose", recommender.services, tracker(query="mouse", metadata=choice("Red")))

    assert recommender.asked[0]["constraints"] == [{"attribute": "colour", "op": "eq", "value": "Red"}]
    assert slots["constraints"] == [{"attribute": "colour", "op": "eq", "value": "Red"}]


async def test_a_tapped_no_preference_is_remembered() -> None:
    recommender = Recommender()

    slots, _ = await run("action_choose", recommender.services, tracker(query="mouse", metadata=choice(None)))

    assert recommender.asked[0]["declined"] == slots["declined"] == ["colour"]


@pytest.mark.parametrize("metadata", [{}, {"choice": "red"}, {"choice": {"attribute": ""}}, {"choice": {"value": 1}}])
async def test_a_choice_that_is_none_leaves_the_conversation_as_it_is(metadata: dict[str, Any]) -> None:
    slots, messages = await run("action_choose", Recommender().services, tracker(query="mouse", metadata=metadata))

    assert [m["response"] for m in messages] == ["utter_ask_what"]
    assert slots == {}


async def test_an_attribute_that_the_catalog_does_not_have_is_named_and_forgotten() -> None:
    recommender = Recommender(FOUND | {"unknown_attributes": ["colour"]})

    slots, messages = await run("action_choose", recommender.services, tracker(query="mouse", metadata=choice("Red")))

    assert messages[0]["response"] == "utter_unknown_attribute"
    assert slots["constraints"] is None


async def test_a_constraint_that_leaves_nothing_is_named_and_can_be_dropped_with_one_tap() -> None:
    recommender = Recommender(NOTHING | {"relaxations": [{"constraint": RED, "total": 4}]})

    slots, (message,) = await run("action_choose", recommender.services, tracker(query="mouse", metadata=choice("Red")))

    assert (message["response"], message["attributes"]) == ("utter_nothing_fits", "colour")
    assert (message["custom"]["attribute"], message["custom"]["may_skip"]) == ("colour", True)
    assert message["custom"]["unmet"] == {"query": "mouse", "category": "", "constraints": [RED]}
    assert (slots["asked"], slots["offer"]) == ("colour", {"attribute": "colour", "constraint": None})


async def test_words_that_leave_nothing_of_the_old_search_open_a_new_one() -> None:
    recommender = Recommender(understood={"product_types": [], "constraints": [], "rest": "robot vacuum"})
    recommender.found = FOUND | {"is_otherwise": True}
    jacket = tracker(
        "a robot vacuum", query="jacket", constraints=[{"attribute": "colour", "op": "eq", "value": "Red"}]
    )

    slots, messages = await run("action_search", recommender.services, jacket)

    (asked,) = recommender.asked
    assert (asked["query"], asked["otherwise"]["query"]) == ("jacket robot vacuum", "robot vacuum")
    assert messages[0]["response"] == "utter_products"
    assert (slots["query"], slots["constraints"]) == ("robot vacuum", None)


@pytest.mark.parametrize(
    ("intent", "slots", "understood", "response", "declined"),
    [
        ("affirm", {"asked": None}, {}, "utter_anything_else", None),
        ("deny", {"asked": "colour"}, {}, "utter_products", ["colour"]),
        ("affirm", {"asked": "colour"}, {}, "utter_ask_which", None),
        ("affirm", {"asked": "colour", "constraints": [RED], "offer": OFFER}, {}, "utter_products", ["colour"]),
        ("deny", {"asked": "colour", "constraints": [RED], "offer": OFFER}, {}, "utter_ask_what_instead", None),
        ("affirm", {"asked": "colour"}, {"constraints": [RED | {"text": "yes"}]}, "utter_products", None),
    ],
)
async def test_a_yes_or_no_is_about_what_was_asked(
    intent: str, slots: dict[str, Any], understood: dict[str, Any], response: str, declined: list[str] | None
) -> None:
    said = {"product_types": [], "constraints": [], "rest": "yes"} | understood
    state = tracker("yes", query="mouse", **slots)
    state.latest_message["intent"] = {"name": intent}

    kept, messages = await run("action_confirm", Recommender(understood=said).services, state)

    assert messages[0]["response"] == response
    assert kept.get("declined") == declined
    assert kept.get("query", "mouse") == "mouse"


async def test_words_for_no_preference_let_the_asked_attribute_go() -> None:
    slots, messages = await run("action_release", Recommender().services, tracker(query="mouse", asked="weight"))

    assert slots["declined"] == ["weight"]
    assert messages[1]["custom"]["attribute"] == "colour"


async def test_what_it_is_for_is_asked_with_the_uses_that_the_recommender_tells_apart() -> None:
    recommender = Recommender(USED)

    slots, (_, question) = await run("action_search", recommender.services, tracker("a mouse"))

    assert recommender.asked[0]["asks_use"] is True
    assert question["response"] == "utter_ask_use"
    assert question["custom"]["attribute"] == "what-for"
    assert [option["label"] for option in question["custom"]["options"]] == ["Fast games", "Small hands"]
    assert question["custom"]["may_skip"] is True
    assert (slots["asked"], slots["use_asked"]) == ("what-for", True)


@pytest.mark.parametrize("locale", ["de", "zh"])
async def test_a_conversation_in_another_language_is_not_asked_in_english_words(locale: str) -> None:
    recommender = Recommender()

    await run("action_search", recommender.services, tracker("a mouse", locale=locale))

    assert recommender.asked[0]["asks_use"] is False


async def test_a_tapped_use_is_searched_with_and_asked_once() -> None:
    recommender = Recommender()
    tapped = {"choice": {"attribute": "what-for", "value": "fast games"}}

    slots, messages = await run(
        "action_choose", recommender.services, tracker(query="mouse", metadata=tapped, **ASKED_USE)
    )

    assert (recommender.asked[0]["query"], recommender.asked[0]["asks_use"]) == ("mouse for fast games", False)
    assert recommender.asked[0]["constraints"] == []
    assert (slots["query"], slots["use"], slots["use_asked"]) == ("mouse", "fast games", True)
    assert messages[0]["custom"]["query"] == "mouse for fast games"


@pytest.mark.parametrize("action", ["action_search", "action_fallback"])
async def test_a_typed_use_is_one_too_however_unclear_the_words(action: str) -> None:
    recommender = Recommender(understood={"product_types": [], "constraints": [], "rest": "mostly travel"})
    state = tracker("mostly travel", query="mouse", product_types=["Mouse"], **ASKED_USE)

    slots, _ = await run(action, recommender.services, state)

    assert recommender.asked[0]["query"] == "mouse for mostly travel"
    assert (slots["query"], slots["use"]) == ("mouse", "mostly travel")


async def test_no_special_use_is_an_answer() -> None:
    recommender = Recommender()

    slots, _ = await run("action_release", recommender.services, tracker(query="mouse", **ASKED_USE))

    assert recommender.asked[0]["declined"] == slots["declined"] == ["what-for"]
    assert recommender.asked[0]["asks_use"] is False


async def test_a_use_is_taken_back_like_any_wish() -> None:
    recommender = Recommender(understood={"product_types": [], "constraints": [], "rest": ""})
    state = tracker("forget the games", query="mouse", use="fast games", use_asked=True)

    slots, messages = await run("action_release", recommender.services, state)

    assert recommender.asked[0]["query"] == "mouse"
    assert slots["use"] is None
    assert messages[0]["response"] == "utter_taken_back"


async def test_a_catalogs_own_attribute_of_that_name_is_an_attribute() -> None:
    recommender = Recommender()
    tapped = {"choice": {"attribute": "use", "value": "Indoors"}}

    slots, _ = await run("action_choose", recommender.services, tracker(query="lamp", metadata=tapped, asked="use"))

    assert recommender.asked[0]["constraints"] == [{"attribute": "use", "op": "eq", "value": "Indoors"}]
    assert slots["use"] is None


async def test_shows_the_next_products() -> None:
    recommender = Recommender()

    slots, messages = await run("action_show_more", recommender.services, tracker(query="mouse", offset=5.0))

    assert recommender.asked[0]["offset"] == 5
    assert messages[0]["response"] == "utter_more_products"
    assert slots["offset"] == 7.0


async def test_says_that_there_is_no_more_and_keeps_the_search() -> None:
    recommender = Recommender(FOUND | {"products": []})

    slots, messages = await run("action_show_more", recommender.services, tracker(query="mouse", offset=10.0))

    assert [m["response"] for m in messages] == ["utter_no_more_products"]
    assert slots.get("query", "mouse") == "mouse"


@pytest.mark.parametrize(
    ("understood", "first"),
    [
        ({"product_types": [], "constraints": [], "rest": "gibberish"}, "utter_fallback"),
        (UNDERSTOOD, "utter_products"),
    ],
)
async def test_unclear_words_are_a_search_only_if_they_name_something(understood: dict[str, Any], first: str) -> None:
    _, messages = await run("action_fallback", Recommender(understood=understood).services, tracker("…"))

    assert messages[0]["response"] == first


async def test_there_is_nothing_to_compare_before_a_search() -> None:
    _, messages = await run("action_compare", Recommender().services, tracker())

    assert [m["response"] for m in messages] == ["utter_nothing_to_compare"]
