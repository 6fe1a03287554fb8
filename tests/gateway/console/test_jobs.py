"""Jobs over HTTP: admins ask and cancel, nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data.conversations.log import now
from data.database import connect
from data.privacy import audit
from data.steering import jobs
from tests.gateway.console.conftest import Floor

JOBS = "/v1/agent/steering/jobs"
PROMOTE = {"kind": "promote", "version": "second", "instead_of": "first"}


@pytest.fixture
def engine(floor: Floor) -> Engine:
    return connect(floor.config.database_url)


async def test_admins_ask_see_and_cancel(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")

    asked = await ada.post(JOBS, json=PROMOTE)
    assert asked.status_code == 201
    job = asked.json()
    assert (job["kind"], job["state"], job["asked_by"], job["stoppable"]) == ("promote", "waiting", "ada", True)
    assert job["payload"] == {"version": "second", "instead_of": "first"}
    assert job["created_at"].endswith("Z")
    listed = (await ada.get(JOBS)).json()
    assert listed == {"jobs": [job], "workers": 0}
    assert (await ada.get(f"{JOBS}/{job['id']}")).json() == job
    assert (await ada.post(f"{JOBS}/{job['id']}/cancel")).json()["state"] == "cancelled"
    again = await ada.post(f"{JOBS}/{job['id']}/cancel")
    assert (again.json()["error"], again.json()["message"]) == (
        "not_stoppable",
        "it is cancelled; there is nothing to cancel",
    )
    noted = [(one.what, one.subject) for one in audit.entries(engine, most=2)]
    assert noted == [("cancel", "a job"), ("ask for", "a job")]


async def test_of_two_promotions_at_once_one_is_refused_and_told_of_the_other(floor: Floor) -> None:
    ada, eve = await floor.agent("ada", "admin"), await floor.agent("eve", "admin")

    await ada.post(JOBS, json=PROMOTE)
    refused = await eve.post(JOBS, json={"kind": "rollback", "instead_of": "first"})

    assert (refused.status_code, refused.json()["error"]) == (409, "job_busy")
    assert refused.json()["message"] == (
        "promote, which ada asked for, is waiting; wait until it has ended, or cancel it first"
    )


async def test_shows_progress_outcome_and_a_worker_that_died(floor: Floor, engine: Engine) -> None:
    ada = await floor.agent("ada", "admin")
    id = (await ada.post(JOBS, json={"kind": "retrain"})).json()["id"]
    jobs.see(engine, "w", now())
    jobs.claim(engine, "w", now() - jobs.LEASE)
    jobs.beat(engine, id, "w", ["reading"], now() - jobs.LEASE + timedelta(seconds=30))

    running = (await ada.get(JOBS)).json()
    assert running["workers"] == 1
    assert (running["jobs"][0]["state"], running["jobs"][0]["lines"]) == ("running", ["reading"])
    assert running["jobs"][0]["stoppable"]
    assert running["jobs"][0]["progress"] is None
    jobs.beat(engine, id, "w", ["Reading the catalog: 100 %", "Training the ranker: 30 %", "so far"], now())
    further = (await ada.get(f"{JOBS}/{id}")).json()
    assert further["progress"] == {"step": "training_the_ranker", "percent": 30}
    jobs.beat(engine, id, "w", ["reading"], now() - jobs.LEASE - timedelta(seconds=1))
    died = (await ada.get(f"{JOBS}/{id}")).json()
    assert (died["state"], died["stoppable"]) == ("interrupted", False)
    assert "ask for it again" in died["error"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "shell", "command": "rm"}, "body"),
        ({"kind": "import_catalog", "upload": "x"}, "body"),
        (PROMOTE | {"version": "--help"}, "version"),
        (PROMOTE | {"version": "../x"}, "version"),
        ({"kind": "promote", "version": "v"}, "instead_of"),
        ({"kind": "try_out", "trial": "canary", "version": "v", "share": 2}, "share"),
        ({"kind": "try_out", "trial": "all", "version": "v", "share": 0.1}, "trial"),
        ({"kind": "retrain", "least": 0}, "least"),
        ({"kind": "retrain", "since": "yesterday"}, "since"),
        ({"kind": "report", "out": "/etc"}, "out"),
    ],
)
async def test_names_the_field_that_is_wrong(floor: Floor, body: dict[str, Any], field: str) -> None:
    refused = await (await floor.agent("ada", "admin")).post(JOBS, json=body)

    assert refused.status_code == 422
    assert refused.json()["detail"][0]["field"] == field


async def test_others_may_not(floor: Floor) -> None:
    for name, role in (("lea", "lead"), ("anna", "agent")):
        browser = await floor.agent(name, role)
        answers = [
            await browser.get(JOBS),
            await browser.get(f"{JOBS}/x"),
            await browser.post(JOBS, json=PROMOTE),
            await browser.post(f"{JOBS}/x/cancel"),
        ]
        assert [(one.status_code, one.json()["detail"][0]["field"]) for one in answers] == [(403, "role")] * 4
    ada = await floor.agent("ada", "admin")
    del ada.headers["X-CSRF-Token"]
    assert (await ada.post(JOBS, json=PROMOTE)).status_code == 403


async def test_one_that_is_gone_is_not_found(floor: Floor) -> None:
    ada = await floor.agent("ada", "admin")

    for id in ("x", "%00"):
        gone = await ada.get(f"{JOBS}/{id}")
        assert (gone.status_code, gone.json()["detail"][0]["field"]) == (404, "id")
