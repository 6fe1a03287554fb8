"""What a shopper says of the conversation in words: masked, once, for agents to read."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from language.placeholders import HIDDEN
from tests.gateway.conftest import event, rows
from tests.gateway.console.conftest import Floor
from tests.gateway.console.conftest import floor as floor
from tests.gateway.console.conftest import quick_hashes as quick_hashes
from tests.hostile import PAYLOADS

EVENTS = "/v1/chat/events"


async def report(shopper: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await shopper.post(EVENTS, json={"events": [event(**changes)]})


async def test_words_are_masked_stored_once_and_shown_to_agents(floor: Floor) -> None:
    agent, shopper = await floor.agent(), await floor.shopper()
    said = "Quick <b>and</b> kind; write to ada@example.com, or 0170 1234567"

    first = await report(shopper, comment=f" {said}\0")
    again = await report(shopper, comment=said)
    await report(shopper, event_id="e2", score=None, comment="ada@example.com")

    assert (first.json()["stored"], again.json()["repeated"], again.json()["kept_apart"]) == (1, 1, 0)
    stored = str(rows(floor.config, "SELECT payload FROM events"))
    assert "Quick <b>and</b> kind" in stored
    assert not any(word in stored for word in ("ada@", "1234567"))
    path = f"/v1/agent/conversations/{shopper.headers['X-Conversation']}"
    rating = (await agent.get(path)).json()["rating"]
    assert (rating["score"], rating["comment"]) == (None, HIDDEN)


async def test_words_alone_and_scores_alone_are_ratings(floor: Floor) -> None:
    agent, shopper = await floor.agent(), await floor.shopper()
    path = f"/v1/agent/conversations/{shopper.headers['X-Conversation']}"
    assert (await agent.get(path)).json()["rating"] is None

    assert (await report(shopper, event_id="alone", score=2)).status_code == 202
    rating = (await agent.get(path)).json()["rating"]

    assert (rating["score"], rating["comment"]) == (2, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"comment": "x" * 1001}, "1000"),
        ({"comment": "  "}, "least 1"),
        ({"comment": ["x"]}, "string"),
        ({"type": "thumbs_up", "score": None, "comment": "fine"}, "csat"),
    ],
)
async def test_what_is_no_comment_is_refused_by_its_field(floor: Floor, changes: dict[str, Any], reason: str) -> None:
    refused = await report(await floor.shopper(), **changes)

    assert refused.status_code == 422
    (detail,) = refused.json()["detail"]
    assert (detail["field"], reason in detail["reason"]) == ("events.0.comment", True), detail


async def test_hostile_words_stay_words(floor: Floor) -> None:
    shopper = await floor.shopper()
    events = [event(event_id=f"h{n}", comment=one[:1000]) for n, one in enumerate(PAYLOADS)]

    answered = await shopper.post(EVENTS, json={"events": events})

    assert (answered.status_code, answered.json()["stored"]) == (202, len(PAYLOADS))


async def test_the_words_go_with_a_conversation_without_consent(floor: Floor) -> None:
    browser = await floor.browser()
    opened = await browser.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": False}})
    browser.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    assert (await report(browser, comment="kept for no longer")).status_code == 202

    assert (await browser.delete("/v1/chat/session")).status_code == 204

    assert rows(floor.config, "SELECT count(*) FROM events") == [(0,)]
