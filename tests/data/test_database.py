"""Upgrades of a database: from any version, whole or not at all, and repeated without harm; both databases."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, make_url, text

from data.conversations.tables import ConversationRow
from data.database import connect, upgrade
from data.errors import DatabaseTooNew, DatabaseUnsupported, MigrationFailed
from floorwalker.settings import ROOT

OLD = "0005"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of an older version, with a conversation in it."""
    if request.param == "sqlite":
        yield _with_a_conversation(f"sqlite:///{tmp_path / 'shop.db'}")
        return
    server: str = request.getfixturevalue("postgresql_url")
    admin = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE older"))
    yield _with_a_conversation(make_url(server).set(database="older").render_as_string(hide_password=False))
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE older WITH (FORCE)"))
    admin.dispose()


def _with_a_conversation(url: str) -> str:
    upgrade(url, OLD)
    with opened(url) as connection:
        connection.execute(
            text(
                "INSERT INTO conversations (id, token_hash, site_key, locale, analytics, status, created_at, last_at)"
                " VALUES ('c', 't', 'demo', 'en', :yes, 'bot', :at, :at)"
            ),
            {"yes": True, "at": "2026-01-01 00:00:00"},
        )
    return url


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    engine = connect(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def version(url: str) -> str:
    with opened(url) as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def tables(url: str) -> set[str]:
    with opened(url) as connection:
        return set(inspect(connection).get_table_names())


def conversations(url: str) -> list[str]:
    with opened(url) as connection:
        return list(connection.execute(text("SELECT id FROM conversations")).scalars())


def beside(url: str) -> list[Path]:
    folder = Path(make_url(url).database or "").parent
    return sorted(folder.glob("*.before-upgrade-of-*")) if url.startswith("sqlite") else []


def test_upgrades_from_an_older_version_and_again(old_url: str) -> None:
    upgrade(old_url)
    upgrade(old_url)

    assert tables(old_url) >= set(ConversationRow.metadata.tables)
    assert conversations(old_url) == ["c"]
    assert beside(old_url) == []


def test_leaves_the_database_as_it_was_when_an_upgrade_fails_halfway(old_url: str) -> None:
    with opened(old_url) as connection:  # in the way of the last statements of the next version
        connection.execute(text("CREATE TABLE audit (id INTEGER PRIMARY KEY)"))
    before = tables(old_url)

    with pytest.raises(MigrationFailed, match=r"audit.*already exists") as failed:
        upgrade(old_url)

    assert (version(old_url), tables(old_url), conversations(old_url)) == (OLD, before, ["c"])
    assert [str(copy) in str(failed.value) for copy in beside(old_url)] == [True] * len(beside(old_url))
    with opened(old_url) as connection:
        connection.execute(text("DROP TABLE audit"))
    upgrade(old_url)
    assert conversations(old_url) == ["c"]
    assert beside(old_url) == []


def test_copies_an_sqlite_file_before_its_upgrade_for_its_owner_alone(tmp_path: Path) -> None:
    url = _with_a_conversation(f"sqlite:///{tmp_path / 'shop.db'}")
    with opened(url) as connection:
        connection.execute(text("CREATE TABLE audit (id INTEGER PRIMARY KEY)"))

    with pytest.raises(MigrationFailed):
        upgrade(url)

    [copy] = beside(url)
    assert conversations(f"sqlite:///{copy}") == ["c"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


KILLED = """
import os, signal, sys
from alembic.operations import Operations
from data.database import upgrade
create_table, left = Operations.create_table, [2]
def killed(self, *args, **options):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return create_table(self, *args, **options)
Operations.create_table = killed
upgrade(sys.argv[1])
"""


def test_upgrades_after_an_upgrade_that_was_killed_between_two_statements(old_url: str) -> None:
    before = tables(old_url)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", KILLED, old_url], env=environment, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert (version(old_url), tables(old_url)) == (OLD, before)
    upgrade(old_url)
    assert conversations(old_url) == ["c"]
    assert beside(old_url) == []


def test_upgrades_once_when_two_do_it_at_once(old_url: str) -> None:
    command = [sys.executable, "-c", "import sys; from data.database import upgrade; upgrade(sys.argv[1])", old_url]
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda _: subprocess.run(command, cwd=ROOT, check=False).returncode, range(2)))

    assert codes == [0, 0]
    assert conversations(old_url) == ["c"]


def test_refuses_a_database_of_a_newer_version(old_url: str) -> None:
    with opened(old_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match="newer version \\(9999\\).*update the program"):
        upgrade(old_url)

    assert (version(old_url), conversations(old_url)) == ("9999", ["c"])


def test_says_which_databases_there_are() -> None:
    with pytest.raises(DatabaseUnsupported, match="FLOORWALKER_DATABASE_URL: 'mysql' is not supported; write sqlite"):
        connect("mysql://shop:secret@host/name")
