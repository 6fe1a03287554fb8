"""Does the jobs that admins ask for in the console: one at a time, each as commands of ours in processes of their own.

Besides, it keeps the boards on which the console reads what models and which catalog there are
(`floorwalker.steps.boards`). Runs beside the processes of `floorwalker up`, or alone (`floorwalker serve jobs`), where
models and index are; the jobs are in the database. Several workers share the work, and never a job.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import shutil
import socket
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from data.conversations.log import now
from data.database import connect
from data.steering import deliveries, feeds, jobs, uploads
from data.steering.jobs import Ended, Job
from data.steering.refusals import JobRefused, TurnTaken
from floorwalker.bound import bound
from floorwalker.environments import QUIET
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.processes import hooks
from floorwalker.processes.ending import end
from floorwalker.processes.job_commands import FILE, MAPPING, Step, file_name, steps
from floorwalker.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

_log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "floorwalker")
SCHEDULE = "schedule"
"""Who asks for the jobs of feeds that are due."""
_LOW_PRIORITY = 15
_LOOK, _BEAT, _CLEAN = 1.0, 2.0, 3600.0
"""Seconds between looks for a job, words on one that runs, and clearing away what is old."""
_ARROW = "-> "
"""What stands before the remedy in what our commands say."""
_WIDE = {"COLUMNS": "4000", "PYTHONUNBUFFERED": "1"}
"""Has commands say each thing in one line, at once."""
_MOST_LETTERS = 1000
_PART = re.compile(r"(.*): \d+ %")
"""How progress is told (`floorwalker.terminal.progress_lines`)."""


@dataclass(slots=True)
class _Said:
    """What the commands of a job said so far."""

    lines: list[str] = field(default_factory=list)
    result: dict[str, Any] | None = None

    def add(self, line: str) -> None:
        """Takes a line; how far something is takes the place of how far it was."""
        part = _PART.fullmatch(line)
        before = _PART.fullmatch(self.lines[-1]) if self.lines else None
        if part and before and part[1] == before[1]:
            self.lines[-1] = line
        else:
            self.lines.append(line)
        del self.lines[: -jobs.MOST_LINES]


class Worker:
    """Does jobs until cancelled."""

    def __init__(self, settings: Settings, command: Sequence[str] = COMMAND) -> None:
        self._settings = settings
        self._home = Home(settings.home)
        self._command = command
        self._id = f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:6]}"

    async def run(self) -> None:
        """Looks for jobs and does them. A database that is away for a while is waited for."""
        from floorwalker.steps.boards import Boards

        engine = connect(self._settings.database)
        boards, cleaned, seen = Boards(self._settings, engine), -_CLEAN, -_BEAT
        following = asyncio.create_task(hooks.follow(self._settings, engine))
        try:
            while True:
                try:
                    if time.monotonic() - cleaned >= _CLEAN:
                        await asyncio.to_thread(uploads.forget, engine, now())
                        await asyncio.to_thread(deliveries.forget, engine, now())
                        cleaned = time.monotonic()
                    if time.monotonic() - seen >= _BEAT:
                        await asyncio.to_thread(jobs.see, engine, self._id, now())
                        await asyncio.to_thread(jobs.interrupt, engine, now())
                        seen = time.monotonic()
                    await asyncio.to_thread(boards.refresh)
                    await asyncio.to_thread(_ask_for_feeds, engine)
                    job = await asyncio.to_thread(jobs.claim, engine, self._id, now())
                    if job is not None:
                        await self._do(engine, job)
                        continue
                except (SQLAlchemyError, OSError):
                    _log.exception("jobs cannot be looked for just now")
                await asyncio.sleep(_LOOK)
        finally:
            following.cancel()
            with contextlib.suppress(SQLAlchemyError):
                jobs.leave(engine, self._id)
            engine.dispose()

    async def _do(self, engine: Engine, job: Job) -> None:
        """Runs a job to its end, and says what came of it; one that is stopped with us is interrupted."""
        said = _Said()
        try:
            state, error = await self._run(engine, job, said)
        except (StepFailed, JobRefused) as refusal:
            remedy = f"; {refusal.remedy}" if isinstance(refusal, StepFailed) else ""
            state, error = "failed", f"{refusal}{remedy}"
        except asyncio.CancelledError:
            jobs.end(engine, job.id, self._id, "interrupted", lines=said.lines, error=jobs.INTERRUPTED, at=now())
            raise
        except OSError as problem:
            state, error = "failed", f"the worker could not run it: {problem}; free space, then ask for it again"
        ended = await self._end(engine, job, state, said, error)
        if job.kind == "import_catalog" and state == "done" and ended:
            with contextlib.suppress(JobRefused):
                uploads.remove(engine, str(job.payload.get("upload")))
        _log.info("job %s (%s) ended: %s", job.id, job.kind, state if ended else "not ours any more")

    async def _end(self, engine: Engine, job: Job, state: Ended, said: _Said, error: str | None) -> bool:
        """Says what came of a job; a database that is away is waited for, as long as the job is on loan."""
        begun = time.monotonic()
        while True:
            try:
                return await asyncio.to_thread(
                    lambda: jobs.end(
                        engine,
                        job.id,
                        self._id,
                        state,
                        lines=said.lines,
                        result=said.result,
                        error=error,
                        at=now(),
                    )
                )
            except SQLAlchemyError:
                if time.monotonic() - begun > jobs.LEASE.total_seconds():
                    raise
                await asyncio.sleep(_BEAT)

    async def _run(self, engine: Engine, job: Job, said: _Said) -> tuple[Ended, str | None]:
        async with self._folder(engine, job) as folder:
            for step in steps(job, folder):
                code = await self._step(engine, job, step, said)
                if code in step.last:
                    break
                if code is None:
                    return "interrupted", None  # somebody cancelled it, or took it for lost; that stands already
                if code != 0 and code not in step.fine:
                    return "failed", _clean(_reason(said, code), folder)
            said.lines[:] = [_clean(line, folder) for line in said.lines]
        return "done", None

    @asynccontextmanager
    async def _folder(self, engine: Engine, job: Job) -> AsyncIterator[Path]:
        """A folder of the job's own, with its file and mapping if it has any; gone at the end of the block."""
        self._home.uploads.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self._home.uploads))
        try:
            if upload := job.payload.get("upload"):
                (folder / FILE).mkdir()
                await asyncio.to_thread(uploads.write, engine, str(upload), folder / FILE / file_name(job.payload))
            if mapping := job.payload.get("mapping"):
                (folder / MAPPING).write_text(str(mapping), encoding="utf-8")
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def _step(self, engine: Engine, job: Job, step: Step, said: _Said) -> int | None:
        """Runs one command; its exit code, or None if the job is ours no more, and the command was stopped."""
        process = await asyncio.create_subprocess_exec(
            *bound((*self._command, *step.arguments), nice=_LOW_PRIORITY),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **QUIET, **_WIDE},
            start_new_session=True,  # as the supervisor's: Ctrl-C is for us to hand on
            limit=1 << 24,
        )
        listening = asyncio.gather(_hear(process.stdout, said, says=step.says), _hear(process.stderr, said, says=False))
        try:
            while process.returncode is None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(process.wait()), _BEAT)
                if not await asyncio.to_thread(self._beat, engine, job, said):
                    return None
            await listening
            return process.returncode
        finally:
            if process.returncode is None:
                await end(process)
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

    def _beat(self, engine: Engine, job: Job, said: _Said) -> bool:
        """Whether the job is ours still; while the database is away, it is."""
        at = now()
        try:
            jobs.see(engine, self._id, at)
            return jobs.beat(engine, job.id, self._id, said.lines, at)
        except SQLAlchemyError:
            _log.warning("the database does not answer; the job goes on", exc_info=True)
            return True


