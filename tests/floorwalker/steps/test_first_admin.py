"""The first admin: made where there is no agent, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.agents import signing_in
from data.agents.accounts import disable, everybody
from data.conversations.log import now
from data.database import connect
from data.privacy import audit
from floorwalker.settings import Settings
from floorwalker.steps.first_admin import make_first_admin


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(home=tmp_path / "home", database_url=sqlite_url)


def test_several_starts_make_one_admin_whose_password_is_told_once(settings: Settings) -> None:
    with ThreadPoolExecutor(3) as pool:
        told = [one for one in pool.map(make_first_admin, [settings] * 3) if one]

    engine = connect(settings.database)
    (password,) = told
    admin = signing_in.known(engine, "admin", password, now())
    assert admin is not None
    assert admin.account.role == "admin"
    assert len(everybody(engine, now())) == len(audit.entries(engine)) == 1


def test_an_admin_who_is_disabled_is_not_made_again(settings: Settings) -> None:
    make_first_admin(settings)
    disable(connect(settings.database), "admin")

    assert make_first_admin(settings) is None
    assert everybody(connect(settings.database), now()) == []
