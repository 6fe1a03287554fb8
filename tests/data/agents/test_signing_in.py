"""A name and a password: right, wrong, of nobody."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text

from data.agents import accounts, passwords, signing_in
from data.agents.sessions import Lives
from tests.data.agents.conftest import AT, PASSWORD, hire

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def stored(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT password_hash FROM agents")).scalar_one())


def test_who_gives_both_is_known_and_the_hash_follows_the_times(engine: Engine) -> None:
    hire(engine, password_hash=QUICK.hash(PASSWORD))

    known = signing_in.known(engine, "ANNA", PASSWORD, AT)

    assert known is not None
    assert known.account.name == "anna"
    assert known.password_hash == stored(engine)
    assert passwords.is_right(PASSWORD, stored(engine))
    assert not passwords.is_outdated(stored(engine))


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("bo", PASSWORD), ("", ""), ("anna'--", PASSWORD), ("an\0na", PASSWORD)]
)
def test_others_are_not(engine: Engine, name: str, password: str) -> None:
    hire(engine, password_hash=(kept := QUICK.hash(PASSWORD)))

    assert signing_in.known(engine, name, password, AT) is None
    assert stored(engine) == kept


def test_nor_are_the_disabled(engine: Engine) -> None:
    hire(engine, password_hash=QUICK.hash(PASSWORD))
    accounts.disable(engine, "anna")

    assert signing_in.known(engine, "anna", PASSWORD, AT) is None


def test_a_name_of_nobody_costs_as_much_as_one_that_is_known(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, password: str) -> bool:
        checked.append(kept.rpartition("$")[0].rpartition("$")[0])
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    hire(engine, password_hash=passwords.hash_of(PASSWORD))

    for name in ("anna", "bo"):
        assert signing_in.known(engine, name, "wrong password", AT) is None

    assert len(checked) == 2
    assert len(set(checked)) == 1, "the same parameters of argon2"


@pytest.mark.parametrize("meanwhile", ["nothing", "disable", "password"])
def test_no_session_begins_for_whom_it_was_ended_meanwhile(engine: Engine, meanwhile: str) -> None:
    hire(engine, password_hash=passwords.hash_of(PASSWORD))
    known = signing_in.known(engine, "anna", PASSWORD, AT)
    assert known is not None
    if meanwhile == "disable":
        accounts.disable(engine, "anna")
    if meanwhile == "password":
        accounts.set_password(engine, "anna", QUICK.hash("another one"))

    token = signing_in.begin(engine, known, Lives(), AT)

    assert (token is not None) is (meanwhile == "nothing")
    accounts.enable(engine, "anna")
    with engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM agent_sessions")).scalar_one()
    assert left == int(meanwhile == "nothing")
