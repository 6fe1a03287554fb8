from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from floorwalker.settings import Settings


@pytest.fixture(autouse=True)
def no_file_of_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_reads_a_variable_and_derives_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    monkeypatch.setenv("FLOORWALKER_RECOMMENDER_PORT", "9001")

    settings = Settings()

    assert settings.database == f"sqlite:///{tmp_path}/floorwalker.db"
    assert settings.recommender == "http://127.0.0.1:9001"


@pytest.mark.parametrize(("name", "value"), [("GATEWAY_PORT", "70000"), ("CURRENCY", "euro"), ("RASA_PORT", "many")])
def test_names_the_field_when_a_value_is_bad(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"FLOORWALKER_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_refuses_two_processes_on_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_RASA_PORT", "8000")

    with pytest.raises(ValidationError, match="must differ"):
        Settings()


def test_cannot_be_changed_after_it_was_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().gateway_port = 1  # type: ignore[misc]