def _ask_for_feeds(engine: Engine) -> None:
    """Puts the feed that has waited longest among the jobs, unless a job with the catalog waits or runs."""
    at = now()
    for feed in feeds.due(engine, at):
        try:
            jobs.ask(engine, "run_feed", feed.payload, by=SCHEDULE, at=at)
        except TurnTaken:
            return
        feeds.asked(engine, feed, at)


async def _hear(stream: asyncio.StreamReader | None, said: _Said, *, says: bool) -> None:
    while raw := await stream.readline() if stream else b"":
        line = raw.decode("utf-8", "replace").rstrip()
        found = _object(line) if says else None
        if found is not None:
            said.result = found
        elif line.strip():
            said.add(line[:_MOST_LETTERS])


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _reason(said: _Said, code: int) -> str:
    """What went wrong and what to do, from what the command said last."""
    if said.result and said.result.get("problem"):
        return str(said.result["problem"])
    if not said.lines:
        return f"the command ended with {code} and said nothing; see the worker's log, then try again"
    if said.lines[-1].strip().startswith(_ARROW) and len(said.lines) > 1:
        return f"{said.lines[-2]}; {said.lines[-1].strip().removeprefix(_ARROW)}"
    return said.lines[-1]


def _clean(text: str, folder: Path) -> str:
    """Without the folder in which the file lay, which tells nobody anything."""
    return text.replace(f"{folder / FILE}/", "").replace(f"{folder / MAPPING}", "the mapping")
