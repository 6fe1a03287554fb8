"""Prometheus' rules and Grafana's dashboard: they parse, and ask for metrics that there are."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

import gateway.counting
import gateway.turns
from floorwalker.settings import ROOT
from learning.drift import Drift, Signal
from learning.lift import compare
from learning.report.exposition import write_exposition
from learning.report.figures import MEASURES, figure
from learning.report.summary import summarise
from recommender.metrics import Metrics
from tests.learning.making import AT, made

RULES: dict[str, Any] = yaml.safe_load((ROOT / "ops" / "prometheus-rules.yml").read_text(encoding="utf-8"))
DASHBOARD: dict[str, Any] = json.loads((ROOT / "ops" / "grafana-dashboard.json").read_text(encoding="utf-8"))
ALL_RULES = [rule for group in RULES["groups"] for rule in group["rules"]]
EXPRESSIONS = [rule["expr"] for rule in ALL_RULES] + [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]
]


def report_gauges(folder: Path) -> str:
    """What a report with a holdout and with drift writes."""
    from learning.lift import Lift

    lift = Lift(3000, 300, 0, 0, [compare("clicked a product", [True, False] * 2000, [True, False, False] * 200)])
    signal = Signal("acts", "psi", "large", 0.4, 0.001, None, None, 400, 200)
    drift = Drift(AT, AT + timedelta(days=7), AT - timedelta(days=28), 400, 200, [signal], True, ["acts"])
    told = [made(str(n), clicked=frozenset({"a/1"})) for n in range(30)]
    report = summarise(told, until=AT, made_at=datetime(2026, 3, 9), lift=lift, drift=drift)
    write_exposition(report, [figure(measure, told) for measure in MEASURES], folder / "floorwalker.prom")
    return (folder / "floorwalker.prom").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of everything that gateway, recommender, report and the rules themselves make."""
    assert gateway.counting.SESSIONS
    assert gateway.turns.TURN_SECONDS
    text = Metrics().exposition().decode() + report_gauges(tmp_path_factory.mktemp("report"))
    families = [*text_string_to_metric_families(text), *REGISTRY.collect()]
    ends = ("", "_total", "_count", "_sum", "_bucket")
    return {f"{family.name}{end}" for family in families for end in ends} | {
        rule["record"] for rule in ALL_RULES if "record" in rule
    }


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_asks_for_metrics_that_there_are(expression: str, known: set[str]) -> None:
    named = set(re.findall(r"\bfloorwalker[\w:]+", expression))

    assert named
    assert named <= known
    assert expression.count("(") == expression.count(")")


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    alerts = [rule for rule in ALL_RULES if "alert" in rule]

    assert len({rule["alert"] for rule in alerts}) == len(alerts) >= 5
    for rule in alerts:
        assert rule["labels"]["severity"] in ("info", "warning", "critical")
        assert set(rule["annotations"]) == {"summary", "action"}


def test_the_rules_are_loaded_by_prometheus_in_compose() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    scraped = yaml.safe_load((ROOT / "ops" / "prometheus.yml").read_text(encoding="utf-8"))
    mounted = [mount.split(":")[1] for mount in compose["services"]["prometheus"]["volumes"]]

    assert [f"/etc/prometheus/{name}" for name in scraped["rule_files"]] == mounted[1:]


def test_panels_of_the_dashboard_do_not_overlap_and_have_a_source() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        own = {(place["x"] + dx, place["y"] + dy) for dx in range(place["w"]) for dy in range(place["h"])}
        assert not own & taken, panel["title"]
        taken |= own
        assert panel["datasource"]["uid"] == "${datasource}"
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert max(x for x, _ in taken) < 24
