"""docker-compose.yml and the Dockerfiles: everything they name exists, and the parts fit each other.

There is no container engine where tests run, so this checks the main rules of the Compose specification and what each
RUN and COPY step needs.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml
from pydantic import SecretStr, TypeAdapter
from typer.core import TyperGroup
from typer.main import get_command

from bot.serve import parser
from floorwalker.cli import app
from floorwalker.home import Home
from floorwalker.processes.specs import serve
from floorwalker.settings import ROOT, Settings

Service = dict[str, Any]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Service] = COMPOSE["services"]
BUILT = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILES = sorted((ROOT / "ops").glob("Dockerfile.*"))
_SERVICE_KEYS = {
    "build", "command", "depends_on", "deploy", "environment", "healthcheck", "image", "networks", "ports", "profiles",
    "restart", "secrets", "volumes",
}  # fmt: skip
SECRETS = {
    "POSTGRES_PASSWORD": "secret",
    "FLOORWALKER_INNER_TOKEN": "0123456789abcdef" * 4,
    "FLOORWALKER_SITE_KEYS": '["a"]',
}
FIXED = {"host", "inner_host", "gateway_port", "recommender_port", "catalogs_port", "actions_port", "rasa_port"}
"""What images say themselves: a container listens to all, on the port that is its service's."""
BY_UP = {"retrain_every_hours", "report_every_hours", "standby"}
"""What only `floorwalker up` does by itself."""
_CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile with their arguments, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", dockerfile.read_text(encoding="utf-8"))
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def stages(dockerfile: Path) -> dict[str, list[tuple[str, str]]]:
    """The instructions of each named stage."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, arguments in instructions(dockerfile):
        if name == "FROM":
            base, _, stage = arguments.partition(" AS ")
            assert stage, f"{dockerfile.name}: the stage on {base} has no name"
            found[stage] = list(found.get(base, []))
        elif found:
            list(found.values())[-1].append((name, arguments))
    return found


def interpolated(text: str, environment: dict[str, str]) -> str:
    """The text as Compose fills it in; raises KeyError with the message of a variable that must be set."""

    def value(match: re.Match[str]) -> str:
        name, sign, rest = match.groups()
        if environment.get(name):
            return environment[name]
        if sign == "?":
            raise KeyError(rest)
        return rest or ""

    return _VARIABLE.sub(value, text)


@pytest.mark.parametrize("name", SERVICES)
def test_services_use_known_keys_and_have_an_image(name: str) -> None:
    assert set(SERVICES[name]) <= _SERVICE_KEYS
    assert re.fullmatch(r"[a-z0-9./-]+(:[\w.-]+)?", SERVICES[name]["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_depends_only_on_services_that_can_fulfil_the_condition(name: str) -> None:
    for other, rule in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        assert rule["condition"] in _CONDITIONS
        if rule["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other] or _has_healthcheck(SERVICES[other])
        if rule["condition"] == "service_completed_successfully":
            assert SERVICES[other]["restart"] == "no"
        if SERVICES[other].get("profiles") and not SERVICES[name].get("profiles"):
            assert rule["required"] is False


def _has_healthcheck(service: Service) -> bool:
    build = service["build"]
    return any(name == "HEALTHCHECK" for name, _ in stages(ROOT / build["dockerfile"])[build["target"]])


def test_nothing_waits_for_itself() -> None:
    def ancestors(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        assert name not in seen, f"{name} waits for itself"
        for other in SERVICES[name].get("depends_on", {}):
            ancestors(other, seen | {name})
        return seen

    for name in SERVICES:
        ancestors(name)


@pytest.mark.parametrize("name", BUILT)
def test_builds_a_target_that_its_dockerfile_has(name: str) -> None:
    build = BUILT[name]["build"]
    dockerfile = ROOT / build["context"] / build["dockerfile"]
    declared = {arguments.split("=")[0] for kind, arguments in instructions(dockerfile) if kind == "ARG"}

    assert build["target"] in stages(dockerfile)
    assert set(build.get("args", {})) <= declared


@pytest.mark.parametrize("name", SERVICES)
def test_mounts_declared_volumes_and_files_that_exist(name: str) -> None:
    for mount in SERVICES[name].get("volumes", []):
        source = mount.split(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("name", BUILT)
def test_every_variable_is_a_setting(name: str) -> None:
    known = {f"FLOORWALKER_{field.upper()}" for field in Settings.model_fields}

    assert {key for key in BUILT[name]["environment"] if key.startswith("FLOORWALKER_")} <= known


@pytest.mark.parametrize("name", BUILT)
def test_the_settings_are_valid_and_reach_the_other_services(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = BUILT[name]["environment"]
    for key, value in environment.items():
        monkeypatch.setenv(key, interpolated(value, SECRETS))

    settings = Settings(_env_file=None)

    if "FLOORWALKER_DATABASE_URL" in environment:
        assert settings.database == "postgresql://floorwalker:secret@postgres:5432/floorwalker"
    for url in (value for key, value in environment.items() if value.startswith("http://")):
        host, port = url.removeprefix("http://").split(":")
        build = SERVICES[host]["build"]
        assert ("EXPOSE", port) in stages(ROOT / build["dockerfile"])[build["target"]]


@pytest.mark.parametrize("missing", ["POSTGRES_PASSWORD", "FLOORWALKER_INNER_TOKEN"])
def test_refuses_to_start_without_a_secret_and_says_how_to_make_one(missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    for name in ("gateway", "rasa"):
        environment = " ".join(map(str, SERVICES[name]["environment"].values()))
        with pytest.raises(KeyError, match=f"{missing} is not set; write it into .env"):
            interpolated(environment, given)


class Noting(Settings):
    """Settings that note which of them are read."""

    def __getattribute__(self, name: str) -> Any:
        if name in Settings.model_fields:
            READ.add(name)
        return super().__getattribute__(name)


READ: set[str] = set()


def read_by(service: str, monkeypatch: pytest.MonkeyPatch, home: Path) -> set[str]:
    """The settings that the process of a service reads when it starts, all of them in use."""

    def started(*_: object, **__: object) -> None:
        """It would serve from here on."""

    for place in ("gateway.edge.server.serve", "uvicorn.run", "recommender.server.app.create_app"):
        monkeypatch.setattr(place, started)
    monkeypatch.setattr("bot.actions.server.main", started)
    settings = Noting(
        home=home, _env_file=None, environment="development", chat_model="openai:m", chat_api_key="k",
        oidc_issuer="https://id.shop.example", oidc_client_id="i", oidc_client_secret="s",
        catalogs={"demo": "german"},
    )  # fmt: skip
    READ.clear()
    serve(service, settings)
    return set(READ)


@pytest.mark.parametrize("name", ["gateway", "recommender", "actions"])
def test_a_service_is_given_every_setting_that_it_reads_and_no_other(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read = read_by(name, monkeypatch, tmp_path)
    given = {key.removeprefix("FLOORWALKER_").lower() for key in BUILT[name]["environment"]}

    assert given <= read, f"{name} does not read {sorted(given - read)}"
    assert read - given <= FIXED, f"{name} reads {sorted(read - given - FIXED)}, which compose does not pass"


def test_rasa_is_given_what_its_command_and_the_server_read() -> None:
    command = dict(stages(ROOT / "ops" / "Dockerfile.rasa")["rasa"])["CMD"]
    read = set(re.findall(r"\$(FLOORWALKER_\w+)", command)) | {"FLOORWALKER_DATABASE_URL", "FLOORWALKER_INNER_TOKEN"}

    assert set(SERVICES["rasa"]["environment"]) == read


def test_a_secret_is_with_those_alone_who_need_it() -> None:
    secrets = {
        f"FLOORWALKER_{name.upper()}" for name, of in Settings.model_fields.items() if of.annotation is SecretStr
    }
    given = {name: sorted(secrets & set(service["environment"])) for name, service in BUILT.items()}

    assert {secret for found in given.values() for secret in found} == secrets
    assert {name: [secret.removeprefix("FLOORWALKER_") for secret in found] for name, found in given.items()} == {
        "setup": ["CHAT_API_KEY", "INNER_TOKEN", "SHOPPER_KEY", "VAULT_KEY"],
        "recommender": ["INNER_TOKEN"],
        "recommender-gpu": ["INNER_TOKEN"],
        "actions": ["CHAT_API_KEY", "INNER_TOKEN", "ORDERS_TOKEN", "VAULT_KEY"],
        "jobs": ["FEED_HEADERS", "INNER_TOKEN"],
        "rasa": ["INNER_TOKEN"],
        "gateway": [
            *("INNER_TOKEN", "METRICS_TOKEN", "OIDC_CLIENT_SECRET", "SHOPIFY_WEBHOOK_SECRET", "SHOPPER_KEY"),
            *("VAULT_KEY", "WOOCOMMERCE_WEBHOOK_SECRET"),
        ],
    }


def test_every_documented_setting_reaches_a_service_or_is_fixed_in_containers() -> None:
    documented = set(re.findall(r"^\| `FLOORWALKER_(\w+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.M))
    passed = {key.removeprefix("FLOORWALKER_") for service in BUILT.values() for key in service["environment"]}

    assert {name.lower() for name in documented} == set(Settings.model_fields)
    assert {name.lower() for name in documented - passed} == FIXED | BY_UP


def test_a_default_in_compose_is_the_settings_own() -> None:
    for service in BUILT.values():
        for key, value in service["environment"].items():
            match = _VARIABLE.fullmatch(value)
            field = Settings.model_fields.get(key.removeprefix("FLOORWALKER_").lower())
            if match is None or field is None or match[2] == "?" or not match[3]:
                continue
            if key == "FLOORWALKER_ENVIRONMENT":  # what compose runs faces shoppers
                continue
            default = field.get_default(call_default_factory=True)
            said: Any = TypeAdapter(field.annotation).validate_python(_read(match[3]))
            assert said == default, f"{key} is {match[3]} in compose, {default} by itself"


def _read(text: str) -> Any:
    """A default as the settings read it from a variable: JSON where it is a list."""
    return json.loads(text) if text.startswith(("[", "{")) else text


def test_holds_no_secret_and_publishes_only_the_gateway() -> None:
    assert not re.search(r"PASSWORD: (?!\$\{)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"gateway", "prometheus"}
    assert all(port.startswith("127.0.0.1:") for port in published["prometheus"])


def test_the_gpu_profile_reserves_a_device_and_answers_to_the_same_name() -> None:
    gpu = SERVICES["recommender-gpu"]

    device = gpu["deploy"]["resources"]["reservations"]["devices"][0]
    assert device["capabilities"] == ["gpu"]
    assert gpu["profiles"] == ["gpu"]
    assert gpu["build"]["args"]["EXTRA"] == "gpu"
    assert gpu["environment"]["FLOORWALKER_DEVICE"] == "cuda"
    assert gpu["networks"]["default"]["aliases"] == ["recommender"]


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda file: file.name)
def test_copies_only_what_exists_and_is_sent_to_the_builder(dockerfile: Path) -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    for kind, arguments in instructions(dockerfile):
        if kind == "COPY" and not arguments.startswith("--from"):
            for source in (part.rstrip("/") for part in shlex.split(arguments)[:-1]):
                assert (ROOT / source).exists(), f"{dockerfile.name} copies {source}, which is not there"
                assert any(source == name or source.startswith(f"{name}/") for name in sent), source


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda file: file.name)
def test_copies_from_stages_that_come_before(dockerfile: Path) -> None:
    seen: set[str] = set()
    for kind, arguments in instructions(dockerfile):
        if kind == "FROM":
            seen.add(arguments.partition(" AS ")[2])
        elif kind == "COPY" and arguments.startswith("--from="):
            assert arguments.split()[0].removeprefix("--from=") in seen


@pytest.mark.parametrize("name", BUILT)
def test_runs_as_somebody_who_is_not_root(name: str) -> None:
    build = BUILT[name]["build"]
    users = [arguments for kind, arguments in stages(ROOT / build["dockerfile"])[build["target"]] if kind == "USER"]

    assert users[-1] == "floorwalker"


def test_health_checks_ask_the_ports_that_are_exposed() -> None:
    for dockerfile in DOCKERFILES:
        for stage, steps in stages(dockerfile).items():
            for kind, arguments in steps:
                if kind == "HEALTHCHECK":
                    command = json.loads(arguments[arguments.index("CMD ") + 4 :])
                    port = re.search(r":(\d+)/", command[-1])
                    assert port, stage
                    assert ("EXPOSE", port[1]) in steps, stage


def test_both_dockerfiles_make_the_environment_of_rasa_by_the_same_steps() -> None:
    app, rasa = (stages(ROOT / "ops" / f"Dockerfile.{name}")["rasa-environment"] for name in ("app", "rasa"))

    assert app == rasa


def test_rasa_is_given_the_files_that_the_set_up_writes() -> None:
    command = dict(stages(ROOT / "ops" / "Dockerfile.rasa")["rasa"])["CMD"]
    home = Home(Path("$FLOORWALKER_HOME"))

    assert f'--model "{home.assistant}"' in command
    assert f'--home "{home.tracker}"' in command
    assert f'--catalogs "{home.catalogs}"' in command


def command(stage: str) -> list[str]:
    """The words of the command that a stage runs, its variables as they are."""
    dockerfile = "rasa" if stage == "rasa" else "app"
    steps = dict(stages(ROOT / "ops" / f"Dockerfile.{dockerfile}")[stage])
    if not steps["CMD"].startswith("["):
        return shlex.split(steps["CMD"])
    words: list[str] = json.loads(steps["ENTRYPOINT"]) + json.loads(steps["CMD"])
    return words


def test_every_option_of_rasas_command_is_one_that_the_server_takes() -> None:
    words = [Template(word).safe_substitute(FLOORWALKER_MEMORY_DAYS="7") for word in command("rasa")]

    assert words[:3] == ["exec", "python", "bot/serve.py"]
    options = parser().parse_args(words[3:])
    assert (options.actions, options.days) == ("$FLOORWALKER_ACTIONS_URL", 7)


@pytest.mark.parametrize("stage", sorted({service["build"]["target"] for service in BUILT.values()} - {"rasa"}))
def test_every_command_of_our_own_is_one_that_the_command_line_takes(stage: str) -> None:
    words = command(stage)
    main = get_command(app)
    assert words[:3] == ["python", "-m", "floorwalker"]
    assert isinstance(main, TyperGroup)

    with main.make_context("floorwalker", words[3:]) as context:
        name, chosen, rest = main.resolve_command(context, context._protected_args + context.args)
        assert name
        assert chosen
        arguments = chosen.make_context(name, rest).params
    assert arguments.get("name", stage) == stage


def test_prometheus_scrapes_services_that_exist() -> None:
    scraped = yaml.safe_load((ROOT / "ops" / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]

    assert {job["job_name"] for job in scraped} <= set(SERVICES)
