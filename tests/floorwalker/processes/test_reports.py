"""When a report for the dashboards is due."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from floorwalker.home import Home
from floorwalker.processes.reports import Reports
from floorwalker.settings import Settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def made(home: Path, at: datetime) -> None:
    file = Home(home).dashboards
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.utime(file, (at.timestamp(), at.timestamp()))


def test_the_first_is_due_at_once_and_the_next_so_many_hours_after_the_last(tmp_path: Path) -> None:
    reports = Reports(Settings(home=tmp_path, report_every_hours=6))
    assert reports.wait(NOW) == timedelta()

    made(tmp_path, NOW - timedelta(hours=2))
    assert reports.wait(NOW) == timedelta(hours=4)
    assert reports.wait(NOW + timedelta(days=1)) == timedelta()


def wait_until_over(reports: Reports) -> None:
    while reports.wait(datetime.now(UTC)) == timedelta():
        time.sleep(0.05)


async def test_never_is_never(tmp_path: Path) -> None:
    await Reports(Settings(home=tmp_path, report_every_hours=0), ("false",)).run()

    assert not (tmp_path / "logs").exists()


async def test_one_that_fails_is_tried_again_at_the_next_time_and_not_before(tmp_path: Path) -> None:
    told = tmp_path / "told"
    program = f"import pathlib; pathlib.Path({str(told)!r}).open('a').write('ran '); raise SystemExit(1)"
    reports = Reports(Settings(home=tmp_path, report_every_hours=6), (sys.executable, "-c", program), timedelta())
    running = asyncio.create_task(reports.run())
    await asyncio.to_thread(wait_until_over, reports)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert told.read_text(encoding="utf-8") == "ran "
    assert reports.wait(datetime.now(UTC)) > timedelta(hours=5)
