"""Which catalogs the settings name, and what each has for itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from pydantic_settings import SettingsError
from typer.testing import CliRunner

from data.conversations.sites import Sites
from floorwalker.catalogs import each, names, of_catalog, sites_of, urls
from floorwalker.cli import app
from floorwalker.errors import StepFailed
from floorwalker.processes.specs import process_specs, rasa_command
from floorwalker.settings import Settings
from floorwalker.steps.configuration import recommender_config

HERE = Path(__file__).parent


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{name} {place}") for place, case in enumerate(found)]


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An English and two German sites, and no file of settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOORWALKER_SITE_KEYS", '["en", "de", "at"]')


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FLOORWALKER_CATALOGS", '{"de": "german", "at": "german"}')
    return Settings()


@pytest.mark.parametrize("case", [*cases("catalogs_seen.yaml"), *cases("catalogs_unseen.yaml")])
def test_reads_or_refuses_what_is_given(monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]) -> None:
    for name, value in case["given"].items():
        monkeypatch.setenv(f"FLOORWALKER_{name}", value)

    if "refused" not in case:
        assert list(names(Settings().catalogs)) == case["names"]
        return
    with pytest.raises((ValidationError, SettingsError, StepFailed)) as refusal:
        process_specs(Settings())
    error = refusal.value
    told = f"{error} {error.remedy}" if isinstance(error, StepFailed) else str(error)
    assert [words for words in case["refused"] if words not in told] == [], told


def test_each_has_rooms_and_a_recommender_of_its_own(settings: Settings) -> None:
    main, german = each(settings)

    home = settings.home
    assert (main.rooms.indexes, german.rooms.indexes) == (home / "index", home / "catalogs" / "german" / "index")
    own, shared = (
        ("vocabulary", "rules", "knowledge", "pages", "models"),
        ("embeddings", "general", "keys", "assistant"),
    )
    assert all(getattr(main.rooms, name) != getattr(german.rooms, name) for name in own)
    assert all(getattr(main.rooms, name) == getattr(german.rooms, name) for name in shared)
    assert (main.recommender, german.recommender) == ("http://127.0.0.1:8001", "http://127.0.0.1:8101")
    assert urls(settings) == {"german": german.recommender}
    assert (main.database, german.database) == (f"sqlite:///{home}/floorwalker.db",) * 2


def test_what_a_file_says_of_the_main_one_is_not_said_of_another(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FLOORWALKER_RULES", str(tmp_path / "rules.yaml"))
    main, german = map(recommender_config, each(Settings()))

    assert (main.rules, german.rules) == (tmp_path / "rules.yaml", settings.home / "catalogs" / "german" / "rules.yaml")
    assert main.sites == Sites(frozenset({"de", "at"}))
    assert german.sites == Sites(frozenset({"de", "at"}), others=False)


def test_without_any_there_is_one_recommender_and_all_sites_are_its() -> None:
    alone = Settings()

    assert [spec.name for spec in process_specs(alone)] == ["recommender", "actions", "rasa", "gateway"]
    assert (each(alone), urls(alone), sites_of(alone)) == ([alone], {}, Sites())
    assert of_catalog(alone, "main") is of_catalog(alone, "") is alone


def test_runs_a_recommender_for_each_before_the_gateway(settings: Settings) -> None:
    specs = {spec.name: spec for spec in process_specs(settings)}

    assert list(specs) == ["recommender", "recommender-german", "actions", "rasa", "gateway"]
    assert specs["recommender-german"].command[-3:] == ["recommender", "--catalog", "german"]
    assert specs["recommender-german"].ready_url == "http://127.0.0.1:8101/ready"
    assert specs["gateway"].after == ("recommender", "recommender-german", "actions", "rasa")
    command = rasa_command(settings)
    assert command[-2:] == ["--catalogs", str(settings.home / "catalogs")]


@pytest.mark.usefixtures("settings")
def test_runs_none_here_that_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_INNER_TOKEN", "0123456789abcdef" * 4)
    monkeypatch.setenv("FLOORWALKER_CATALOG_URLS", '{"german": "http://recommender-german:8001"}')
    elsewhere = Settings()

    assert "recommender-german" not in [spec.name for spec in process_specs(elsewhere)]
    assert urls(elsewhere) == {"german": "http://recommender-german:8001"}
    assert elsewhere.of_catalog("german").recommender_port == elsewhere.recommender_port


@pytest.mark.usefixtures("settings")
def test_a_file_is_not_taken_for_another_catalog_than_the_main_one() -> None:
    told = CliRunner().invoke(app, ["prepare", "--catalog", "shop.csv", "--only", "german"])

    assert told.exit_code == 1
    assert "floorwalker import shop.csv --catalog german" in told.output


@pytest.mark.usefixtures("settings")
def test_a_catalog_that_is_none_is_refused_by_every_command() -> None:
    for command in (["index"], ["rules", "check"], ["import", "x.csv"], ["pages", "list"], ["products", "delete", "1"]):
        told = CliRunner().invoke(app, [*command, "--catalog", "french"])
        assert told.exit_code == 1
        assert "there is no catalog 'french'; there are: main, german" in told.output


def test_nothing_is_prepared_while_one_was_never_imported(settings: Settings) -> None:
    told = CliRunner().invoke(app, ["prepare"])

    assert told.exit_code == 1
    assert "nothing was imported as the catalog german" in told.output
    assert "floorwalker import FILE --catalog german" in told.output
    assert not (settings.home / "demo").exists()
