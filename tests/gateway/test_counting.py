"""What the gateway tells Prometheus of conversations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from gateway.config import GatewayConfig
from gateway.counting import last_report
from tests.gateway.conftest import PRODUCTS, SAY, ScriptedRasa, event, gateway


async def counted(client: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    text = (await client.get("/metrics")).text
    families = text_string_to_metric_families(text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def _is_ours(name: str) -> bool:
    return name.startswith("floorwalker_") and name.endswith("_total")


async def test_counts_what_was_answered_and_done(session: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    unmet = {"query": "", "category": "Mouse", "constraints": []}
    acts = [{"act": "search", "confidence": 0.9}]
    handoff = {"type": "notice", "kind": "handoff"}
    rasa.items = [
        {"text": "Nothing.", "custom": {"unmet": unmet, "acts": acts}},
        {"text": "These come near.", "custom": PRODUCTS},
        {"text": "A person comes.", "custom": handoff},
    ]
    before = await counted(session)
    await session.post(SAY, json={"text": "a mouse"})
    await session.post("/v1/chat/events", json={"events": [event(type="csat"), event(event_id="e2", type="purchase")]})
    after = await counted(session)

    grown = {key: value - before.get(key, 0.0) for key, value in after.items() if value != before.get(key)}
    assert {key: value for key, value in grown.items() if _is_ours(key[0])} == {
        ("floorwalker_messages_total", "text"): 1,
        ("floorwalker_messages_total", "products"): 1,
        ("floorwalker_messages_total", "notice"): 1,
        ("floorwalker_acts_total", "search"): 1,
        ("floorwalker_unmet_wishes_total",): 1,
        ("floorwalker_handoffs_total",): 1,
        ("floorwalker_events_total", "csat"): 1,
        ("floorwalker_events_total", "purchase"): 1,
    }


async def test_passes_on_the_gauges_of_the_last_report(config: GatewayConfig, tmp_path: Path) -> None:
    file = tmp_path / "floorwalker.prom"
    async with gateway(replace(config, report=file)) as client:
        without = await counted(client)
        file.write_text("# TYPE floorwalker_report_retrain gauge\nfloorwalker_report_retrain 1.0\n", encoding="utf-8")
        told = await counted(client)

    assert ("floorwalker_report_retrain",) not in without
    assert told["floorwalker_report_retrain",] == 1


def test_leaves_out_a_report_that_is_none(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"x" * 2_000_000)

    assert [last_report(path) for path in (None, tmp_path, tmp_path / "missing", large)] == [b""] * 4
