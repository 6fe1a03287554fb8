from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from data.conversations.log import now
from data.privacy.audit import entries, note, operator, reference


def test_lists_the_latest_first_and_those_about_one_subject(engine: Engine) -> None:
    note(engine, "ann", "read", reference("c-1"), command="queue show")
    note(engine, "x" * 500, "export", reference("~anna"), conversations=2)

    latest, first = entries(engine)
    assert (first.who, first.what, first.details) == ("ann", "read", {"command": "queue show"})
    assert latest.who == "x" * 100
    assert entries(engine, most=1) == [latest]
    assert entries(engine, about=[reference("c-1")]) == [first]
    many = [reference(f"c-{number}") for number in range(500)]
    assert entries(engine, about=[*many, reference("~anna")]) == [latest, first]
    assert entries(engine, about=[*many, reference("~anna")], most=1) == [latest]
    assert entries(engine, about=[]) == []
    assert entries(engine, since=now() + timedelta(minutes=1)) == []


def test_names_who_runs_a_command_and_nobody_it_is_about() -> None:
    assert operator()
    assert len(reference("c-1")) == 16
    assert "c-1" not in reference("c-1")
