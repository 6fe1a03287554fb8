"""Canned replies over HTTP: read by all, changed by leads."""

from __future__ import annotations

import pytest

from data.database import connect
from data.privacy import audit
from tests.gateway.console.conftest import Floor

REPLIES = "/v1/agent/replies"
HELLO = {"name": "hello", "locale": "en", "text": "<img src=x onerror=alert(1)> Hello!"}


async def test_leads_change_what_all_read(floor: Floor) -> None:
    lead, anna = await floor.agent("lea", "lead"), await floor.agent("anna")

    put = await lead.put(REPLIES, json=HELLO)
    changed = await lead.put(REPLIES, json=HELLO | {"text": " Hi \n"})

    assert put.json()["text"] == HELLO["text"]
    assert changed.json()["id"] == put.json()["id"]
    assert (await anna.get(REPLIES)).json() == {"replies": [changed.json()]}
    assert (changed.json()["text"], changed.json()["updated_by"]) == ("Hi", "lea")
    assert changed.json()["updated_at"].endswith("Z")
    assert (await lead.delete(f"{REPLIES}/{put.json()['id']}")).status_code == 204
    assert (await anna.get(REPLIES)).json() == {"replies": []}
    noted = [(one.who, one.what, one.details) for one in audit.entries(connect(floor.config.database_url), most=3)]
    named = {"name": "hello", "locale": "en"}
    assert noted == [("agent lea", what, named) for what in ("remove", "write", "write")]


async def test_others_may_not(floor: Floor) -> None:
    anna, nobody = await floor.agent("anna"), await floor.browser()

    refused = [await anna.put(REPLIES, json=HELLO), await anna.delete(f"{REPLIES}/x")]
    unknown = [await nobody.get(REPLIES), await nobody.put(REPLIES, json=HELLO)]

    assert [(one.status_code, one.json()["detail"][0]["field"]) for one in refused] == [(403, "role")] * 2
    assert "ask somebody who is lead" in refused[0].json()["message"]
    assert [one.status_code for one in unknown] == [401, 401]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "two words"}, "name"),
        ({"name": ""}, "name"),
        ({"locale": "english"}, "locale"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 5001}, "text"),
    ],
)
async def test_names_the_field_that_is_wrong(floor: Floor, changes: dict[str, str], field: str) -> None:
    refused = await (await floor.agent("lea", "lead")).put(REPLIES, json=HELLO | changes)

    assert refused.status_code == 422
    assert refused.json()["detail"][0]["field"] == field


async def test_one_that_is_gone_is_not_found(floor: Floor) -> None:
    ada = await floor.agent("ada", "admin")

    for id in ("x", "%00", "%27--"):
        gone = await ada.delete(f"{REPLIES}/{id}")
        assert (gone.status_code, gone.json()["detail"][0]["field"]) == (404, "id")
