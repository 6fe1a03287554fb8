"""The supervisor, with real processes: Python's own HTTP server, and programs that end or never answer."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import psutil
import pytest

from floorwalker.errors import NotReady, PortInUse
from floorwalker.processes.supervisor import ProcessSpec, Supervisor, refuse_taken_ports


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def web_server(name: str, *, after: tuple[str, ...] = ()) -> ProcessSpec:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    return ProcessSpec(name, command, port, f"http://127.0.0.1:{port}/", "FLOORWALKER_PORT", after=after, patience=20)


def program(name: str, code: str, patience: float = 20) -> ProcessSpec:
    port = free_port()
    return ProcessSpec(
        name, [sys.executable, "-c", code], port, f"http://127.0.0.1:{port}/", "FLOORWALKER_PORT", patience=patience
    )


async def ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]


async def test_starts_in_order_of_readiness_and_leaves_nothing_running_after_ctrl_c(tmp_path: Path) -> None:
    states: list[tuple[str, str]] = []
    before = {child.pid for child in children()}
    supervisor = Supervisor(
        [web_server("first"), web_server("second", after=("first",))], tmp_path, lambda *state: states.append(state)
    )

    await supervisor.run(ctrl_c)

    assert states == [("first", "starting"), ("first", "ready"), ("second", "starting"), ("second", "ready")]
    assert {child.pid for child in children()} == before
    assert (tmp_path / "first.log").exists()


async def test_restarts_a_process_that_dies_after_it_was_ready(tmp_path: Path) -> None:
    states: list[str] = []
    back = asyncio.Event()
    supervisor = Supervisor([web_server("server")], tmp_path, lambda _name, state: note(state))

    def note(state: str) -> None:
        states.append(state)
        if states.count("ready") == 2:
            back.set()

    async def kill_it_once() -> None:
        os.kill(supervisor._running["server"].pid, signal.SIGKILL)
        await asyncio.wait_for(back.wait(), 30)
        await ctrl_c()

    await supervisor.run(kill_it_once)

    assert states == ["starting", "ready", "stopped", "starting", "ready"]


async def test_says_why_when_a_process_ends_before_it_is_ready(tmp_path: Path) -> None:
    broken = program("rasa", "raise SystemExit('the model is missing')")

    with pytest.raises(NotReady, match="rasa ended before it was ready.*\n?.*the model is missing") as failure:
        await Supervisor([broken], tmp_path, lambda *_: None).run(ctrl_c)

    assert "rasa.log" in failure.value.remedy


async def test_stops_everything_when_one_is_not_ready_in_time(tmp_path: Path) -> None:
    before = {child.pid for child in children()}
    silent = program("gateway", "import time; time.sleep(60)", patience=1)

    with pytest.raises(NotReady, match="not ready after 1 s"):
        await Supervisor([web_server("recommender"), silent], tmp_path, lambda *_: None).run(ctrl_c)

    assert {child.pid for child in children()} == before


def test_names_the_port_its_holder_and_the_setting_when_a_port_is_taken() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        spec = ProcessSpec("gateway", ["true"], port, "http://127.0.0.1/", "FLOORWALKER_GATEWAY_PORT")

        with pytest.raises(PortInUse, match=f"port {port}.*gateway.*process {os.getpid()}") as failure:
            refuse_taken_ports([spec], "127.0.0.1")

    assert "FLOORWALKER_GATEWAY_PORT" in failure.value.remedy
