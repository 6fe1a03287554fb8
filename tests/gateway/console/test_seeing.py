"""What leads see of the shop: the last report by days and product type, and how shoppers are served."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.conversations.log import now
from data.database import connect
from data.privacy.audit import entries
from data.steering import jobs
from gateway.config import GatewayConfig
from gateway.console.seeing import quantile
from tests.gateway.console.conftest import Floor

PATH = "/v1/agent/report"
AT = datetime(2026, 3, 2, tzinfo=UTC)


def view(category: str, conversations: int) -> dict[str, Any]:
    lists = ("figures", "before", "funnel", "funnel_before", "stretches", "series", "answers", "questions")
    more = ("misunderstandings", "misunderstandings_before", "attributes", "wishes", "words")
    counts = {"conversations": conversations, "shoppers": conversations, "conversations_before": 0}
    return {"category": category, "by": "week"} | counts | {name: [] for name in (*lists, *more)}


def report(version: int = 1) -> str:
    views = {7: [view("", 30)], 28: [view("", 90), view("Mouse", 60)], 90: [view("", 90)], 365: [view("", 90)]}
    spans = [
        {"days": days, "since": (AT - timedelta(days=days)).isoformat(), "views": own} for days, own in views.items()
    ]
    lift = {"shoppers": 9, "held_out": 0, "mixed": 0, "unsettled": 0, "comparisons": []}
    times = {"made_at": AT.isoformat(), "until": AT.isoformat(), "since": None}
    more = {"least": 20, "fewest": 5, "machines": 0, "lift": lift, "widget": None}
    return json.dumps({"version": version, "spans": spans} | times | more)


@pytest.fixture
def config(config: GatewayConfig, tmp_path: Path) -> GatewayConfig:
    return replace(config, dashboards=tmp_path / "dashboards.json")


@pytest.fixture
def file(config: GatewayConfig) -> Path:
    assert config.dashboards is not None
    config.dashboards.write_text(report(), encoding="utf-8")
    return config.dashboards


@pytest.mark.usefixtures("file")
async def test_shows_the_days_and_the_product_type_asked_for(floor: Floor) -> None:
    lead = await floor.agent("lea", "lead")

    month = (await lead.get(PATH, params={"type": "Mouse"})).json()
    week = (await lead.get(PATH, params={"type": "Mouse", "days": 7})).json()

    assert (month["days"], month["view"]["conversations"], month["least"]) == (28, 60, 20)
    assert month["made_at"] == "2026-03-02T00:00:00Z"
    assert (week["view"], week["types"]) == (None, [{"name": "Mouse", "conversations": 0}])
    noted = [one for one in entries(connect(floor.config.database_url)) if one.subject == "the report"]
    assert {(one.who, one.details["days"], one.details["type"]) for one in noted} == {
        ("agent lea", 28, "Mouse"),
        ("agent lea", 7, "Mouse"),
    }


async def test_is_for_leads_and_admins(floor: Floor) -> None:
    agent, admin = await floor.agent("anna"), await floor.agent("ada", "admin")

    for path in (PATH, f"{PATH}/service"):
        assert (await agent.get(path)).status_code == 403
        assert (await admin.get(path)).status_code == 200
        assert (await (await floor.browser()).get(path)).status_code == 401


async def test_says_which_days_there_are(floor: Floor) -> None:
    answer = await (await floor.agent("lea", "lead")).get(PATH, params={"days": 30})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["field"] == "days"
    assert "7, 28, 90, 365" in answer.json()["message"]


async def test_without_a_report_or_with_one_that_cannot_be_read_there_is_none(
    floor: Floor, config: GatewayConfig
) -> None:
    lead = await floor.agent("lea", "lead")
    assert config.dashboards is not None
    for content in (None, "", "{", report(version=2), '{"version": 1}'):
        if content is not None:
            config.dashboards.write_text(content, encoding="utf-8")
        answer = await lead.get(PATH)
        assert (answer.status_code, answer.json()["made_at"], answer.json()["view"]) == (200, None, None)

    config.dashboards.write_text(report(), encoding="utf-8")
    assert (await lead.get(PATH)).json()["view"]["conversations"] == 90


async def test_counts_who_is_served(floor: Floor) -> None:
    lead, shopper = await floor.agent("lea", "lead"), await floor.shopper()
    await shopper.post("/v1/chat/messages", json={"text": "hello"})
    await lead.post(f"/v1/agent/conversations/{shopper.headers['X-Conversation']}/claim")

    found = (await lead.get(f"{PATH}/service", params={"days": 7})).json()

    assert (found["waiting"], found["served"], found["days"]) == (0, 1, 7)
    assert len(found["hours"]) == 24
    assert sum(one["conversations"] for one in found["hours"]) == 1
    assert found["turns"]["count"] == 1
    assert found["turns"]["half"] is None  # of one: it is nobody's business
    assert len(found["series"]) == 8


async def test_has_the_report_made_on_request_once_at_a_time(floor: Floor) -> None:
    engine = connect(floor.config.database_url)
    lead, other, agent = await floor.agent("lea", "lead"), await floor.agent("ada", "admin"), await floor.agent("anna")
    path = f"{PATH}/job"
    assert (await lead.get(path)).json() == {"job": None, "workers": 0}

    made = await lead.post(path)
    again = await other.post(path)

    assert (made.status_code, made.json()["kind"], made.json()["state"]) == (201, "report", "waiting")
    assert (again.status_code, again.json()["error"]) == (409, "job_busy")
    assert "lea" in again.json()["message"]
    jobs.see(engine, "w1", now())
    jobs.claim(engine, "w1", now())
    found = (await other.get(path)).json()
    assert (found["workers"], found["job"]["id"], found["job"]["state"]) == (1, made.json()["id"], "running")
    jobs.end(engine, found["job"]["id"], "w1", "failed", lines=[], error="the disk is full", at=now())
    assert (await lead.get(path)).json()["job"]["error"] == "the disk is full"
    assert (await lead.post(path)).status_code == 201
    assert [(await agent.get(path)).status_code, (await agent.post(path)).status_code] == [403, 403]


def test_reads_quantiles_of_a_histogram_as_prometheus_does() -> None:
    buckets = [(0.1, 10.0), (0.5, 30.0), (1.0, 40.0), (float("inf"), 40.0)]

    assert quantile(buckets, 0.5) == pytest.approx(0.3)
    assert quantile(buckets, 1.0) == pytest.approx(1.0)
    assert quantile([(0.1, 0.0), (float("inf"), 3.0)], 0.5) == 0.1
