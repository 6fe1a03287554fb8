"""The general ranker made of a little knowledge, on a tiny model: figures of families held out, then what ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from floorwalker.steps.teaching import Settings, Teaching
from ranker.examples import Example
from ranker.general import fingerprint, general_head, general_language
from ranker.training.config import TrainingConfig
from tests.ranker.requests import examples


@pytest.fixture
def teaching(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Teaching:
    """Over examples made for tests, since all our families take a quarter of an hour."""

    def few(_self: Teaching, *, everything: bool) -> list[Example]:
        rest = examples(30, "train" if everything else "held out", seed=2)
        return [*examples(60), *examples(30, "dev", seed=1), *rest]

    monkeypatch.setattr("retrieval.search.encoder.packaged_model", lambda: tiny_model)
    monkeypatch.setattr(Teaching, "_examples", few)
    monkeypatch.setattr("ranker.evaluation.baselines._DIMENSION", 8)
    settings = Settings(shops=1, requests=4, seed=0, config=TrainingConfig(method="full", epochs=1, batch_size=16))
    return Teaching(settings, tmp_path / "general", tmp_path / "work", lambda _title: lambda _done, _total: None)


@pytest.mark.slow
def test_measures_without_some_families_then_ships_with_its_cards(
    teaching: Teaching, tiny_model: Path, tmp_path: Path
) -> None:
    report = teaching.measure()
    out = tmp_path / "general"
    assert set(report.requests) == {"needs, families held out"}
    assert {score.system for score in report.scores} == {
        "general",
        "cosine of the packaged model",
        "label prior",
        "words only",
    }
    assert fingerprint(out) is None

    teaching.ship()
    assert fingerprint(out) is not None
    assert general_language(tiny_model, out).dimension == general_head(out).config.dimension == 32
    assert "ndcg@5 needs, families held out 0." in (out / "card.md").read_text(encoding="utf-8")
    assert "- examples: 120" in (out / "data.md").read_text(encoding="utf-8")
    assert "| words only |" in (out / "figures.md").read_text(encoding="utf-8")
