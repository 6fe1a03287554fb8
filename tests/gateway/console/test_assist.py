"""Drafts of the assistant while an agent serves: made, overtaken, sent, changed, rejected."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from gateway.live.hub import conversation_topic
from tests.gateway.conftest import PRODUCTS, QUESTION, SAY, ScriptedRasa, rows
from tests.gateway.console.conftest import Floor
from tests.gateway.console.test_conversations import AT, does, history, say

POLICY = {"model_version": "m1", "exploration": 0.0}
LIST_TRACE = {"category": "Mice", "policy": POLICY, "propensity": 0.5, "propensities": [0.5, 0.5], "request": {}}
QUESTION_TRACE = {"query_id": "q1", "category": "Mice", "purpose": None, "policy": POLICY, "propensity": 0.25}
ANSWER = [
    {
        "text": "Two silent ones:",
        "custom": PRODUCTS | {"trace": LIST_TRACE, "acts": [{"act": "search", "confidence": 0.9}]},
    },
    {"text": "How light?", "custom": QUESTION | {"trace": QUESTION_TRACE | {"candidates": []}}},
]


async def drafted(agent: httpx.AsyncClient, shopper: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The open drafts, once those that are being made are there."""
    id = shopper.headers["X-Conversation"]
    opened = (await agent.get(f"{AT}/{id}")).json()
    found: list[dict[str, Any]] = opened["suggestions"]
    return found


async def settled(floor: Floor) -> None:
    """Waits until nothing is being drafted."""
    await floor.app.state.services.turns.finish()
    await floor.app.state.services.turns._drafts.finish()


async def decide(
    agent: httpx.AsyncClient, shopper: httpx.AsyncClient, draft: dict[str, Any], state: str, **more: Any
) -> httpx.Response:
    body = {"state": state, "client_id": "d1"} | more
    return await agent.post(f"{AT}/{shopper.headers['X-Conversation']}/suggestions/{draft['id']}/decide", json=body)


@pytest.fixture
async def served(floor: Floor, rasa: ScriptedRasa) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """An agent and a shopper whom they serve; the shopper has asked for a mouse, and there is a draft."""
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")
    rasa.items = ANSWER
    assert await say(shopper, "a silent mouse, write to jo@example.org") == []
    await settled(floor)
    return anna, shopper


