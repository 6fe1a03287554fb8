"""No table that says something of conversations or shoppers is forgotten: each is archived, exported, erased and
removed in its time, whatever tables there are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from sqlalchemy import JSON, Engine, Table, delete, func, insert, select

import data
from data.conversations import archive
from data.conversations.belonging import ways
from data.conversations.log import now
from data.conversations.tables import ContactRow
from data.database import Base
from data.privacy.erasure import Erasure, Subject
from data.privacy.export import export
from data.privacy.retention import BY_TIME, Ages, Retention
from tests.data.privacy import talks

OLD = now() - timedelta(days=60)
OF_PEOPLE_ELSEWHERE = {"placements", "outcomes"}
"""By shopper, without a conversation (`data.conversations.outcomes`)."""
OF_NOBODY = {
    *("agents", "agent_sessions", "canned_replies", "audit", "leases"),
    *("revisions", "jobs", "job_workers", "uploads", "upload_parts", "boards"),
    *("product_changes", "catalogs", "products", "attributes", "change_marks", "feeds"),
    *("hook_deliveries", "shop_items", "stock_levels"),
}
"""What says nothing of a shopper or of a conversation. A table belongs here only if that is so."""
GOES_BY_ITSELF = {"contacts", "secrets"}
"""With a life of its own that is shorter than any conversation's."""


@pytest.fixture(autouse=True, scope="module")
def everything() -> None:
    """Has all modules of `data` say which tables there are."""
    for module in walk_packages(data.__path__, "data."):
        if not module.name.startswith("data.migrations"):
            import_module(module.name)


def names() -> set[str]:
    return {table.name for table in ways()}


def filled(table: Table, ids: Mapping[str, str]) -> dict[str, Any]:
    """A row with something in every column; keys name the rows of the tables before."""
    row: dict[str, Any] = {}
    for column in table.columns:
        kind: Any = dict if isinstance(column.type, JSON) else column.type.python_type
        if column.foreign_keys:
            row[column.name] = ids[next(iter(column.foreign_keys)).column.table.name]
        elif kind is str:
            row[column.name] = f"{table.name[:15]} {column.name[:10]}"[: getattr(column.type, "length", None)]
        else:
            row[column.name] = {int: 1, float: 0.5, bool: True, datetime: OLD, dict: {"of": table.name}}[kind]
    return row


def fill(engine: Engine) -> str:
    """A conversation with a row in every table that belongs to it; its id."""
    ids: dict[str, str] = {}
    with engine.begin() as connection:
        for table in ways():
            row = filled(table, ids)
            if table.name == "conversations":
                row |= {"status": "bot", "consented_at": None}
            connection.execute(insert(table), row)
            ids[table.name] = next(row[column.name] for column in table.primary_key)
    return ids["conversations"]


def left(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = {table.name: connection.execute(select(func.count()).select_from(table)).scalar() for table in ways()}
    return {name for name, count in rows.items() if count}


def test_of_every_table_it_is_known_whether_it_says_something_of_people() -> None:
    assert names() | OF_PEOPLE_ELSEWHERE | OF_NOBODY == set(Base.metadata.tables)
    assert not (names() | OF_PEOPLE_ELSEWHERE) & OF_NOBODY


def test_tables_of_conversations_are_known_wherever_these_are_read() -> None:
    by_table = {mapper.local_table: mapper.class_.__module__ for mapper in Base.registry.mappers}

    assert {by_table[table] for table in ways()} == {"data.conversations.tables"}


def test_what_was_done_before_consent_goes_whatever_table_it_is_in() -> None:
    with_messages = {
        table.name
        for table in ways()
        if any(key.column.table.name != "conversations" and not key.parent.nullable for key in table.foreign_keys)
    }
    by_time = {row.__tablename__ for row in BY_TIME}

    assert names() == {"conversations", "messages"} | with_messages | by_time | GOES_BY_ITSELF


def test_every_table_is_archived(engine: Engine, tmp_path: Path) -> None:
    id = fill(engine)

    assert archive.archive(engine, tmp_path, now()).conversations == 0  # an address was left: somebody is to write yet
    with engine.begin() as connection:
        connection.execute(delete(ContactRow))
    assert archive.archive(engine, tmp_path, now()).conversations == 1

    [line] = archive.read(tmp_path)
    assert line["conversation"]["id"] == id
    assert {"conversations", *line} - {"conversation"} == names() - GOES_BY_ITSELF
    assert all(set(line[table.name][0]) == set(table.columns.keys()) for table in ways() if table.name in line)
    assert left(engine) == set()


@pytest.mark.parametrize("name", ["verdict_uses", "conversation_notes", "labelling_picks", "shown_products"])
def test_what_changes_while_it_is_archived_stays(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    fill(engine)
    remove, table = archive._remove_from_database, Base.metadata.tables[name]

    def meanwhile(*given: Any) -> int:
        with engine.begin() as connection:
            connection.execute(delete(table))
        return remove(*given)

    monkeypatch.setattr(archive, "_remove_from_database", meanwhile)
    with engine.begin() as connection:
        connection.execute(delete(ContactRow))

    assert archive.archive(engine, tmp_path, now()).conversations == 0
    assert "conversations" in left(engine)


def test_every_table_is_exported_and_erased(engine: Engine, tmp_path: Path) -> None:
    id, home = fill(engine), talks.places(engine, tmp_path)
    subject = Subject(conversation_id=id)

    held = export(engine, home, Ages(), subject, "test")
    assert set(held["log"]["tables"]) == names()
    assert json.dumps(held, default=str)

    assert Erasure(engine, home).erase(subject, "test").is_clean
    assert left(engine) == set()


def test_every_table_goes_with_its_age(engine: Engine, tmp_path: Path) -> None:
    fill(engine)

    gone = Retention(engine, talks.places(engine, tmp_path), Ages(log=timedelta(days=30)), pause=0).run("test")

    assert gone is not None
    assert gone.old == 1
    assert left(engine) == set()
