from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from floorwalker.processes.edge import gateway_hosts, inner_token
from floorwalker.processes.specs import process_specs, rasa_command, rasa_environment
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


EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens in these tests
LONG = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"INNER_HOST": EVERYWHERE}, "inner_host 0.0.0.0 lets others ask"),
        ({"RECOMMENDER_URL": "http://recommender:8001"}, "recommender_url is on another host"),
        ({"ACTIONS_URL": "http://10.0.0.7:5055"}, "actions_url is on another host"),
        ({"INNER_TOKEN": "short"}, "inner_token is shorter than 32 characters"),
        ({"TRUSTED_PROXIES": '["10.0.0.1/24"]'}, "trusted_proxies: '10.0.0.1/24' is no address or network"),
        ({"TRUSTED_PROXIES": '["0.0.0.0/0"]'}, "trusted_proxies: '0.0.0.0/0' is everybody"),
        ({"ALLOWED_HOSTS": '["https://shop.example"]'}, "allowed_hosts: 'https://shop.example' is no host name"),
        ({"ADDRESS_CONNECTIONS": "3000"}, "address_connections must not be more than connections"),
    ],
)
def test_refuses_what_leaves_a_door_open_or_cannot_work_together(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"FLOORWALKER_{name}", value)

    with pytest.raises(ValidationError, match=words):
        Settings()


def test_only_the_gateway_listens_where_host_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOST", EVERYWHERE)

    specs = {spec.name: spec.ready_url for spec in process_specs(Settings())}

    assert specs["gateway"] == "http://127.0.0.1:8000/health"
    assert (Settings().recommender, Settings().gateway) == ("http://127.0.0.1:8001", "http://127.0.0.1:8000")
    assert {url for url in specs.values() if not url.startswith("http://127.0.0.1:")} == set()
    assert EVERYWHERE not in rasa_command(Settings())


@pytest.mark.parametrize(
    ("host", "url"),
    [("::", "http://[::1]:8000"), ("::1", "http://[::1]:8000"), ("192.0.2.7", "http://192.0.2.7:8000")],
)
def test_finds_the_gateway_where_it_listens(monkeypatch: pytest.MonkeyPatch, host: str, url: str) -> None:
    monkeypatch.setenv("FLOORWALKER_HOST", host)

    assert Settings().gateway == url


def test_processes_elsewhere_share_the_token_of_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    made = inner_token(Settings())
    monkeypatch.setenv("FLOORWALKER_INNER_TOKEN", LONG)
    monkeypatch.setenv("FLOORWALKER_INNER_HOST", EVERYWHERE)

    assert made == (tmp_path / "keys" / "inner.token").read_text(encoding="utf-8")
    assert inner_token(Settings()) == LONG
    assert rasa_environment(Settings())["FLOORWALKER_INNER_TOKEN"] == LONG


def test_the_way_back_from_the_provider_is_a_name_that_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_PUBLIC_URL", "https://chat.shop.example/")
    monkeypatch.setenv("FLOORWALKER_ALLOWED_HOSTS", '["help.shop.example"]')

    hosts = gateway_hosts(Settings())

    assert "chat.shop.example" in hosts
    assert "help.shop.example:443" in hosts
    assert "shop.example" not in hosts
