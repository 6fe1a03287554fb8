"""When a retraining is due, and how it is run."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from floorwalker.home import Home
from floorwalker.processes.schedule import BUSY, Schedule
from floorwalker.settings import Settings
from floorwalker.steps.retraining_record import Record, Run, stamped

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def ran(home: Path, at: datetime) -> None:
    Record(Home(home).retraining).add(Run(stamped(at), "", False, None, False, 0, ""))


def test_is_due_so_many_hours_after_the_last(tmp_path: Path) -> None:
    schedule = Schedule(Settings(home=tmp_path, retrain_every_hours=24))
    ran(tmp_path, NOW - timedelta(hours=20))

    assert schedule.wait(NOW) == timedelta(hours=4)
    assert schedule.wait(NOW + timedelta(days=3)) == timedelta()


def test_the_first_is_not_at_once_and_a_restart_does_not_put_it_off(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, retrain_every_hours=24)
    now = datetime.now(UTC)

    assert Schedule(settings).wait(now) == timedelta(hours=24)
    assert Schedule(settings).wait(now + timedelta(hours=10)) < timedelta(hours=15)


def wait_for(file: Path) -> None:
    while not (file.exists() and file.read_text(encoding="utf-8")):
        time.sleep(0.05)


def wait_until_over(schedule: Schedule) -> None:
    while schedule.wait(datetime.now(UTC)) == timedelta():
        time.sleep(0.05)


async def test_never_is_never(tmp_path: Path) -> None:
    await Schedule(Settings(home=tmp_path, retrain_every_hours=0), ("false",)).run()

    assert not (tmp_path / "logs").exists()


async def test_runs_what_is_due_in_a_process_of_its_own_and_stops_it_with_itself(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"import pathlib, os, time; pathlib.Path({str(told)!r}).write_text(str(os.getpid())); time.sleep(600)"
    ran(tmp_path, NOW - timedelta(days=30))
    schedule = Schedule(Settings(home=tmp_path, retrain_every_hours=1), (sys.executable, "-c", program))
    running = asyncio.create_task(schedule.run())
    await asyncio.to_thread(wait_for, told)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert not psutil.pid_exists(int(told.read_text(encoding="utf-8")))


async def test_one_that_fails_is_tried_again_at_the_next_time_and_not_before(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"import pathlib; pathlib.Path({str(told)!r}).open('a').write('ran '); raise SystemExit(1)"
    ran(tmp_path, NOW - timedelta(days=30))
    schedule = Schedule(Settings(home=tmp_path, retrain_every_hours=24), (sys.executable, "-c", program))
    running = asyncio.create_task(schedule.run())
    await asyncio.to_thread(wait_until_over, schedule)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert told.read_text(encoding="utf-8") == "ran "
    assert schedule.wait(datetime.now(UTC)) > timedelta(hours=23)


async def test_one_that_another_keeps_from_running_is_still_due(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"import pathlib; pathlib.Path({str(told)!r}).write_text('ran'); raise SystemExit({BUSY})"
    ran(tmp_path, NOW - timedelta(days=30))
    schedule = Schedule(Settings(home=tmp_path, retrain_every_hours=24), (sys.executable, "-c", program))
    running = asyncio.create_task(schedule.run())
    await asyncio.to_thread(wait_for, told)
    await asyncio.sleep(0.5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert schedule.wait(datetime.now(UTC)) == timedelta()
