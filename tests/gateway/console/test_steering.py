"""Rules and knowledge over HTTP: written to the file that serves, approved, undone, and never over what others wrote.

The recommender behind the gateway is the real one, over the small catalog.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from data.catalog.products import Catalog
from data.database import connect
from data.privacy import audit
from gateway.config import GatewayConfig
from recommender.config import RecommenderConfig
from recommender.server import app as recommender_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.gateway.console.conftest import Floor
from tests.serving import serving

RULES = "/v1/agent/steering/rules"
PIN = "# ours\npin:\n- attribute: Weight\n"


@pytest.fixture(scope="session")
def real_recommender(
    small_catalog: Catalog, encoder: Encoder, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    indexes = tmp_path_factory.mktemp("steering-indexes")
    publish(ProductIndex.build(small_catalog, encoder, indexes))
    config = RecommenderConfig("sqlite://", indexes, language_model=str(tiny_model), device="cpu", workers=1)
    with serving(recommender_app.create_app(config, lambda _version: small_catalog)) as url:
        while not httpx.get(f"{url}/ready").is_success:
            pass
        yield url


@pytest.fixture
def config(
    config: GatewayConfig, real_recommender: str, tmp_path: Path, request: pytest.FixtureRequest
) -> GatewayConfig:
    four_eyes, rules, knowledge = getattr(request, "param", False), tmp_path / "rules.yaml", tmp_path / "knowledge.yaml"
    return replace(config, recommender_url=real_recommender, four_eyes=four_eyes, rules=rules, knowledge=knowledge)


async def propose(browser: httpx.AsyncClient, content: str, base: str | None = None, path: str = RULES) -> Any:
    return await browser.post(f"{path}/propose", json={"content": content, "base": base, "note": "why"})


def file_of(floor: Floor) -> Path:
    assert floor.config.rules is not None
    return floor.config.rules


async def test_a_lead_writes_what_serves(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")

    empty = (await lea.get(RULES)).json()
    made = await propose(lea, PIN)
    now = (await lea.get(RULES)).json()

    assert (empty["content"], empty["revision"], empty["problems"], empty["requests"]) == ("", None, [], [])
    assert made.status_code == 200, made.text
    assert (made.json()["revision"]["state"], made.json()["problems"]) == ("current", [])
    assert file_of(floor).read_text() == PIN
    assert (now["content"], now["revision"]) == (PIN, made.json()["revision"])
    noted = [(e.who, e.what, e.subject) for e in audit.entries(connect(floor.config.database_url), most=2)]
    assert noted == [("agent lea", "read", "the rules"), ("agent lea", "write", "the rules")]


async def test_a_text_that_cannot_be_used_changes_nothing(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")
    names = ("brand", "category", "price", "connectivity", "colour", "weight", "rechargeable", "memory", "touchscreen")
    everything = "hide:\n" + "".join(f"- attribute: {name}\n" for name in names)

    misspelled, bare = await propose(lea, "pin:\n- attribute: Wieght"), await propose(lea, everything)
    family = "families:\n- family: mouse\n  need: []\n"
    knowledge = await propose(lea, family, path="/v1/agent/steering/knowledge")

    assert [one.status_code for one in (misspelled, bare, knowledge)] == [422] * 3
    assert (
        "line 2: pin.0.attribute: the catalog has no attribute 'Wieght'; did you mean" in misspelled.json()["message"]
    )
    assert "hide every attribute of Mouse, Laptop" in bare.json()["message"]
    assert "line 3: families.0.need" in knowledge.json()["message"]
    assert not file_of(floor).exists()


async def test_what_was_written_by_hand_is_taken_in_and_never_overwritten(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")
    file_of(floor).write_bytes(b"# by hand\r\n")

    seen = (await lea.get(RULES)).json()
    file_of(floor).write_text("boost:\n- attribute: Price\n")
    refused = await propose(lea, PIN, seen["revision"]["id"])
    again = (await lea.get(RULES)).json()

    assert (seen["content"], seen["revision"]["author"]) == ("# by hand\r\n", "file")
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (409, "base")
    assert "it was changed in the file, by hand" in refused.json()["message"]
    assert again["content"] == file_of(floor).read_text() == "boost:\n- attribute: Price\n"
    assert (await propose(lea, PIN, again["revision"]["id"])).status_code == 200
    assert len((await lea.get(f"{RULES}/history")).json()["revisions"]) == 3


async def test_of_two_who_write_at_once_the_later_is_told_of_the_earlier(floor: Floor) -> None:
    lea, ada = await floor.agent("lea", "lead"), await floor.agent("ada", "admin")

    await propose(lea, PIN)
    late = await propose(ada, "bury:\n- attribute: Price\n")

    assert (late.status_code, file_of(floor).read_text()) == (409, PIN)
    assert "it was changed by lea" in late.json()["message"]


async def test_undoes(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")
    first = (await propose(lea, PIN)).json()["revision"]
    second = (await propose(lea, "", first["id"])).json()["revision"]

    undone = await lea.post(f"{RULES}/revisions/{first['id']}/undo", json={"base": second["id"], "note": "worse"})

    assert (undone.json()["revision"]["note"], file_of(floor).read_text()) == ("worse", PIN)
    text = (await lea.get(f"{RULES}/revisions/{second['id']}")).json()
    assert (text["content"], text["before"], text["revision"]["state"]) == ("", PIN, "past")
    for path in (f"{RULES}/revisions/none", f"/v1/agent/steering/knowledge/revisions/{first['id']}"):
        assert (await lea.get(path)).status_code == 404


@pytest.mark.parametrize("config", [True], indirect=True)
async def test_with_four_eyes_another_approves(floor: Floor) -> None:
    lea, ada = await floor.agent("lea", "lead"), await floor.agent("ada", "admin")

    made = (await propose(lea, PIN)).json()["revision"]
    own = await lea.post(f"{RULES}/revisions/{made['id']}/approve")
    waits = (await ada.get(RULES)).json()

    assert (made["state"], file_of(floor).exists(), waits["four_eyes"]) == ("proposed", False, True)
    assert [one["id"] for one in waits["waiting"]] == [made["id"]]
    assert (own.status_code, own.json()["message"]) == (
        403,
        "you wrote it yourself; another lead or admin has to approve it",
    )
    approved = await ada.post(f"{RULES}/revisions/{made['id']}/approve")
    assert (approved.json()["revision"]["decided_by"], file_of(floor).read_text()) == ("ada", PIN)
    assert (await ada.post(f"{RULES}/revisions/{made['id']}/refuse")).status_code == 409


async def test_previews_requests(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")

    answer = await lea.post(f"{RULES}/preview", json={"content": PIN, "requests": ["mouse", "<b>laptop"]})
    checked = await lea.post(f"{RULES}/check", json={"content": "x"})
    attributes = (await lea.get("/v1/agent/steering/attributes")).json()["attributes"]

    mouse = answer.json()["requests"][0]
    assert next(one for one in mouse["attributes"] if one["id"] == "weight")["after"] == 1
    assert not file_of(floor).exists()
    assert [one["line"] for one in checked.json()["problems"]] == [1]
    assert {"name": "price", "label": "Price", "products": 18} in attributes


async def test_agents_may_not(floor: Floor) -> None:
    anna, nobody = await floor.agent("anna"), await floor.browser()

    for browser, status in ((anna, 403), (nobody, 401)):
        asked = [
            await browser.get(RULES),
            await propose(browser, PIN),
            await browser.get(f"{RULES}/history"),
            await browser.post(f"{RULES}/preview", json={"content": "", "requests": []}),
            await browser.post(f"{RULES}/revisions/x/approve"),
        ]
        assert [one.status_code for one in asked] == [status] * 5


async def test_says_what_keeps_it_from_being_written(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")
    file_of(floor).write_bytes(b"\xff")
    unreadable = await lea.get(RULES)
    file_of(floor).unlink()
    file_of(floor).mkdir()

    refused = await propose(lea, PIN)

    assert (unreadable.status_code, refused.status_code) == (503, 503)
    assert "file: it cannot be read" in unreadable.json()["message"]
    assert str(file_of(floor).parent) not in unreadable.json()["message"] + refused.json()["message"]
