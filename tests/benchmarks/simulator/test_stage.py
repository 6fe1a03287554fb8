"""Simulated conversations with the real engine, written through the real log and read as everything reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks.simulator.shopping import MOST_QUESTIONS
from benchmarks.simulator.stage import Order, Stage
from data.conversations import log as log_module
from data.conversations.sessions import Session, read_sessions
from data.conversations.tables import QuarantinedEventRow
from data.database import connect

UNTIL = datetime(2026, 11, 1)


def quietly(_done: int, _total: int) -> None:
    """No bar."""


@dataclass(frozen=True)
class Written:
    """A log, read back, and the truth about it."""

    sessions: list[Session]
    truth: list[dict[str, Any]]


@pytest.fixture(scope="module")
def written(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Thirty conversations, some of them of bots."""
    folder, before = tmp_path_factory.mktemp("written"), log_module.now
    database, truth = f"sqlite:///{folder / 'log.db'}", folder / "truth.jsonl"
    stage.write(Order(30, days=30, until=UNTIL, bots=0.1), database, quietly, truth)
    assert log_module.now is before
    engine = connect(database)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(QuarantinedEventRow)).scalar_one() == 0
    sessions = list(read_sessions(engine))
    engine.dispose()
    return Written(sessions, [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()])


def test_conversations_are_read_back_with_everything_joined(written: Written) -> None:
    talked = [session for session in written.sessions if session.lists]

    assert {line["conversation"] for line in written.truth} == {session.id for session in talked}
    assert len(talked) == 30
    deeds = [deed for session in written.sessions for deed in session.deeds if deed.product_id]
    assert {deed.type for deed in deeds} >= {"impression", "product_click", "add_to_cart"}
    assert all(deed.list_id is not None for deed in deeds)
    for session in talked:
        assert session.moves[0].acts[0][0] == "search"
        assert all(list_.request and list_.policy and list_.category == "Lamp" for list_ in session.lists)
        assert all(len(list_.products) == len({p.position for p in list_.products}) for list_ in session.lists)
    asked = [question for session in talked for question in session.questions]
    assert {question.answer for question in asked} >= {"picked", "declined"}
    assert all(question.query and question.policy for question in asked)
    assert all(question.value in question.options for question in asked if question.answer == "picked")


def test_conversations_happen_when_they_are_said_to(written: Written) -> None:
    times = [session.started_at for session in written.sessions]

    assert times[0] >= UNTIL - timedelta(days=31)
    assert max(session.last_at for session in written.sessions) <= UNTIL
    for session in written.sessions:
        assert all(session.started_at <= deed.at <= UNTIL for deed in session.deeds)


def test_the_same_shoppers_judge_again_and_leave_no_trace(stage: Stage) -> None:
    first = stage.judge(8)

    assert first == stage.judge(8)
    assert all(0 <= one.questions <= MOST_QUESTIONS and 0 <= one.first_fit <= 1 for one in first)


def test_tastes_change_for_who_comes_later(stage: Stage) -> None:
    later = Stage(stage.recommender, stage.world, stage.shop)
    later.change_tastes()

    assert later.judge(20) != stage.judge(20)
