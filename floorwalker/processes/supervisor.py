"""Runs the processes of the assistant: starts them, waits until each is ready, restarts what dies or hangs, stops all.

Knows processes, not what they do; which ones there are and how each starts is `floorwalker.processes.specs`. A process
that was ready once is started again for as long as the others run, however often it stops, and what happens is logged
with its reason; only one that never becomes ready ends them. None outlives the supervisor (`floorwalker.bound`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from floorwalker.bound import bound
from floorwalker.errors import NotReady, PortInUse
from floorwalker.processes.ending import end, kill, told
from floorwalker.processes.pulse import PAUSE, Pulse
from floorwalker.processes.record import MANY, WINDOW, Record
from floorwalker.processes.standby import Standby
from floorwalker.processes.stopping import Stop

_log = logging.getLogger(__name__)
MOST_LOG_BYTES = 20_000_000
READY_STEP = 0.1
"""Seconds between two looks whether a process is ready."""


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """How a process starts, and how one sees that it is ready.

    `after` names the processes that must be ready before this one starts; `patience` is in seconds. `standby`: whether
    a second one waits beside it, loaded, where there is memory (`floorwalker.processes.standby`).
    """

    name: str
    command: Sequence[str]
    port: int
    ready_url: str
    setting: str
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    patience: float = 120.0
    standby: bool = False


def refuse_taken_ports(specs: Sequence[ProcessSpec], host: str) -> None:
    """Raises PortInUse, naming the port, its holder and the setting, if a process could not listen."""
    connections = psutil.net_connections("tcp")
    listening = {c.laddr.port: c.pid for c in connections if c.laddr and c.status == psutil.CONN_LISTEN}
    for spec in specs:
        if spec.port in listening:
            holder = _name_of(listening[spec.port])
            raise PortInUse(
                f"port {spec.port} on {host}, which the {spec.name} needs, is in use by {holder}",
                f"stop it (is the assistant running already?), or choose another port: {spec.setting}=… make up",
            )


def _name_of(pid: int | None) -> str:
    try:
        return f"{psutil.Process(pid).name()} (process {pid})" if pid else "another user's program"
    except psutil.NoSuchProcess:
        return "another program"


class Supervisor:
    """Keeps a set of processes running until told to stop.

    `report(name, state)` is called with "starting", "ready", "stopped" (it will be restarted) as they change; `record`
    is kept of the same. Its logs are in the folder `logs`, one a process.
    """

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        logs: Path,
        report: Callable[[str, str], None],
        record: Record | None = None,
    ) -> None:
        self._specs = specs
        self._logs = logs
        self._report = report
        self._record = record or Record()
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._standbys: dict[str, Standby] = {}
        self._ready = {spec.name: asyncio.Event() for spec in specs}

    async def run(self, when_ready: Callable[[], Awaitable[None]], stop: Stop | None = None) -> None:
        """Starts all, awaits `when_ready` once all are ready, and keeps them until `stop`, or else a signal.

        Raises NotReady if one does not become ready at first; nothing is left running then either.
        """
        stop = stop or Stop()
        self._logs.mkdir(parents=True, exist_ok=True)
        tasks = [asyncio.create_task(self._keep(spec)) for spec in self._specs]
        tasks.append(asyncio.create_task(self._announce(when_ready)))
        stopped = asyncio.create_task(stop.wait())
        try:
            pending = {stopped, *tasks}
            while not stopped.done():
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {stopped}:
                    task.result()  # raises what stopped it
        finally:
            for task in (stopped, *tasks):
                task.cancel()
            await asyncio.gather(stopped, *tasks, return_exceptions=True)
            await self._end_all()

    async def _end_all(self) -> None:
        for standby in self._standbys.values():
            await standby.end()
        for spec in reversed(self._specs):
            if spec.name in self._running:
                await end(self._running[spec.name])
                _log.info("the %s is stopped: %s", spec.name, told(self._running[spec.name].returncode))

    async def _announce(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        for event in self._ready.values():
            await event.wait()
        await when_ready()

    async def _keep(self, spec: ProcessSpec) -> None:
        for name in spec.after:
            await self._ready[name].wait()
        standby = self._standbys[spec.name] = Standby(spec.name, lambda more: self._start(spec, more))
        process = await self._begin(spec)
        while True:
            why = await self._serve(spec, process, standby)
            fate = self._record.stopped(spec.name, why)
            loud = _log.error if fate.recent >= MANY else _log.warning
            loud("the %s %s; it is started again", spec.name, why)
            if fate.recent >= MANY:
                often = (spec.name, fate.recent, WINDOW, fate.pause, self._log(spec))
                _log.error("the %s stopped %d times within %.0f s; its next start is in %.0f s; see %s", *often)
            self._report(spec.name, "stopped")
            await asyncio.sleep(fate.pause)
            process = await self._begin(spec, await standby.take())

    async def _begin(
        self, spec: ProcessSpec, waiting: asyncio.subprocess.Process | None = None
    ) -> asyncio.subprocess.Process:
        """A process that is starting: the one that waited, or a new one."""
        self._say(spec, "starting")
        _log.info("the %s %s", spec.name, "that waited beside takes over" if waiting else "is starting")
        process = self._running[spec.name] = waiting or await self._start(spec, {})
        return process

    async def _serve(self, spec: ProcessSpec, process: asyncio.subprocess.Process, standby: Standby) -> str:
        """Waits for as long as the process serves; why it does no more, and it is gone then. Raises NotReady if none of
        its kind ever became ready."""
        problem = await self._wait_until_ready(spec, process)
        if problem is None:
            _log.info("the %s is ready", spec.name)
            self._ready[spec.name].set()
            self._say(spec, "ready")
            if spec.standby:
                standby.begin(process.pid)
            problem = await self._watch(spec, process)
        elif not self._ready[spec.name].is_set():
            raise self._failure(spec, problem)
        await kill(process)  # what it started, too
        return problem

    async def _watch(self, spec: ProcessSpec, process: asyncio.subprocess.Process) -> str:
        """Waits until the process ends or hangs; says which."""
        async with httpx.AsyncClient(trust_env=False) as client:
            pulse = Pulse(client, spec.ready_url, process.pid)
            ended = asyncio.ensure_future(process.wait())
            try:
                while True:
                    await asyncio.wait([ended], timeout=PAUSE)
                    if ended.done():
                        return told(process.returncode)
                    with contextlib.suppress(psutil.NoSuchProcess):
                        if hangs := await pulse.beat():
                            return hangs
                    self._record.write()
            finally:
                ended.cancel()

    def _say(self, spec: ProcessSpec, state: str) -> None:
        self._record.becomes(spec.name, state)
        self._report(spec.name, state)

    def _failure(self, spec: ProcessSpec, what: str) -> NotReady:
        log = self._log(spec)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:] if log.exists() else []
        return NotReady(
            "\n".join([f"the {spec.name} {what}; its last lines:", *lines]), f"read {log}; run: floorwalker doctor"
        )

    def _log(self, spec: ProcessSpec) -> Path:
        return self._logs / f"{spec.name}.log"

    async def _start(self, spec: ProcessSpec, more: Mapping[str, str]) -> asyncio.subprocess.Process:
        """Starts a process; with `more` in its environment it listens to its standard input (`Standby`)."""
        log = self._log(spec)
        if log.exists() and log.stat().st_size > MOST_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *bound(spec.command),
                stdin=asyncio.subprocess.PIPE if more else asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **spec.environment, **more},
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which then stops them in order
            )

    async def _wait_until_ready(self, spec: ProcessSpec, process: asyncio.subprocess.Process) -> str | None:
        """None once the process answers 200; else what is wrong: it ended first, or patience is over."""
        deadline = time.monotonic() + spec.patience
        async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
            while process.returncode is None:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(spec.ready_url)).status_code == httpx.codes.OK:
                        return None
                if time.monotonic() > deadline:
                    return f"was not ready after {spec.patience:.0f} s"
                await asyncio.sleep(READY_STEP)
        return f"{told(process.returncode)} before it was ready"
