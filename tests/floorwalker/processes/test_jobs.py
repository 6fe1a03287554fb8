"""The worker: real processes, one at a time, what they say, how they fail, and what becomes of a job whose worker is
killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine

from data.conversations.log import now
from data.database import connect
from data.demo import generate
from data.steering import boards, jobs, uploads
from data.steering.jobs import Job
from data.steering.uploads import Receiving
from floorwalker.processes.jobs import COMMAND, Worker
from floorwalker.settings import ROOT, Settings
from ranker.registry import Manifest, Registry


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOORWALKER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("FLOORWALKER_TRAIN_RANKER", "false")
    (tmp_path / "home").mkdir()
    return Settings()


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return connect(settings.database)


def program(text: str) -> tuple[str, ...]:
    """A command in place of ours; its arguments are those of the step."""
    return (sys.executable, "-c", f"import json, os, pathlib, sys, time\n{text}")


@contextlib.asynccontextmanager
async def working(settings: Settings, command: tuple[str, ...] = COMMAND) -> AsyncIterator[None]:
    running = asyncio.create_task(Worker(settings, command).run())
    try:
        yield
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def happens(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(0.05)


async def until(engine: Engine, id: str, is_so: Callable[[Job], bool]) -> Job:
    await happens(lambda: is_so(jobs.read(engine, id)))
    return jobs.read(engine, id)


def board_of(engine: Engine, name: boards.Name) -> dict[str, Any]:
    board = boards.read(engine, name)
    return {} if board is None else board.content


async def over(engine: Engine, id: str) -> Job:
    return await until(engine, id, lambda job: job.ended_at is not None)


def asked(engine: Engine, kind: str = "report", **payload: Any) -> Job:
    return jobs.ask(engine, kind, payload, by="ada", at=now())


def register(settings: Settings, version: str) -> Registry:
    registry = Registry(settings.home / "models")
    made = Manifest(
        version=version,
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
        kind="adapter",
        base_model="tiny",
        base_model_hash="b",
        data_hash="d",
        catalog_version="c",
        metrics={"needs ndcg@5": 0.5},
    )
    with registry.stage() as staged:
        (staged / "report").mkdir()
        (staged / "report" / "report.md").write_text("# ours\n\n- passes: all\n- a line\n", encoding="utf-8")
        registry.register(staged, made)
    return registry


async def test_says_how_far_it_is_and_what_came_of_it(settings: Settings, engine: Engine) -> None:
    text = "print('Reading', flush=True)\n"
    text += "for part in (0, 50, 100): print(f'Learning: {part} %', file=sys.stderr, flush=True)\n"
    text += "print(json.dumps({'learned': True, 'arguments': sys.argv[1:]}))"
    job = asked(engine, "retrain", least=100, promote=True)

    async with working(settings, program(text)):
        done = await over(engine, job.id)
        assert jobs.workers(engine, now()) == 1

    assert (done.state, done.error) == ("done", None)
    assert sorted(done.lines) == ["Learning: 100 %", "Reading"]
    assert done.result == {"learned": True, "arguments": ["retrain", "--json", "--min-conversations", "100"]}
    assert jobs.workers(engine, now()) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("print('before'); print('no disk'); print('  -> free space'); raise SystemExit(1)", "no disk; free space"),
        ("print('a plain problem: do this'); raise SystemExit(1)", "a plain problem: do this"),
        ("raise SystemExit(7)", "the command ended with 7 and said nothing"),
        ("os.kill(os.getpid(), 9)", "the command ended with -9"),
    ],
)
async def test_one_that_fails_says_why_and_what_to_do(settings: Settings, engine: Engine, text: str, said: str) -> None:
    job = asked(engine)

    async with working(settings, program(text)):
        failed = await over(engine, job.id)

    assert failed.state == "failed"
    assert (failed.error or "").startswith(said)


async def test_what_no_job_may_ask_fails_and_runs_nothing(settings: Settings, engine: Engine) -> None:
    job = asked(engine, "promote", version="--help", instead_of=None)

    async with working(settings, ("false",)):
        failed = await over(engine, job.id)

    assert (failed.state, failed.error) == ("failed", "version: '--help' names no version; choose one of the list")


async def test_one_that_is_cancelled_is_stopped(settings: Settings, engine: Engine) -> None:
    job = asked(engine)
    text = "print(os.getpid(), flush=True); time.sleep(600)"

    async with working(settings, program(text)):
        running = await until(engine, job.id, lambda one: bool(one.lines))
        jobs.cancel(engine, job.id, now())
        await happens(lambda: not psutil.pid_exists(int(running.lines[0])))

    assert jobs.read(engine, job.id).state == "cancelled"


async def test_one_whose_worker_is_stopped_is_interrupted(settings: Settings, engine: Engine) -> None:
    job = asked(engine)

    async with working(settings, program("print(os.getpid(), flush=True); time.sleep(600)")):
        running = await until(engine, job.id, lambda one: bool(one.lines))

    assert jobs.read(engine, job.id).state == "interrupted"
    assert not psutil.pid_exists(int(running.lines[0]))


@pytest.mark.usefixtures("settings")
def test_one_whose_worker_is_killed_goes_with_it_and_is_said_to_be_interrupted(engine: Engine) -> None:
    job = asked(engine)
    inner = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
    text = "import asyncio; from floorwalker.processes.jobs import Worker; from floorwalker.settings import Settings; "
    text += f"asyncio.run(Worker(Settings(), ({sys.executable!r}, '-c', {inner!r})).run())"
    worker = subprocess.Popen([sys.executable, "-c", text], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        while not (lines := jobs.read(engine, job.id).lines):
            assert worker.poll() is None
            time.sleep(0.05)
        child = psutil.Process(int(lines[0]))
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    psutil.wait_procs([child])

    assert jobs.read(engine, job.id).state == "running"
    assert jobs.interrupt(engine, now() + jobs.LEASE) == 1
    assert "ask for it again" in (jobs.read(engine, job.id).error or "")


async def test_promotes_and_shows_which_model_serves(settings: Settings, engine: Engine) -> None:
    register(settings, "first")
    registry = register(settings, "second")

    async with working(settings):
        first = await over(engine, asked(engine, "promote", version="first", instead_of=None).id)
        stale = await over(engine, asked(engine, "promote", version="second", instead_of=None).id)
        gone = await over(engine, asked(engine, "promote", version="third", instead_of="first").id)
        await happens(lambda: board_of(engine, "models").get("promoted") == "first")

    assert (first.state, first.lines) == ("done", ("first is promoted.",))
    assert stale.error == "first is promoted by now, not none: look at the models again, then decide"
    assert (gone.error or "").startswith("there is no model 'third'; there are: first, second")
    assert registry.history() == ("first",)
    (second, _) = board_of(engine, "models")["models"]
    assert (second["version"], second["gate"], second["figures"]) == ("second", ["passes: all"], {"needs ndcg@5": 0.5})


def give(engine: Engine, name: str, content: bytes) -> dict[str, Any]:
    receiving = Receiving(engine, name=name, by="ada", at=now())
    receiving.add(content)
    return {"upload": receiving.finish().id, "name": name, "format": "auto", "mapping": ""}


@pytest.mark.slow
async def test_a_file_that_is_no_catalog_changes_nothing(settings: Settings, engine: Engine) -> None:
    payload = give(engine, "shop.xlsx", b"PK\x03\x04....")
    few = give(engine, "few.csv", b"id,title\n1,Lamp\n2\n3\n")

    async with working(settings):
        failed = await over(engine, asked(engine, "check_catalog", **payload).id)
        poor = await over(engine, asked(engine, "check_catalog", **few).id)

    assert failed.error == "shop.xlsx: the compressed file is broken (File is not a zip file); copy it again"
    assert (poor.error or "").startswith("few.csv: 2 of 3 rows could not be read as csv")
    assert poor.result is not None
    assert poor.result["report"]["bad"]["fewer fields than the header has"]["count"] == 2
    assert not list((settings.home / "uploads").iterdir())
    assert board_of(engine, "catalog") == {}


@pytest.mark.slow
async def test_a_catalog_is_checked_then_imported_and_indexed(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    generate(tmp_path / "demo", seed=7)
    lines = (tmp_path / "demo" / "catalog.jsonl").read_bytes().splitlines(keepends=True)[:60]
    mapping = (tmp_path / "demo" / "mapping.yaml").read_text(encoding="utf-8")
    payload = give(engine, "shop.jsonl", b"".join(lines)) | {"mapping": mapping}

    async with working(settings):
        checked = await over(engine, asked(engine, "check_catalog", **payload).id)
        assert (checked.state, checked.error) == ("done", None)
        imported = await over(engine, asked(engine, "import_catalog", **payload | {"format": "jsonl"}).id)
        await happens(lambda: board_of(engine, "catalog") != {})

    assert checked.result is not None
    assert (checked.result["format"], checked.result["preview"]["added"]) == ("jsonl", 60)
    assert (imported.state, imported.error) == ("done", None)
    assert imported.result is not None
    assert imported.result["report"]["kept"] == board_of(engine, "catalog")["products"] == 60
    assert list((settings.home / "index").glob("*/manifest.json"))
    assert uploads.listed(engine) == []
    assert json.dumps(imported.lines).count(str(settings.home)) == 0
