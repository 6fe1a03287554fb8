"""Conversations in the names of User Behavior Insights: every line is valid, and says what the log does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import jsonschema
import pytest

from data.conversations import ubi
from data.conversations.sessions import Deed, Session, ShownAttribute, ShownList, ShownProduct
from tests.data.conversations.ubi_schema import EVENT, QUERY

AT = datetime(2026, 1, 2, 12, 30, 0, 250_000)
LIST = ShownList(
    message_id="6ff4b3ad1d6c4e0f8a0f7f6a3a1c2b4d",
    at=AT,
    query_id="q",
    query="a mouse",
    category="Mouse",
    purpose="travel",
    constraints=[{"attribute": "colour", "op": "eq", "value": "Black"}],
    model_version="m",
    catalog_version="c",
    total=9,
    policy={"model_version": "m"},
    request={"query": "a mouse"},
    propensity=0.25,
    best=["b", "a"],
    products=[ShownProduct("a", 5, 0.9, 0.5, "rival"), ShownProduct("b", 6, 0.8, 0.5)],
    attributes=[ShownAttribute("colour", 0.7, {"split": 0.5})],
)
SESSION = Session("c-1", "anna", "assistant", "en", "bot", AT, AT, lists=[LIST])


def named(id: str) -> str:
    return f"somebody {len(id)}"


def valid(lines: Iterable[dict[str, Any]], schema: dict[str, Any]) -> list[dict[str, Any]]:
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    found = list(lines)
    for line in found:
        checker.validate(line)
        assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None
    return found


def the_event(deed: Deed) -> dict[str, Any]:
    [line] = valid(ubi.events(replace(SESSION, deeds=[deed]), named), EVENT)
    return line


def test_makes_a_query_of_a_list_with_how_it_was_chosen() -> None:
    [line] = valid(ubi.queries(SESSION, named), QUERY)

    assert line["query_id"] == LIST.message_id
    assert (line["user_query"], line["client_id"]) == ("a mouse", named("anna"))
    assert line["timestamp"] == "2026-01-02T12:30:00.250Z"
    assert line["query_response_hit_ids"] == ["a", "b"]
    attributes = line["query_attributes"]
    assert (attributes["propensity"], attributes["propensities"]) == (0.25, [0.5, 0.5])
    assert attributes["attributes"] == [{"name": "colour", "weight": 0.7}]
    assert (attributes["offset"], attributes["without_exploration"]) == (5, ["b", "a"])


def test_makes_an_event_of_a_click_with_its_query_and_its_place_in_the_whole_order() -> None:
    line = the_event(Deed("product_click", AT, "a", LIST.message_id, {"position": 0}))

    assert (line["action_name"], line["message_type"], line["query_id"]) == ("click", "INTERACTION", LIST.message_id)
    assert (line["client_id"], line["session_id"]) == (named("anna"), named("c-1"))
    details = line["event_attributes"]
    assert details["object"]["object_id"] == "a"
    assert details["position"] == {"ordinal": 6}
    assert (details["propensity"], details["score"], details["team"]) == (0.5, 0.9, "rival")


def test_names_no_query_that_is_not_among_the_queries() -> None:
    assert "query_id" not in the_event(Deed("purchase", AT, "a", "a list of another conversation"))


@pytest.mark.parametrize("kind", ["impression", "add_to_cart", "purchase", "compare", "remove_from_cart", "return"])
def test_names_other_events_alike(kind: str) -> None:
    line = the_event(Deed(kind, AT, "b", LIST.message_id, {"price": 20.0, "quantity": 2, "currency": "EUR"}))

    assert line["action_name"] == kind
    assert (line["message_type"] == "CONVERSION") == (kind in ("add_to_cart", "purchase"))
    assert line["event_attributes"].items() >= {"price": 20.0, "quantity": 2}.items()


@pytest.mark.parametrize(
    ("deed", "message"),
    [
        (Deed("csat", AT, payload={"score": 5}), '{"score": 5}'),
        (Deed("thumbs_down", AT, list_id=LIST.message_id, payload={"reason": "other"}), '{"reason": "other"}'),
        (Deed("thumbs_up", AT), None),
        (Deed("option_pick", AT, payload={"attribute": "a", "value": "颜" * 2000}), None),
        (Deed("purchase", AT, "elsewhere", "a comparison"), '{"product_id": "elsewhere"}'),
    ],
    ids=["a rating", "a thumb", "without more", "long", "a product without a place"],
)
def test_says_as_text_what_has_no_place(deed: Deed, message: str | None) -> None:
    line = the_event(deed)

    assert "event_attributes" not in line
    if message is not None:
        assert line["message"] == message


def test_shortens_an_id_that_is_too_long_alike_in_queries_and_events() -> None:
    long = "x" * 500
    session = replace(SESSION, lists=[replace(LIST, products=[ShownProduct(long, 0, 1.0)])])
    session = replace(session, deeds=[Deed("product_click", AT, long, LIST.message_id)])

    [query] = valid(ubi.queries(session, named), QUERY)
    [event] = valid(ubi.events(session, named), EVENT)

    assert query["query_response_hit_ids"] == [event["event_attributes"]["object"]["object_id"]]


def test_names_no_shopper_and_of_a_shopper_without_a_name_the_conversation() -> None:
    session = replace(SESSION, shopper_id=None, deeds=[Deed("csat", AT + timedelta(1), payload={"score": 1})])
    lines = [*ubi.queries(session, named), *ubi.events(session, named)]

    assert {line["client_id"] for line in lines} == {named("c-1")}
    assert "anna" not in str(list(ubi.queries(SESSION, named)))
