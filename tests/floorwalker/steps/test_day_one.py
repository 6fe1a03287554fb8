"""Which version served before anything was learned from conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from floorwalker.steps.day_one import RETRAINED, day_one
from ranker.registry import Manifest, Registry

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def promoted(registry: Registry, version: str, kind: str, age: int) -> None:
    manifest = Manifest(
        version=version,
        created_at=BEGAN + timedelta(days=age),
        kind=kind,
        base_model="tiny",
        base_model_hash="0",
        data_hash="0",
        catalog_version="c",
    )
    with registry.stage() as staged:
        (staged / "head").write_text(version, encoding="utf-8")
        registry.register(staged, manifest)
    registry.promote(version)


def test_it_is_the_last_that_did_not_learn_and_outlives_many_that_did(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    assert day_one(registry) is None
    promoted(registry, "older", "adapter", 0)
    promoted(registry, "own", "adapter", 1)
    for number in range(9):
        promoted(registry, f"taught-{number}", RETRAINED, 2 + number)
        registry.prune(5, also=[day_one(registry) or ""])

    assert day_one(registry) == "own"
    assert registry.versions() == ("own", *(f"taught-{number}" for number in range(4, 9)))
