from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from floorwalker.keeping import ages, places
from floorwalker.settings import Settings


def test_rasas_copy_is_a_file_in_the_home_or_a_table_of_the_server(tmp_path: Path) -> None:
    server = "postgresql://shop:secret@db/shop"

    assert places(Settings(home=tmp_path)).tracker_url == f"sqlite:///{tmp_path}/bot/conversations.db"
    assert places(Settings(home=tmp_path, database_url=server)).tracker_url == server


def test_zero_days_are_for_ever() -> None:
    assert ages(Settings(log_days=30)).log == timedelta(days=30)
    assert ages(Settings(log_days=0)).log is None
