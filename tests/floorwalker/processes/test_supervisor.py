"""The supervisor, with real processes: Python's own HTTP server, and programs that end or never answer."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from floorwalker.errors import NotReady, PortInUse
from floorwalker.processes.record import MANY, Record
from floorwalker.processes.supervisor import ProcessSpec, Supervisor, refuse_taken_ports
from floorwalker.settings import ROOT


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


async def test_a_process_that_hangs_is_killed_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("floorwalker.processes.pulse.PATIENCE", 0.3)
    monkeypatch.setattr("floorwalker.processes.supervisor.PAUSE", 0.1)
    record = Record(tmp_path / "processes.json")
    back = asyncio.Event()
    readies: list[str] = []

    def note(_name: str, state: str) -> None:
        readies.extend([state] if state == "ready" else [])
        if len(readies) == 2:
            back.set()

    supervisor = Supervisor([web_server("server")], tmp_path, note, record)

    async def stop_it() -> None:
        os.kill(supervisor._running["server"].pid, signal.SIGSTOP)
        await asyncio.wait_for(back.wait(), 60)
        told = json.loads((tmp_path / "processes.json").read_text(encoding="utf-8"))["server"]
        assert (told["state"], told["restarts"], told["unstable"]) == ("ready", 1, False)
        assert "stopped" in told["why"]
        await ctrl_c()

    await supervisor.run(stop_it)

    assert re.search(r"the server has not answered for \d+ s \(its state: stopped\)", caplog.text)


async def test_many_deaths_of_one_end_neither_it_nor_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("floorwalker.processes.record.MOST_PAUSE", 0.1)
    record = Record(tmp_path / "processes.json")
    ready = asyncio.Event()
    supervisor = Supervisor(
        [web_server("one"), web_server("other")],
        tmp_path,
        lambda name, state: ready.set() if (name, state) == ("one", "ready") else None,
        record,
    )

    async def kill_it_often() -> None:
        other = supervisor._running["other"].pid
        for _ in range(MANY + 1):
            ready.clear()
            os.kill(supervisor._running["one"].pid, signal.SIGKILL)
            await asyncio.wait_for(ready.wait(), 60)
        assert supervisor._running["other"].pid == other
        told = json.loads((tmp_path / "processes.json").read_text(encoding="utf-8"))
        assert (told["one"]["unstable"], told["one"]["restarts"], told["one"]["why"]) == (True, 6, "ended by SIGKILL")
        assert not told["other"]["unstable"]
        await ctrl_c()

    await supervisor.run(kill_it_often)

    assert "the one stopped 5 times within 300 s" in caplog.text
    assert "SIGINT came" in caplog.text


async def test_who_waits_beside_takes_over_and_does_not_outlive_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("floorwalker.processes.standby.FIRST_PAUSE", 0.0)
    monkeypatch.setattr("floorwalker.processes.standby.SPARE", 0)
    before = {child.pid for child in children()}
    port, loaded = free_port(), tmp_path / "loaded"
    code = (
        "import http.server, os, pathlib; from bot.standing_by import stand_by;"
        f"pathlib.Path({str(loaded)!r}).open('a').write(f'{{os.getpid()}}\\n'); stand_by();"
        f"http.server.test(http.server.SimpleHTTPRequestHandler, port={port}, bind='127.0.0.1')"
    )
    command = [sys.executable, "-c", code]
    spec = ProcessSpec("server", command, port, f"http://127.0.0.1:{port}/", "FLOORWALKER_PORT", standby=True)
    ready = asyncio.Event()
    supervisor = Supervisor([spec], tmp_path, lambda _name, state: ready.set() if state == "ready" else None)

    def both_pids() -> list[str]:
        while len(pids := loaded.read_text(encoding="utf-8").split()) < 2:
            time.sleep(0.05)
        return pids

    async def kill_it() -> None:
        pids = await asyncio.to_thread(both_pids)
        ready.clear()
        os.kill(int(pids[0]), signal.SIGKILL)
        await asyncio.wait_for(ready.wait(), 60)
        assert supervisor._running["server"].pid == int(pids[1])
        await ctrl_c()

    await supervisor.run(kill_it)

    assert {child.pid for child in children()} == before


def test_a_supervisor_that_is_killed_leaves_nothing_running(tmp_path: Path) -> None:
    port = free_port()
    program = f"""
import asyncio, sys
from pathlib import Path
from floorwalker.processes.record import MANY, Record
from floorwalker.processes.supervisor import ProcessSpec, Supervisor
async def ready(): print("ready", flush=True)
command = [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"]
spec = ProcessSpec("server", command, {port}, "http://127.0.0.1:{port}/", "FLOORWALKER_PORT")
asyncio.run(Supervisor([spec], Path({str(tmp_path)!r}), lambda *_: None).run(ready))
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        started = psutil.Process(process.pid).children(recursive=True)
        process.kill()

    assert started
    assert psutil.wait_procs(started, timeout=20)[1] == []


async def test_says_why_when_a_process_ends_before_it_is_ready(tmp_path: Path) -> None:
    broken = program("rasa", "raise SystemExit('the model is missing')")

    with pytest.raises(NotReady, match="rasa ended with 1 before it was ready.*\n?.*the model is missing") as failure:
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
