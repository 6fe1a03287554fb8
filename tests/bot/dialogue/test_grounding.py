"""What an answer that was only drafted leaves behind: the shopper's wishes, and nothing that was never said."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from bot.dialogue.grounding import BEFORE, drafted, grounded
from bot.dialogue.need import Need
from bot.dialogue.standing import scene
from recommender.protocol.recommend import USE

EVENTS = [
    {"event": "user", "text": "a mouse"},
    {"event": "bot", "metadata": {"utter_action": "utter_confirm_cancel"}},
    {"event": "user", "text": "in black", "metadata": {"draft": True}},
    {"event": "bot", "metadata": {"utter_action": "utter_nothing_fits"}},
    {"event": "user", "text": "yes"},
]
NOW: dict[str, Any] = {"shown": ["a", "b"], "asked": None, "kind": "", "said": ["text"], "is_said": False}


def tracker(standing: dict[str, Any] | None, **slots: Any) -> Tracker:
    message = {"text": "yes", "metadata": {"standing": standing} if standing else {}}
    return Tracker("s", slots, message, EVENTS, False, None, {}, "action_listen")


def kept(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events}


def test_the_assistants_own_answers_are_left_as_they_are() -> None:
    own = tracker(None, asked="colour", shown=["a"])

    assert grounded(own) == (own, [])
    assert kept(grounded(tracker(None, undrafted={"offer": 1}))[1]) == {BEFORE: None}


def test_a_draft_that_was_not_sent_was_not_said() -> None:
    before = {"offer": None, "admitted": ["weight"], "offset": 5.0, "misses": None}
    held = {"query": "mouse", "constraints": [{"attribute": "colour", "op": "eq", "value": "Black"}]}
    told = {"asked": "brand", "shown": ["x", "y"], "offer": {"attribute": "colour"}, "admitted": ["weight", "grip"]}

    found, events = grounded(tracker(NOW, **held, **told, offset=10.0, undrafted=before))

    assert {name: found.slots[name] for name in held} == held  # the shopper said that
    wanted = {"asked": None, "shown": ["a", "b"], "offer": None, "admitted": ["weight"], "offset": 5.0, BEFORE: None}
    assert kept(events) == wanted
    assert {name: found.slots[name] for name in wanted} == wanted
    assert [event["event"] for event in found.events] == ["user", "bot", "user", "bot", "user"]
    assert scene(found, Need.from_slots(found), 2).state == "list"


@pytest.mark.parametrize(
    ("standing", "state", "kind"),
    [
        ({"asked": "weight", "kind": "numeric", "said": ["products", "question"]}, "question", "numeric"),
        ({"asked": USE, "kind": "categorical", "said": ["question"]}, "use", ""),
        ({"compared": ["a", "b"], "said": ["comparison"]}, "comparison", ""),
        ({"said": ["products"]}, "list", ""),
    ],
)
def test_what_an_agent_sent_stands_before_the_shopper(standing: dict[str, Any], state: str, kind: str) -> None:
    found, _ = grounded(tracker(NOW | standing, asked="brand", shown=["x"], product_types=["Mouse"]))

    seen = scene(found, Need.from_slots(found), 2)
    assert (seen.state, seen.asked_kind) == (state, kind)
    assert found.slots["asked"] == standing.get("asked")
    assert found.slots["compared"] == standing.get("compared")


def test_a_draft_that_was_sent_was_said() -> None:
    said = NOW | {"is_said": True, "shown": ["x", "y"], "asked": "brand"}
    told = {"asked": "brand", "shown": ["x", "y"], "focus": "y", "offer": {"attribute": "colour"}, "offset": 10.0}

    found, events = grounded(tracker(said, **told, undrafted={"offer": None, "offset": None}))

    assert kept(events) == {BEFORE: None}
    assert found.events == EVENTS


def test_what_was_asked_in_a_draft_alone_may_be_asked() -> None:
    for asked, expected in ((None, None), (USE, True)):
        found, _ = grounded(tracker(NOW | {"asked": asked}, asked=USE, use_asked=True))
        assert found.slots["use_asked"] is expected
    assert grounded(tracker(NOW, order_task="address"))[0].slots["order_task"] is None
    assert grounded(tracker(NOW, order_task="refund"))[0].slots["order_task"] == "refund"


def test_a_draft_keeps_what_holds_without_it() -> None:
    slots = {"query": "mouse", "offer": {"attribute": "a"}, "offset": 5.0, "shown": ["a"], "focus": "a"}
    before = tracker(NOW, **slots)
    more = [{"event": "slot", "name": "offset", "value": 10.0}, {"event": "slot", "name": "offer", "value": None}]
    wish = {"attribute": "colour", "op": "eq", "value": "Black"}
    other = [{"event": "slot", "name": "constraints", "value": [wish]}]

    [same], [changed] = drafted(before, more), drafted(before, other)

    assert same["value"] == {
        "offer": {"attribute": "a"},
        "doubted": None,
        "inquiry": None,
        "pending_change": None,
        "misses": None,
        "admitted": None,
        "shown": ["a"],
        "focus": "a",
        "offset": 5.0,
    }
    assert changed["value"]["offset"] is None  # of another search, nothing was shown yet
    again = tracker(NOW | {"shown": ["a"]}, **slots, undrafted=same["value"])
    assert grounded(again)[0].slots["focus"] == "a"