async def test_a_draft_is_for_the_agent_alone(
    floor: Floor, rasa: ScriptedRasa, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served

    (draft,) = await drafted(anna, shopper)

    assert rasa.asked[-1]["message"] == "a silent mouse, write to ‹email_1›"
    assert rasa.asked[-1]["metadata"]["draft"] is True
    assert "unit" not in rasa.asked[-1]["metadata"]
    assert (draft["state"], draft["text"]) == ("open", "Two silent ones:")
    assert [(part["index"], part["message"]["type"], part["propensity"]) for part in draft["parts"]] == [
        (0, "products", 0.5),
        (1, "question", 0.25),
    ]
    assert (await history(shopper))[-1][0] == "shopper"
    opened = (await anna.get(f"{AT}/{shopper.headers['X-Conversation']}")).json()
    assert opened["messages"][-1]["acts"] == [{"act": "search", "confidence": 0.9}]
    assert "jo@example.org" not in str(rows(floor.config, "SELECT messages FROM suggestions"))


async def test_an_accepted_draft_is_said_by_the_agent_with_its_traces(
    floor: Floor, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served
    (draft,) = await drafted(anna, shopper)

    done = await decide(anna, shopper, draft, "accepted", displayed_ms=900)
    again = await decide(anna, shopper, draft, "accepted", displayed_ms=950)

    assert done.status_code == 200, done.text
    assert done.json()["messages"] == again.json()["messages"]
    said = (await shopper.get(SAY)).json()["messages"][-2:]
    assert [(one["type"], one["from"], one["agent"]) for one in said] == [
        ("products", "agent", "Anna"),
        ("question", "agent", "Anna"),
    ]
    assert "acts" not in said[0]
    shown = ("SELECT propensity FROM rankings WHERE propensity IS NOT NULL", "SELECT propensity FROM questions")
    assert [rows(floor.config, query) for query in shown] == [[(0.5,)], [(0.25,)]]
    assert json.loads(rows(floor.config, "SELECT policy FROM questions")[0][0])["by"] == "agent"
    kept = rows(floor.config, "SELECT state, displayed_ms, edit_distance FROM suggestions")
    assert kept == [("accepted", 900, 0.0)]
    assert await drafted(anna, shopper) == []
    other = await decide(anna, shopper, draft, "accepted", client_id="d2")
    assert (other.status_code, other.json()["error"]) == (409, "conflict")
    assert "it was sent" in other.json()["message"]


async def test_parts_are_sent_singly(served: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
    anna, shopper = served
    (draft,) = await drafted(anna, shopper)

    wrong = await decide(anna, shopper, draft, "accepted", parts=[2])
    done = await decide(anna, shopper, draft, "accepted", parts=[1])

    assert (wrong.status_code, wrong.json()["detail"][0]["field"]) == (400, "parts")
    assert [one["message"]["type"] for one in done.json()["messages"]] == ["question"]


async def test_other_words_take_the_place_of_the_drafts(
    floor: Floor, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served
    (draft,) = await drafted(anna, shopper)

    text = "Two silent ones, ask me@shop.example:"
    done = await decide(anna, shopper, draft, "edited", text=text)

    assert [(one["message"]["type"], one["message"]["text"]) for one in done.json()["messages"]] == [
        ("text", "Two silent ones, ask •••:"),
        ("products", None),
        ("question", "How light?"),
    ]
    assert (await history(shopper))[-3] == ("agent", text)
    (kept,) = rows(floor.config, "SELECT state, edit_distance FROM suggestions")
    assert kept[0] == "edited"
    assert 0 < kept[1] < 1


async def test_a_rejected_draft_says_why_and_nothing_is_sent(
    floor: Floor, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served
    (draft,) = await drafted(anna, shopper)
    before = await history(shopper)

    done = await decide(anna, shopper, draft, "rejected", reason="wrong products, as jo@example.org says")
    again = await decide(anna, shopper, draft, "rejected", reason="wrong products")

    assert (done.status_code, again.status_code) == (200, 200)
    assert done.json()["suggestion"]["reason"] == "wrong products, as ••• says"
    assert await history(shopper) == before
    assert "jo@example.org" not in str(rows(floor.config, "SELECT reason FROM suggestions"))
    trail = rows(floor.config, "SELECT what FROM audit ORDER BY id")
    assert trail.count(("draft rejected",)) == 1


async def test_the_shoppers_next_message_overtakes_a_draft(
    floor: Floor, rasa: ScriptedRasa, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served
    (draft,) = await drafted(anna, shopper)
    id = shopper.headers["X-Conversation"]

    async with floor.app.state.services.hub.subscribed([conversation_topic(id)]) as frames:
        rasa.items = [{"text": "Yes."}]
        await say(shopper, "is it light?")
        await settled(floor)
        heard = [await anext(frames) for _ in range(3)]

    assert [(one["type"], one.get("state")) for one in heard] == [
        ("said", None),
        ("suggestion", "overtaken"),
        ("suggestion", "open"),
    ]
    late = await decide(anna, shopper, draft, "accepted")
    assert (late.status_code, "said more" in late.json()["message"]) == (409, True)
    assert [one["text"] for one in await drafted(anna, shopper)] == ["Yes."]
    assert [one["state"] for one in (await anna.get(f"{AT}/{id}/suggestions")).json()["suggestions"]] == [
        "open",
        "overtaken",
    ]


async def test_a_draft_that_comes_too_late_is_none(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")
    rasa.delay = 0.1

    await say(shopper, "a mouse")
    await say(shopper, "a silent one")
    await settled(floor)

    assert [one["message"] for one in rasa.asked[-2:]] == ["a mouse", "a silent one"]
    assert rasa.most_at_once == 1
    (draft,) = await drafted(anna, shopper)
    assert draft["reply_to"] == (await shopper.get(SAY)).json()["messages"][-1]["id"]


async def test_a_slow_or_broken_rasa_holds_up_nobody(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")
    rasa.delay, rasa.status = 0.3, 500

    async with asyncio.timeout(0.3):
        assert await say(shopper, "a mouse") == []
    await settled(floor)

    assert await drafted(anna, shopper) == []
    assert (await history(shopper))[-1] == ("shopper", "a mouse")


async def test_a_handoff_in_a_draft_changes_nothing(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")
    rasa.items = [{"text": "A person comes", "custom": {"type": "notice", "kind": "handoff", "reason": "asked"}}]

    await say(shopper, "a person!")
    await shopper.post(SAY, json={"action": "human"})
    await settled(floor)

    assert await drafted(anna, shopper) == []
    opened = (await anna.get(f"{AT}/{shopper.headers['X-Conversation']}")).json()
    assert opened["conversation"]["status"] == "agent"
    assert [one["message"] for one in rasa.asked if one["message"] == "/human"] == []


async def test_what_was_not_said_any_more_is_a_draft(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    rasa.is_held = True
    turn = asyncio.create_task(say(shopper, "a mouse"))
    await rasa.is_asked(len(rasa.asked) + 1)

    await does(anna, shopper, "claim")

    rasa.is_held = False
    assert await turn == []
    assert [one["text"] for one in await drafted(anna, shopper)] == ["Here you are"]


async def test_what_the_assistant_was_down_for_is_drafted_at_the_claim(
    floor: Floor, rasa: ScriptedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.recovering.AT_ONCE", 0)  # an agent comes first
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    rasa.status = 503
    assert (await say(shopper, "a mouse, write to jo@example.org"))[0]["reason"] == "outage"
    rasa.status = 200

    await does(anna, shopper, "claim")
    await settled(floor)

    assert rasa.asked[-1]["message"] == "a mouse, write to ‹email_1›"
    assert [one["text"] for one in await drafted(anna, shopper)] == ["Here you are"]
    asked = len(rasa.asked)
    await does(anna, shopper, "return")
    await does(anna, shopper, "claim")
    await settled(floor)
    assert len(rasa.asked) == asked, "it knows the message by now"
    assert [one["text"] for one in await drafted(anna, shopper)] == ["Here you are"]


async def test_values_of_the_shop_in_a_draft_are_kept_for_the_shopper(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")
    sealed = floor.config.vault.seal("Elm Street 5")
    rasa.items = [{"text": "It goes to ‹address_s1›", "custom": {"type": "text", "secrets": {"‹address_s1›": sealed}}}]
    await say(shopper, "where does it go?")
    await settled(floor)
    (draft,) = await drafted(anna, shopper)

    assert draft["text"] == "It goes to •••"
    assert (await decide(anna, shopper, draft, "accepted")).is_success
    assert (await history(shopper))[-1] == ("agent", "It goes to Elm Street 5")


async def test_a_tap_on_what_an_agent_sent_goes_on_as_ever(
    floor: Floor, rasa: ScriptedRasa, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served
    (draft,) = await drafted(anna, shopper)
    sent = (await decide(anna, shopper, draft, "accepted")).json()["messages"]

    choice = {"attribute": "weight", "value": {"min": None, "max": 80}}
    assert (await shopper.post(SAY, json={"choice": choice})).json()["messages"] == []
    click = {
        "event_id": "e1",
        "type": "product_click",
        "product_id": "2",
        "message_id": sent[0]["id"],
        "at": sent[0]["at"],
    }
    assert (await shopper.post("/v1/chat/events", json={"events": [click]})).json()["stored"] == 1
    await settled(floor)

    assert rasa.asked[-1]["message"] == "/choose"
    assert rows(floor.config, "SELECT list_id FROM events") == [(sent[0]["id"],)]
    assert len(await drafted(anna, shopper)) == 1


async def test_only_who_serves_decides(floor: Floor, served: tuple[httpx.AsyncClient, httpx.AsyncClient]) -> None:
    anna, shopper = served
    ben = await floor.agent("ben")
    (draft,) = await drafted(anna, shopper)

    refused = await decide(ben, shopper, draft, "accepted")
    unknown = await decide(anna, shopper, {"id": "nothing"}, "accepted")
    await does(anna, shopper, "return")
    back = await decide(anna, shopper, draft, "accepted")

    assert (refused.status_code, "Anna serves this" in refused.json()["message"]) == (403, True)
    assert (unknown.status_code, unknown.json()["detail"][0]["field"]) == (404, "suggestion_id")
    assert back.status_code == 409
    assert await drafted(anna, shopper) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"state": "edited"}, "body"),
        ({"state": "accepted", "text": "hi"}, "body"),
        ({"state": "accepted", "reason": "no"}, "body"),
        ({"state": "accepted", "parts": [0, 0]}, "body"),
        ({"state": "accepted", "parts": []}, "body"),
        ({"state": "sent"}, "state"),
        ({"state": "rejected", "displayed_ms": -1}, "displayed_ms"),
        ({"state": "rejected", "client_id": "a b"}, "client_id"),
    ],
)
async def test_names_what_is_wrong(floor: Floor, body: dict[str, Any], field: str) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()

    refused = await decide(anna, shopper, {"id": "x"}, **body)

    assert refused.status_code == 422
    assert field in [one["field"] for one in refused.json()["detail"]], refused.json()


async def test_the_summary_says_what_to_know_before_taking_over(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    listed = (await say(shopper, "a mouse"))[0]
    click = {
        "event_id": "e1",
        "type": "product_click",
        "product_id": "2",
        "message_id": listed["id"],
        "at": listed["at"],
    }
    await shopper.post("/v1/chat/events", json={"events": [click]})
    rasa.items = [{"text": "A person comes", "custom": {"type": "notice", "kind": "handoff", "reason": "asked"}}]
    await say(shopper, "somebody who knows, jo@example.org")

    opened = (await anna.get(f"{AT}/{shopper.headers['X-Conversation']}")).json()

    lines = [(one["label"], one["text"]) for one in opened["summary_lines"]]
    assert lines == [
        ("Wants a person", "asked for one"),
        ("Looks for", "mouse"),
        ("Wishes", "connectivity: Bluetooth"),
        ("Not answered", "somebody who knows, •••"),
        ("Shown last", "Norvik <b>mouse</b>; Norvik <b>mouse</b>"),
        ("Looked at", "Norvik <b>mouse</b>"),
    ]


async def test_the_assistant_is_told_what_stands_before_the_shopper(
    floor: Floor, rasa: ScriptedRasa, served: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    anna, shopper = served
    assert "standing" not in rasa.asked[-1]["metadata"]  # nobody but the assistant said anything
    await say(shopper, "in black")
    await settled(floor)
    unsent = rasa.asked[-1]["metadata"]["standing"]
    assert (unsent["asked"], unsent["is_said"], "draft" in unsent) == (None, False, False)

    (draft,) = await drafted(anna, shopper)
    await decide(anna, shopper, draft, "accepted")
    await does(anna, shopper, "return")
    assert await say(shopper, "the second one")
    sent = rasa.asked[-1]["metadata"]
    assert sent["standing"]["is_said"]
    products: Any = PRODUCTS["products"]
    assert sent["standing"]["shown"] == [product["id"] for product in products]
    assert (sent["standing"]["asked"], "draft" in sent) == (QUESTION["attribute"], False)

    await say(shopper, "and the first?")
    assert "standing" not in rasa.asked[-1]["metadata"]
