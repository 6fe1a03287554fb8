"""Verdicts over HTTP: given, read, taken back, refused; what is to be judged next; what became of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from data.conversations.log import now
from data.conversations.picks import Pick, replace_picks
from data.conversations.verdict_uses import Use, add_uses
from data.database import connect
from data.privacy import audit
from tests.gateway.conftest import SAY, rows
from tests.gateway.console.conftest import Floor

AT = "/v1/agent/conversations"


async def said(shopper: httpx.AsyncClient, text: str) -> tuple[str, str]:
    """The ids of what the shopper said and of the list that was answered."""
    await shopper.post(SAY, json={"text": text})
    messages = (await shopper.get(SAY)).json()["messages"]
    return messages[-2]["id"], messages[-1]["id"]


async def judge(agent: httpx.AsyncClient, shopper: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await agent.post(f"{AT}/{shopper.headers['X-Conversation']}/verdicts", json=body)


async def test_what_an_agent_says_is_stored_and_the_last_word_counts(floor: Floor) -> None:
    anna, ben, shopper = await floor.agent("anna"), await floor.agent("ben"), await floor.shopper()
    text, shown = await said(shopper, "a mouse, how heavy?")

    first = await judge(anna, shopper, kind="product", message_id=shown, product_id="2", right=True)
    acts = await judge(
        anna, shopper, kind="acts", message_id=text, acts=[{"act": "search", "text": "a mouse"}], displayed_ms=1500
    )
    changed = await judge(anna, shopper, kind="product", product_id="2", right=False, reason="wish_ignored")
    await judge(ben, shopper, kind="reply", message_id=shown, right=True, comment="write to bo@example.com")

    assert (first.status_code, first.json()["is_mine"], acts.json()["displayed_ms"]) == (201, True, 1500)
    path = f"{AT}/{shopper.headers['X-Conversation']}/verdicts"
    found = (await ben.get(path)).json()["verdicts"]
    assert [(one["agent"], one["kind"], one["right"], one["reason"]) for one in found] == [
        ("anna", "acts", None, None),
        ("anna", "product", False, "wish_ignored"),
        ("ben", "reply", True, None),
    ]
    assert "bo@example.com" not in found[2]["comment"]
    assert "bo@example.com" not in str(rows(floor.config, "select payload from verdicts"))
    assert found[0]["acts"] == [{"act": "search", "text": "a mouse"}]

    not_hers = await ben.delete(f"{path}/{changed.json()['id']}")
    assert (not_hers.status_code, not_hers.json()["detail"][0]["field"]) == (404, "verdict_id")
    assert (await anna.delete(f"{path}/{changed.json()['id']}")).status_code == 204
    assert len((await anna.get(path)).json()["verdicts"]) == 2
    noted = [(one.who, one.what) for one in audit.entries(connect(floor.config.database_url), most=2)]
    assert noted == [("agent anna", "read verdicts"), ("agent anna", "withdraw a verdict")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "acts", "acts": [{"act": "teleport"}]}, "acts"),
        ({"kind": "acts"}, "acts"),
        ({"kind": "attributes", "order": ["colour"]}, "order"),
        ({"kind": "product", "product_id": "9", "right": True}, "product_id"),
        ({"kind": "product", "product_id": "2"}, "right"),
        ({"kind": "reply", "message_id": "nothing", "right": True}, "message_id"),
        ({"kind": "flag"}, "flag"),
        ({"kind": "colour"}, "kind"),
        ({"kind": "flag", "flag": "look", "displayed_ms": -1}, "displayed_ms"),
        ({"kind": "flag", "flag": "look", "comment": " "}, "comment"),
        ({"kind": "flag", "flag": "look", "reason": "dunno"}, "reason"),
    ],
)
async def test_names_the_field_that_is_wrong_and_stores_nothing(floor: Floor, body: dict[str, Any], field: str) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await said(shopper, "a mouse")

    refused = await judge(anna, shopper, **body)

    assert refused.status_code == 422
    assert refused.json()["detail"][0]["field"].split(".")[0] == field
    assert rows(floor.config, "select count(*) from verdicts") == [(0,)]


async def test_without_consent_nothing_can_be_said(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.browser()
    opened = await shopper.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": False}})
    shopper.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    shopper.headers["X-Conversation"] = opened.json()["session_id"]
    await said(shopper, "a mouse")

    refused = await judge(anna, shopper, kind="flag", flag="look")

    assert (refused.status_code, refused.json()["error"]) == (409, "conflict")
    assert "has not agreed" in refused.json()["message"]
    for unknown in (
        await anna.post(f"{AT}/none/verdicts", json={"kind": "flag", "flag": "look", "comment": "x"}),
        await anna.get(f"{AT}/none/verdicts"),
    ):
        assert unknown.status_code == 404
    assert (await (await floor.browser()).get("/v1/agent/labelling")).status_code == 401


async def test_the_queue_leaves_out_what_an_agent_judged_or_skipped(floor: Floor) -> None:
    anna, ben, shopper = await floor.agent("anna"), await floor.agent("ben"), await floor.shopper()
    text, shown = await said(shopper, "a mouse")
    id = shopper.headers["X-Conversation"]
    assert (await anna.get("/v1/agent/labelling")).json()["picked_at"] is None
    picks = [
        Pick(id, text, "acts", None, 1.2, [("unsure", {"first": "search"})]),
        Pick(id, shown, "attributes", None, 0.8, []),
        Pick(id, shown, "product", "2", 0.4, []),
        Pick(id, "gone", "acts", None, 0.3, []),
    ]
    engine = connect(floor.config.database_url)
    assert replace_picks(engine, picks, now()) == 3

    queue = (await anna.get("/v1/agent/labelling")).json()
    assert [(one["kind"], one["about"]) for one in queue["items"]] == [
        ("acts", "a mouse"),
        ("attributes", "mouse"),
        ("product", "Norvik <b>mouse</b>"),
    ]
    assert queue["items"][0]["reasons"] == [{"code": "unsure", "gaps": {"first": "search"}}]
    assert "search" in queue["acts"]

    await judge(anna, shopper, kind="acts", message_id=text, acts=[{"act": "search"}])
    assert (await anna.get("/v1/agent/labelling", params={"limit": 1})).json()["left"] == 2
    await judge(anna, shopper, kind="flag", message_id=shown, flag="skip")
    assert (await anna.get("/v1/agent/labelling")).json()["items"] == []
    assert (await ben.get("/v1/agent/labelling")).json()["left"] == 3
    engine.dispose()


async def test_agents_see_what_became_of_their_verdicts_and_leads_of_all(floor: Floor) -> None:
    anna, lea, shopper = await floor.agent("anna"), await floor.agent("lea", "lead"), await floor.shopper()
    text, shown = await said(shopper, "a mouse")
    one = (await judge(anna, shopper, kind="attributes", message_id=shown, order=["weight"])).json()
    await judge(anna, shopper, kind="flag", message_id=text, flag="skip")
    await judge(lea, shopper, kind="flag", flag="look")
    engine = connect(floor.config.database_url)
    detail = {"name": "weight", "before": 3, "after": 1}
    use = Use(one["id"], "retrained-1", "ranking", "used", now(), 0.4, 0.9, detail)
    assert add_uses(engine, [use, Use("gone", "retrained-1", "ranking", "used", now())]) == 1

    mine = (await anna.get("/v1/agent/verdicts")).json()
    assert [(v["kind"], v["about"]) for v in mine["verdicts"]] == [("attributes", "mouse")]
    became = mine["verdicts"][0]["became"][0]
    assert (became["version"], became["outcome"], became["before"], became["after"]) == (
        "retrained-1",
        "used",
        0.4,
        0.9,
    )
    assert (became["name"], became["place_before"], became["place_after"]) == ("weight", 3, 1)

    refused = await anna.get("/v1/agent/verdicts", params={"mine": False})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (403, "mine")
    everybody = (await lea.get("/v1/agent/verdicts", params={"mine": False, "limit": 1})).json()
    assert (everybody["more"], everybody["verdicts"][0]["kind"]) == (True, "flag")
    before = everybody["verdicts"][0]["at"]
    rest = (await lea.get("/v1/agent/verdicts", params={"mine": False, "before": before})).json()
    assert [v["agent"] for v in rest["verdicts"]] == ["anna"]
    flagged = (await lea.get("/v1/agent/verdicts", params={"mine": False, "flagged": True})).json()
    assert [v["flag"] for v in flagged["verdicts"]] == ["look"]
    again = (await judge(anna, shopper, kind="attributes", message_id=shown, order=["weight"])).json()
    assert again["id"] != one["id"]
    assert rows(floor.config, "select count(*) from verdict_uses") == [(0,)]
    engine.dispose()
