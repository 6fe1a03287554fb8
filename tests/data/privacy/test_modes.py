from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.database import upgrade
from data.privacy.modes import close, keep_private, too_open
from tests.data.privacy import talks


@pytest.fixture(autouse=True)
def _usual_mask() -> Iterator[None]:
    """A command that ran in this process before has closed what it makes to others."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_closes_what_others_may_read_and_leaves_the_rest(tmp_path: Path, engine: Engine) -> None:
    home = talks.places(engine, tmp_path)
    for name in (
        "logs/rasa.log",
        "archive/2026-01.jsonl.gz",
        "erasing/x.json",
        "models/m1/card.json",
        "embeddings.db",
        "old.db-wal",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch(0o644)
    (tmp_path / "logs").chmod(0o755)

    named = {str(path.relative_to(tmp_path)) for path in too_open(home.private())}
    assert {"logs", "logs/rasa.log", "archive/2026-01.jsonl.gz", "erasing/x.json", "old.db-wal", "bot"} <= named
    assert not {name for name in named if name.startswith(("models", "embeddings"))}

    assert {str(path.relative_to(tmp_path)) for path in close(home.private())} == named
    assert too_open(home.private()) == []
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_a_database_that_is_made_is_for_its_owner_alone_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        keep_private()
        upgrade(f"sqlite:///{tmp_path / 'new.db'}")
    finally:
        os.umask(before)

    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("new.db*")} == {0o600}
