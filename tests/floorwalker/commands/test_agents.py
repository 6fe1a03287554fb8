"""`floorwalker agents`: adds, lists, changes, disables; every error with its remedy and exit code 1."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, insert
from typer.testing import CliRunner, Result

from data.agents import passwords, second_factor, signing_in
from data.agents.accounts import by_name
from data.conversations.log import now
from data.conversations.tables import ConversationRow
from data.database import connect
from data.privacy import audit
from floorwalker.cli import app
from floorwalker.keeping import agents_vault
from floorwalker.settings import Settings

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody


@pytest.fixture
def engine(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The database that the commands work on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOORWALKER_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return connect(sqlite_url)


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["agents", *arguments], env={"COLUMNS": "200"}, input=typed)


def can_sign_in(engine: Engine, name: str, password: str) -> bool:
    return signing_in.known(engine, name, password, now()) is not None


def made(result: Result) -> str:
    """The password that a command printed."""
    return str(re.findall(r"^  password: (\S+)", result.output, re.MULTILINE)[0])


def test_adds_with_a_password_that_is_asked_for_twice(engine: Engine) -> None:
    added = run("add", "Anna", "--role", "lead", "--display", "Anna W.", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert added.exit_code == 0, added.output
    assert "anna may sign in as lead: http://127.0.0.1:8000/console/" in added.output
    assert PASSWORD not in added.output
    assert can_sign_in(engine, "anna", PASSWORD)
    listed = run("list").output
    assert re.search(r"anna\s+Anna W\.\s+lead\s+en\s+no\s+offline", listed)
    (noted,) = audit.entries(engine)
    assert (noted.who, noted.what, noted.details) == (audit.operator(), "add", {"agent": "anna", "role": "lead"})


def test_makes_a_password_that_is_shown_once(engine: Engine) -> None:
    added = run("add", "bo", "--generate")

    assert can_sign_in(engine, "bo", made(added))
    assert made(added) not in run("list").output


def test_a_new_password_takes_the_place_of_the_old(engine: Engine) -> None:
    run("add", "anna", typed=f"{PASSWORD}\n{PASSWORD}\n")

    changed = run("password", "ANNA", "--generate")

    assert can_sign_in(engine, "anna", made(changed))
    assert not can_sign_in(engine, "anna", PASSWORD)


def test_disables_and_enables(engine: Engine) -> None:
    run("add", "anna", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert "cannot sign in any more" in run("disable", "anna").output
    assert "disabled" in run("list").output
    assert not can_sign_in(engine, "anna", PASSWORD)
    assert "can sign in again" in run("enable", "anna").output
    assert can_sign_in(engine, "anna", PASSWORD)


def test_says_what_a_disabled_agent_leaves_behind(engine: Engine) -> None:
    run("add", "anna", "--generate")
    row = {"id": "c1", "token_hash": "t", "site_key": "demo", "locale": "en", "analytics": False, "status": "agent"}
    row |= {"created_at": now(), "last_at": now(), "agent_id": by_name(engine, "anna", now()).id}
    with engine.begin() as connection:
        connection.execute(insert(ConversationRow), row)

    assert "1 are still theirs: a colleague can claim them" in run("disable", "anna").output


def test_changes_what_somebody_may(engine: Engine) -> None:
    run("add", "anna", "--generate")

    assert run("change", "anna", "--role", "admin", "--locale", "zh").exit_code == 0

    anna = by_name(engine, "anna", now())
    assert (anna.role, anna.locale, anna.display) == ("admin", "zh", "anna")


def test_a_second_factor_is_printed_once_and_works_with_the_gateways_keys(engine: Engine) -> None:
    run("add", "anna", "--generate")

    shown = run("factor", "anna")

    read = pyotp.parse_uri(re.findall(r"otpauth://\S+", shown.output)[0])
    assert isinstance(read, pyotp.TOTP)
    assert f"key {read.secret}" in shown.output
    anna = by_name(engine, "anna", now())
    assert second_factor.take(engine, agents_vault(Settings()), anna, read.now(), now())
    assert "password alone" in run("factor", "anna", "--off").output
    assert not by_name(engine, "anna", now()).has_second_factor


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("add", "an na"), "", "name: 'an na' cannot be one"),
        (("add", "[red]x"), "", "name: '[red]x' cannot be one"),
        (("add", "cy", "--role", "boss"), "", "role: 'boss' is none"),
        (("add", "cy", "--display", "a\x1b[2J"), "", "display: it cannot be shown"),
        (("add", "cy", "--locale", "english"), "", "locale: 'english' is none"),
        (("add", "ANNA"), "", "name: there is an agent anna"),
        (("add", "cy"), "short\nshort\n", "password: it has 5 characters"),
        (("password", "cy"), "", "name: there is no agent 'cy'"),
        (("disable", "cy"), "", "name: there is no agent 'cy'"),
        (("factor", "cy"), "", "name: there is no agent 'cy'"),
        (("change", "anna"), "", "nothing to change was named"),
    ],
)
def test_says_what_is_wrong_and_adds_nobody(engine: Engine, arguments: tuple[str, ...], typed: str, said: str) -> None:
    run("add", "anna", "--generate")

    refused = run(*arguments, typed=typed)

    assert refused.exit_code == 1
    assert said in refused.output
    assert "\n  -> " in refused.output
    assert by_name(engine, "anna", now()).role == "agent"
    assert "cy" not in run("list").output


@pytest.mark.usefixtures("engine")
def test_says_how_to_begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "floorwalker agents add" in run("list").output
    monkeypatch.setenv("FLOORWALKER_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")

    refused = run("list")

    assert refused.exit_code == 1
    assert "-> run: floorwalker prepare" in refused.output
