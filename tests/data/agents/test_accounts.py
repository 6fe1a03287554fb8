"""Agents: added, changed, disabled and found by names as people mean them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.agents import accounts, sessions
from data.agents.errors import AgentError, BadField, NameTaken, UnknownAgent
from data.agents.sessions import Lives
from tests.data.agents.conftest import AT, hire


def test_a_name_is_found_however_it_is_written(engine: Engine) -> None:
    anna = hire(engine, "  Anna.Weiß ", role="lead", display="Anna")

    assert anna.name == "anna.weiss"
    assert anna == accounts.by_name(engine, "ANNA.WEISS", AT)
    assert (anna.display, anna.role, anna.presence) == ("Anna", "lead", "offline")
    assert accounts.by_id(engine, anna.id, AT) == anna


def test_names_are_unique(engine: Engine) -> None:
    hire(engine, "anna")

    with pytest.raises(NameTaken, match="name: there is an agent anna"):
        hire(engine, "ＡＮＮＡ")
    assert len(accounts.everybody(engine, AT)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("name", value) for value in ("", "  ", "a b", "-anna", "an\nna", "a" * 65, "<b>", "a\x1b[2J")],
        *[("display", value) for value in (" \t", "a\nb", "x" * 81, "\x1b[2J", "‮anna")],
        ("role", "boss"),
        ("role", ""),
        *[("locale", value) for value in ("", "english", "e n", "en-" + "x" * 40)],
    ],
)
def test_what_cannot_be_taken_is_named_with_the_remedy(engine: Engine, field: str, value: str) -> None:
    given = {"name": "anna", field: value}

    with pytest.raises(BadField, match=f"^{field}: .*; ") as caught:
        hire(engine, **given)
    assert caught.value.remedy
    assert not accounts.there_are_some(engine)


def test_a_change_holds_at_once_or_not_at_all(engine: Engine) -> None:
    hire(engine)

    accounts.change(engine, "Anna", role="admin", locale="zh-CN", display="安娜")
    with pytest.raises(BadField, match="role"):
        accounts.change(engine, "anna", display="X", role="boss")

    anna = accounts.by_name(engine, "anna", AT)
    assert (anna.role, anna.locale, anna.display) == ("admin", "zh-CN", "安娜")


def test_the_disabled_are_signed_out_and_listed_apart(engine: Engine) -> None:
    anna = hire(engine)
    hire(engine, "bo")
    with engine.begin() as connection:
        token = sessions.begin(connection, anna.id, Lives(), AT)

    accounts.disable(engine, "anna")
    assert [one.name for one in accounts.everybody(engine, AT)] == ["bo"]
    assert [one.name for one in accounts.everybody(engine, AT, with_disabled=True)] == ["anna", "bo"]
    assert accounts.by_id(engine, anna.id, AT) is None
    accounts.enable(engine, "anna")

    assert sessions.find(engine, token, Lives(), AT) is None
    assert [one.name for one in accounts.everybody(engine, AT)] == ["anna", "bo"]


def test_a_new_password_signs_out(engine: Engine) -> None:
    anna = hire(engine)
    with engine.begin() as connection:
        token = sessions.begin(connection, anna.id, Lives(), AT)

    accounts.set_password(engine, "anna", "another")

    assert sessions.find(engine, token, Lives(), AT) is None


def test_presence_is_what_they_say_while_they_are_seen(engine: Engine) -> None:
    anna = hire(engine)

    accounts.set_presence(engine, anna.id, "away", AT)

    assert accounts.by_name(engine, "anna", AT).presence == "away"
    assert accounts.by_name(engine, "anna", AT + timedelta(hours=1)).presence == "offline"
    with pytest.raises(BadField, match="presence"):
        accounts.set_presence(engine, anna.id, "offline", AT)


@pytest.mark.parametrize("what", ["disable", "enable", "change", "set_password", "by_name"])
def test_nobody_is_said_to_be_nobody(engine: Engine, what: str) -> None:
    more = {"set_password": ("x",), "by_name": (AT,)}.get(what, ())

    with pytest.raises(UnknownAgent, match="there is no agent 'nobody'; see: floorwalker agents list"):
        getattr(accounts, what)(engine, "nobody", *more)
    assert issubclass(UnknownAgent, AgentError)
