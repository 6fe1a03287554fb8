"""Models over HTTP: leads read what a worker put up."""

from __future__ import annotations

from data.conversations.log import now
from data.database import connect
from data.steering import boards, jobs
from tests.gateway.console.conftest import Floor

MODELS = "/v1/agent/steering/models"
MODEL = {
    "created_at": "2026-05-01T00:00:00+00:00",
    "kind": "adapter",
    "base_model": "tiny",
    "catalog_version": "c",
    "figures": {"needs ndcg@5": 0.5},
    "gate": ["passes: all"],
    "config": {"epochs": 3},
    "report": "# <b>ours</b>",
}
BOARD = {
    "promoted": "second",
    "before": "first",
    "trial": {"kind": "canary", "version": "third", "share": 0.1},
    "broken": [{"version": "fourth", "problem": "manifest.json is missing"}],
    "problem": "",
    "models": [MODEL | {"version": version} for version in ("third", "second", "first", "zeroth")],
}


async def test_leads_read_which_there_are_and_what_each_is_for(floor: Floor) -> None:
    lea = await floor.agent("lea", "lead")
    engine = connect(floor.config.database_url)

    empty = (await lea.get(MODELS)).json()
    assert (empty["models"], empty["current"], empty["as_of"], empty["workers"]) == ([], None, None, 0)
    boards.put_up(engine, "models", BOARD, now())
    job = jobs.ask(engine, "promote", {"version": "first", "instead_of": "second"}, by="ada", at=now())
    found = (await lea.get(MODELS)).json()

    assert [(one["version"], one["role"]) for one in found["models"]] == [
        ("third", "trial"),
        ("second", "current"),
        ("first", "before"),
        ("zeroth", ""),
    ]
    assert (found["current"], found["before"], found["trial"]["share"]) == ("second", "first", 0.1)
    assert found["broken"] == BOARD["broken"]
    assert found["busy"]["id"] == job.id
    read = (await lea.get(f"{MODELS}/second")).json()
    assert (read["report"], read["config"], read["model"]["gate"]) == ("# <b>ours</b>", {"epochs": 3}, ["passes: all"])


async def test_others_may_not_and_one_that_is_gone_is_not_found(floor: Floor) -> None:
    anna, lea = await floor.agent("anna"), await floor.agent("lea", "lead")

    assert [(await anna.get(path)).status_code for path in (MODELS, f"{MODELS}/second")] == [403, 403]
    gone = await lea.get(f"{MODELS}/gone")
    assert (gone.status_code, gone.json()["detail"][0]["field"]) == (404, "version")
