"""What /ready finds of real parts that are there, are not, or take no writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import event

from data.database import connect
from floorwalker.settings import ROOT
from gateway import readiness
from gateway.catalogs import SiteCatalogs, recommenders
from gateway.config import GatewayConfig
from gateway.rasa import Rasa
from gateway.readiness import Readiness
from tests.gateway.conftest import ScriptedRasa

FATES = {
    "rasa": {"state": "starting", "restarts": 7, "unstable": True, "why": "ended by SIGKILL"},
    "gateway": {"state": "ready", "restarts": 0, "unstable": False, "why": None},
}


@asynccontextmanager
async def ready(config: GatewayConfig, *, pragma: str = "", **more: object) -> AsyncIterator[Readiness]:
    """Over the database of the tests, each connection to which is told the pragma."""
    engine, rasa = connect(config.database_url), Rasa(config.rasa_url, 1.0)
    if pragma:
        event.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
    asked = {"actions_url": "", "processes": None} | more
    sites = SiteCatalogs(config.catalogs)
    async with recommenders(config.recommender_url, config.catalog_urls, "", sites) as found:
        yield Readiness(engine, rasa, found, **asked)  # type: ignore[arg-type]
    await rasa.close()
    engine.dispose()


async def test_a_database_that_can_only_be_read_is_not_ready(config: GatewayConfig) -> None:
    async with ready(config) as well, ready(config, pragma="query_only=ON") as readonly:
        assert (await well.parts())["database"] is True
        assert (await readonly.parts())["database"] is False


FULL = """
import asyncio, resource, sys
from sqlalchemy import text
from data.database import connect
from gateway.readiness import Readiness
engine = connect(sys.argv[1])
one = Readiness(engine, None, None, "", None)
with engine.connect() as connection:
    connection.execute(text("SELECT 1"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # no file may grow
    read = connection.execute(text("SELECT count(*) FROM conversations")).scalar()
print(read, asyncio.run(one._database()))
"""


def test_a_disk_that_is_full_is_not_ready(config: GatewayConfig) -> None:
    command = [sys.executable, "-c", FULL, config.database_url]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["0", "False"]  # it answers all the same


async def test_parts_are_asked_for_again_only_after_a_while(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    async with ready(config, actions_url=rasa.url) as one:
        first = await one.parts()
        assert await one.parts() is first
        one._at -= readiness.FRESH
        assert await one.parts() is not first

    assert (first["rasa"], first["actions"], first["recommender"]) == (True, False, False)


async def test_tells_how_the_processes_fare(config: GatewayConfig, tmp_path: Path) -> None:
    file = tmp_path / "processes.json"
    async with ready(config, processes=file) as one:
        assert (one.unstable(), one.exposition()) == ([], b"")
        file.write_text(json.dumps(FATES), encoding="utf-8")
        assert one.unstable() == ["rasa"]
        assert b'floorwalker_process_restarts{process="rasa"} 7.0' in one.exposition()
        assert b'floorwalker_process_ready{process="gateway"} 1.0' in one.exposition()
        file.write_text("{", encoding="utf-8")
        assert one.unstable() == []
