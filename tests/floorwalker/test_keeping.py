from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from floorwalker.keeping import ages, identity_provider, places
from floorwalker.settings import Settings


def test_rasas_copy_is_a_file_in_the_home_or_a_table_of_the_server(tmp_path: Path) -> None:
    server = "postgresql://shop:secret@db/shop"

    assert places(Settings(home=tmp_path)).tracker_url == f"sqlite:///{tmp_path}/bot/conversations.db"
    assert places(Settings(home=tmp_path, database_url=server)).tracker_url == server


def test_zero_days_are_for_ever() -> None:
    assert ages(Settings(log_days=30)).log == timedelta(days=30)
    assert ages(Settings(log_days=0)).log is None


def test_an_identity_provider_is_whole_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_OIDC_ROLES", "")
    assert identity_provider(Settings()) is None
    monkeypatch.setenv("FLOORWALKER_OIDC_ISSUER", "https://id.example")
    with pytest.raises(ValidationError, match="needs oidc_client_id"):
        Settings()

    monkeypatch.setenv("FLOORWALKER_OIDC_CLIENT_ID", "us")
    monkeypatch.setenv("FLOORWALKER_OIDC_CLIENT_SECRET", "s3cret")
    monkeypatch.setenv("FLOORWALKER_OIDC_ROLE_CLAIM", "groups")
    with pytest.raises(ValidationError, match="needs oidc_roles"):
        Settings()
    for wrong in ("{", '{"cn=floor,dc=shop": "boss"}'):
        monkeypatch.setenv("FLOORWALKER_OIDC_ROLES", wrong)
        with pytest.raises(ValidationError, match="oidc_roles"):
            Settings()
    monkeypatch.setenv("FLOORWALKER_OIDC_ROLES", '{"cn=floor,dc=shop": "agent"}')
    told = identity_provider(Settings())
    assert told is not None
    assert (told.roles, told.makes_accounts) == ({"cn=floor,dc=shop": "agent"}, False)
