"""The gauges of a report, as Prometheus reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from learning.drift import drift
from learning.lift import lift
from learning.report.exposition import write_exposition
from learning.report.figures import MEASURES, figure
from learning.report.summary import summarise
from tests.learning.making import AT, made


def test_gives_what_is_known_and_leaves_out_what_is_not(tmp_path: Path) -> None:
    until = AT + timedelta(days=30)
    told = [made(str(n), carted=n < 10) for n in range(40)]
    report = summarise(
        told, until=until, made_at=datetime(2026, 4, 1), lift=lift(told, until), drift=drift(told, until)
    )
    write_exposition(report, [figure(measure, told) for measure in MEASURES], tmp_path / "new" / "shop.prom")

    text = (tmp_path / "new" / "shop.prom").read_text(encoding="utf-8")
    samples = {
        (s.name, *sorted(s.labels.values())): s.value for f in text_string_to_metric_families(text) for s in f.samples
    }
    assert samples["floorwalker_report_conversations",] == 40
    assert samples["floorwalker_report_figure", "carted", "value"] == 0.25
    assert 0 < samples["floorwalker_report_figure", "carted", "low"] < 0.25
    assert samples["floorwalker_report_retrain",] == 0
    assert not [key for key in samples if key[0] in ("floorwalker_report_drift_level", "floorwalker_report_lift")]
