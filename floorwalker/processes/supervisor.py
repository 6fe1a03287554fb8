"""Runs the processes of the assistant: starts them, waits until each is ready, restarts one that dies, stops all.

Knows processes, not what they do; which ones there are and how each starts is `floorwalker.processes.specs`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from floorwalker.errors import NotReady, PortInUse


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """How a process starts, and how one sees that it is ready.

    `after` names the processes that must be ready before this one starts; `patience` is in seconds.
    """

    name: str
    command: Sequence[str]
    port: int
    ready_url: str
    setting: str
    environment: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    patience: float = 120.0


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


MOST_RESTARTS = 5
"""A process that stops this often within `RESTART_WINDOW` seconds is broken, not unlucky."""
RESTART_WINDOW = 300.0
MOST_LOG_BYTES = 20_000_000


class Supervisor:
    """Keeps a set of processes running until told to stop.

    `report(name, state)` is called with "starting", "ready", "stopped" (it will be restarted) as they change.
    """

    def __init__(self, specs: Sequence[ProcessSpec], logs: Path, report: Callable[[str, str], None]) -> None:
        self._specs = specs
        self._logs = logs
        self._report = report
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._ready = {spec.name: asyncio.Event() for spec in specs}

    async def run(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        """Starts all, awaits `when_ready` once all are ready, and keeps them until SIGINT, SIGTERM or SIGHUP.

        Raises NotReady if one does not become ready in time or keeps stopping; nothing is left running then either.
        """
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, stop.set)
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
            for spec in reversed(self._specs):
                if spec.name in self._running:
                    await end(self._running[spec.name])

    async def _announce(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        for event in self._ready.values():
            await event.wait()
        await when_ready()

    async def _keep(self, spec: ProcessSpec) -> None:
        for name in spec.after:
            await self._ready[name].wait()
        stops: list[float] = []
        while True:
            self._report(spec.name, "starting")
            process = await self._start(spec)
            if await self._wait_until_ready(spec, process):
                self._ready[spec.name].set()
                self._report(spec.name, "ready")
                await process.wait()
            elif not self._ready[spec.name].is_set():
                raise self._failure(spec, "ended before it was ready")
            stops = [at for at in stops if time.monotonic() - at < RESTART_WINDOW] + [time.monotonic()]
            if len(stops) >= MOST_RESTARTS:
                raise self._failure(spec, f"stopped {len(stops)} times")
            self._report(spec.name, "stopped")
            await asyncio.sleep(2.0 ** len(stops) / 2)

    def _failure(self, spec: ProcessSpec, what: str) -> NotReady:
        log = self._log(spec)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:] if log.exists() else []
        return NotReady(
            "\n".join([f"the {spec.name} {what}; its last lines:", *lines]), f"read {log}; run: floorwalker doctor"
        )

    def _log(self, spec: ProcessSpec) -> Path:
        return self._logs / f"{spec.name}.log"

    async def _start(self, spec: ProcessSpec) -> asyncio.subprocess.Process:
        log = self._log(spec)
        if log.exists() and log.stat().st_size > MOST_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *spec.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **spec.environment},
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which then stops them in order
            )
        self._running[spec.name] = process
        return process

    async def _wait_until_ready(self, spec: ProcessSpec, process: asyncio.subprocess.Process) -> bool:
        """True once the process answers 200; False if it ended first. Raises NotReady when patience is over."""
        deadline = time.monotonic() + spec.patience
        async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
            while process.returncode is None:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(spec.ready_url)).status_code == httpx.codes.OK:
                        return True
                if time.monotonic() > deadline:
                    raise self._failure(spec, f"was not ready after {spec.patience:.0f} s")
                await asyncio.sleep(0.2)
        return False


STOP_SECONDS = 10.0
"""How long a process may take to end by itself before it is killed."""


async def end(process: asyncio.subprocess.Process) -> None:
    """Ends the process and everything it started, kindly first."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
