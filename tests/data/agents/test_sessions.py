"""Sessions end: of themselves, and when they are ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from data.agents import accounts, sessions
from data.agents.sessions import Lives
from tests.data.agents.conftest import AT, hire

LIVES = Lives(idle=timedelta(minutes=30), whole=timedelta(hours=2))


def begin(engine: Engine, agent_id: str, at: datetime = AT) -> str:
    with engine.execution_options(writes=True).begin() as connection:
        return sessions.begin(connection, agent_id, LIVES, at)


def after(**time: float) -> datetime:
    return AT + timedelta(**time)


def test_a_token_is_known_and_stored_as_its_hash_alone(engine: Engine) -> None:
    anna = hire(engine)
    token = begin(engine, anna.id)

    found = sessions.find(engine, token, LIVES, AT)

    assert found is not None
    assert (found.id, found.presence) == (anna.id, "online")
    assert sessions.find(engine, token + "x", LIVES, AT) is None
    with engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM agent_sessions")).all())
    assert token not in stored
    assert sessions.hash_of(token) in stored


def test_it_ends_when_nothing_was_asked_for_a_while(engine: Engine) -> None:
    token = begin(engine, hire(engine).id)

    assert sessions.find(engine, token, LIVES, after(minutes=29))
    assert sessions.find(engine, token, LIVES, after(minutes=58))
    assert sessions.find(engine, token, LIVES, after(minutes=88)) is None


def test_what_a_page_does_by_itself_does_not_keep_it_alive(engine: Engine) -> None:
    token = begin(engine, hire(engine).id)

    found = sessions.find(engine, token, LIVES, after(minutes=29), keeps_alive=False)

    assert found is not None
    assert found.presence == "online"
    assert accounts.by_name(engine, "anna", after(minutes=29)).presence == "online"
    assert sessions.find(engine, token, LIVES, after(minutes=31)) is None


def test_it_ends_at_its_age_whatever_happens(engine: Engine) -> None:
    token = begin(engine, hire(engine).id)

    for minutes in range(0, 120, 20):
        assert sessions.find(engine, token, LIVES, after(minutes=minutes))
    assert sessions.find(engine, token, LIVES, after(minutes=120)) is None


def test_signing_out_ends_one_at_once_and_the_last_one_is_the_end(engine: Engine) -> None:
    anna = hire(engine)
    here, there = begin(engine, anna.id), begin(engine, anna.id)

    sessions.end(engine, here)
    sessions.end(engine, here)
    assert sessions.find(engine, here, LIVES, AT) is None
    assert sessions.find(engine, there, LIVES, AT)
    sessions.end(engine, there)

    assert accounts.by_name(engine, "anna", AT).presence == "offline"


def test_those_that_are_over_are_removed(engine: Engine) -> None:
    anna = hire(engine)
    begin(engine, anna.id)

    begin(engine, anna.id, after(hours=3))

    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM agent_sessions")).scalar_one() == 1
