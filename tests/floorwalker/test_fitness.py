"""Settings that are fit for a trial alone: nothing starts with them where shoppers come."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from floorwalker.commands.doctor import Finding, examine
from floorwalker.errors import StepFailed
from floorwalker.fitness import refuse_unfit, unfit
from floorwalker.processes.specs import serve
from floorwalker.settings import ROOT, Settings

FIT: dict[str, Any] = {
    "environment": "production",
    "site_keys": {"shop-7f3a91c2"},
    "allowed_origins": {"https://shop.test"},
    "database_url": "postgresql://floorwalker:9f8e7d6c5b4a39281706f5e4@db/floorwalker",
    "vault_key": "q1VhK2zJY7m0r3tX8uB5nW6eC4dF9gLsA1oP2iR0yTk=",
    "shopper_key": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
}


@pytest.fixture(autouse=True)
def no_file_of_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("changed", "variable"),
    [
        ({"site_keys": {"demo"}}, "SITE_KEYS"),
        ({"site_keys": {"Demo"}}, "SITE_KEYS"),
        ({"site_keys": set()}, "SITE_KEYS"),
        ({"site_keys": {"shop-7f3a91c2", "k"}}, "SITE_KEYS"),
        ({"site_keys": {"your-key-here"}}, "SITE_KEYS"),
        ({"allowed_origins": {"*"}}, "ALLOWED_ORIGINS"),
        ({"allowed_origins": {"null"}}, "ALLOWED_ORIGINS"),
        ({"allowed_origins": {"http://shop.test"}}, "ALLOWED_ORIGINS"),
        ({"shopper_key": "changeme"}, "SHOPPER_KEY"),
        ({"shopper_key": "change-me-change-me-change-me"}, "SHOPPER_KEY"),
        ({"shopper_key": "abcdef0123"}, "SHOPPER_KEY"),
        ({"shopper_key": "xyxyxyxyxyxyxyxyxyxyxyxy"}, "SHOPPER_KEY"),
        ({"vault_key": "q1VhK2zJY7m0r3tX8uB5nW6eC4dF9gLsA1oP2iR0yTk=,changeme"}, "VAULT_KEY"),
        ({"orders_url": "https://orders.shop.test"}, "ORDERS_TOKEN"),
        ({"orders_url": "https://orders.shop.test", "orders_token": "<your token>"}, "ORDERS_TOKEN"),
        ({"chat_api_key": "sk-example-000000000000000"}, "CHAT_API_KEY"),
        ({"database_url": "postgresql://floorwalker:floorwalker@db/floorwalker"}, "DATABASE_URL"),
        ({"database_url": "postgresql://floorwalker:password123456789@db/x"}, "DATABASE_URL"),
        ({"redis_url": "redis://:changeme@redis:6379/0"}, "REDIS_URL"),
        ({"public_url": "http://chat.shop.test"}, "PUBLIC_URL"),
        ({"console_cookies": "plain"}, "CONSOLE_COOKIES"),
    ],
)
def test_nothing_starts_with_what_a_trial_alone_may_have(changed: dict[str, Any], variable: str) -> None:
    refuse_unfit(Settings(**FIT))
    settings = Settings(**FIT | changed)

    with pytest.raises(StepFailed, match=f"FLOORWALKER_{variable} ") as refused:
        refuse_unfit(settings)

    assert all(one.remedy for one in unfit(settings))
    for name in ("shopper_key", "orders_token", "chat_api_key"):
        assert str(changed.get(name, "no such secret")) not in refused.value.problem
    refuse_unfit(settings.model_copy(update={"environment": "development"}))


def test_every_setting_that_is_unfit_is_named_at_once() -> None:
    settings = Settings(**FIT | {"site_keys": {"demo"}, "allowed_origins": {"*"}, "shopper_key": "changeme"})
    with pytest.raises(StepFailed) as refused:
        serve("gateway", settings)
    named = set(re.findall(r"FLOORWALKER_[A-Z_]+", refused.value.problem))
    assert named == {f"FLOORWALKER_{name}" for name in ("SITE_KEYS", "ALLOWED_ORIGINS", "SHOPPER_KEY")}


@pytest.mark.parametrize(
    ("given", "is_development"),
    [
        ({}, True),
        ({"host": "::1"}, True),
        ({"host": "192.0.2.1"}, False),
        ({"public_url": "https://chat.shop.test"}, False),
        ({"host": "192.0.2.1", "environment": "development"}, True),
        ({"environment": "production"}, False),
    ],
)
def test_what_strangers_can_reach_is_no_trial_unless_one_says_so(given: dict[str, Any], is_development: bool) -> None:
    assert Settings(**given).is_development is is_development


def test_the_doctor_says_the_same(tmp_path: Path) -> None:
    settings = Settings(**FIT | {"home": tmp_path, "database_url": "", "site_keys": {"demo"}})
    told = {environment: _told(settings, environment) for environment in ("production", "development")}

    assert (told["production"].is_well, told["development"].is_well) == (False, True)
    assert all("FLOORWALKER_SITE_KEYS" in one.state for one in told.values())
    assert _told(Settings(**FIT | {"home": tmp_path, "database_url": ""}), "production").is_well


def _told(settings: Settings, environment: str) -> Finding:
    changed = settings.model_copy(update={"environment": environment})
    return next(one for one in examine(changed) if one.subject == "settings")


@pytest.mark.parametrize("origin", ["https://shop.test/", "shop.test", "https://shop.test/path", "ftp://shop.test"])
def test_what_is_no_origin_is_refused_everywhere(origin: str) -> None:
    with pytest.raises(ValueError, match=r"(?s)allowed_origins.*is no origin; write"):
        Settings(allowed_origins={origin})


def is_taken(name: str, value: str) -> bool:
    try:
        return not unfit(Settings(**FIT | {name: value}))
    except ValidationError:
        return False


def test_no_file_of_the_repository_has_a_secret_that_would_be_taken() -> None:
    """What stands in examples is refused, or made anew by who follows them."""
    names = [name.upper() for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    found = {}
    for path in [ROOT / "docker-compose.yml", *(ROOT / "ops").iterdir(), *(ROOT / "docs").glob("*.md")]:
        for name, value in re.findall(
            rf"FLOORWALKER_({'|'.join(names)})[=:] *[\"']?([^\s\"'`|)]+)", path.read_text(encoding="utf-8")
        ):
            if not value.startswith("$") and is_taken(name.lower(), value):
                found[f"{path.name}: {name}"] = value
    assert found == {}
