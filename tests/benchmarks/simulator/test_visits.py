"""Visits of shoppers and bots, as the gateway would see them."""

from __future__ import annotations

import pytest

from benchmarks.simulator.stage import Stage


def test_a_bot_is_fast_and_picks_one_brand_alone(stage: Stage) -> None:
    visit = stage.visit(1, bot=True)
    clicked = [event for step in visit.steps for event in step.events if event["type"] == "product_click"]
    brands = {product.id: product.brand for kind in stage.kinds for product in kind.products}

    assert visit.truth["bot"]
    assert {brands[event["product_id"]] for event in clicked} == {stage.pushed}
    assert max(step.at for step in visit.steps) < 5


def test_a_visit_begins_with_words_and_says_the_truth_about_itself(stage: Stage) -> None:
    visit = stage.visit(1)
    said = [step for step in visit.steps if step.said]

    assert said[0].said is not None
    assert said[0].said["type"] == "text"
    assert visit.truth["type"] == "Lamp"
    assert visit.truth == stage.visit(1).truth
    assert all(message.trace for step in said for message in step.answers if message.payload["type"] == "products")


def test_what_is_late_or_elsewhere_is_a_purchase(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for chance in ("_BUY", "_LATE"):  # which few do
        monkeypatch.setattr(f"benchmarks.simulator.visits.{chance}", 1.0)
    steps = [step for seed in range(25) for step in stage.visit(seed).steps]
    late = [step for step in steps if step.at > 3600]

    assert late
    assert {event["type"] for step in late for event in step.events} == {"purchase"}
    assert any(step.elsewhere for step in late)
