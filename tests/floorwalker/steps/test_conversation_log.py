"""Which logs can be learned from, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from data.catalog.products import Catalog
from data.conversations.sessions import Session, ShownList, ShownProduct
from data.database import connect, upgrade
from floorwalker.errors import StepFailed
from floorwalker.steps.conversation_log import conversation_log, read_log, refuse_other_schema

AT = datetime(2026, 3, 1, tzinfo=UTC)


def session(number: int, product: str = "mouse-1", **fields: Any) -> Session:
    shown = ShownList(
        message_id=f"m-{number}",
        at=AT,
        query_id="",
        query="mouse",
        category="Mouse",
        purpose=None,
        constraints=[],
        model_version="",
        catalog_version="",
        total=1,
        policy={"model_version": ""},
        request={"query": "mouse"},
        propensity=1.0,
        best=[],
        products=[ShownProduct(product, 0, 1.0, 1.0)],
        attributes=[],
    )
    own = Session(f"s-{number}", None, "assistant", "en", "closed", AT, AT)
    return replace(own, lists=[replace(shown, **fields)])


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ([], "no conversations with consent"),
        ([session(n, "elsewhere") for n in range(50)], "another catalog"),
        ([session(n) for n in range(20)], "about 10 more"),
        ([session(n, request={}, policy={}) for n in range(50)], "logged before"),
    ],
)
def test_says_why_nothing_can_be_learned(sessions: list[Session], words: str, small_catalog: Catalog) -> None:
    refusal = conversation_log(sessions, small_catalog).refusal(least=30)

    assert refusal is not None
    assert words in refusal


def test_learns_from_enough_and_says_what_it_leaves_out(small_catalog: Catalog) -> None:
    sessions = [session(n) for n in range(30)] + [session(30, "gone"), session(31, policy={})]
    log = conversation_log(sessions, small_catalog)

    assert log.refusal(least=30) is None
    assert log.lines() == [
        "32 conversations were read",
        "3.1% of the products that they show are not in the catalog any more",
        "1 lists have no propensities: they teach, and judge nothing",
    ]


def test_a_half_migrated_database_is_refused_with_the_remedy(sqlite_url: str, small_catalog: Catalog) -> None:
    engine = connect(sqlite_url)
    assert read_log(engine, small_catalog).sessions == []
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))

    with pytest.raises(StepFailed, match="0005") as failed:
        read_log(engine, small_catalog)
    assert "floorwalker prepare" in failed.value.remedy


def test_a_database_without_a_log_is_refused(tmp_path: Any) -> None:
    with pytest.raises(StepFailed, match="no conversation log yet"):
        refuse_other_schema(connect(f"sqlite:///{tmp_path}/empty.db"))


def test_an_older_schema_is_refused(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/older.db"
    upgrade(url, "0004")

    with pytest.raises(StepFailed, match="0004"):
        refuse_other_schema(connect(url))
