"""The key by which shoppers fall into shares: made once, kept from others, or the settings'."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import SecretStr

from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps.configuration import assignment_key


def test_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: assignment_key(settings), range(32)))

    assert len(keys) == 1
    path = Home(settings.home).assignment_key
    assert path.read_bytes() in keys
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(settings.home.iterdir())) == 1


def test_is_the_settings_where_they_name_one(tmp_path: Path) -> None:
    assert assignment_key(Settings(home=tmp_path, assignment_key=SecretStr("ours"))) == b"ours"
    assert list(tmp_path.iterdir()) == []
