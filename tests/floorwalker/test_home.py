"""The layout of the run-time folder, against what else names its folders."""

from __future__ import annotations

from pathlib import Path

from data.privacy.places import Places
from floorwalker.home import Home


def test_every_folder_of_records_about_conversations_is_a_room_of_the_house(tmp_path: Path) -> None:
    rooms = set(vars(Home(tmp_path)).values())
    lie = Places(tmp_path, "sqlite://")

    assert set(lie.records) <= rooms
    assert {lie.archive, lie.training, lie.keys} <= rooms
